import {
  batchShape,
  decodeBatchProof,
  encodeBatchProof,
  proofSystem,
  type BatchProof,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import { chipsOf } from '../../../host/vm/shape-tables.js';
import type { ShardProof } from '../../../host/vm/shard-proof.js';

/** Proofs of shards put together anew from what proofs hold of single tables. */

type Rows = BatchProof['openingProof']['inputOpenings'][number]['rows'][number];

/** What a proof holds of one table. */
export interface ProofTable {
  readonly chip: string;
  readonly openedValues: BatchProof['openedValues'][number];
  readonly lookupTerminal: BatchProof['lookupTerminals'][number];
  readonly degreeBits: number;
  /** Its rows at a query, under one of the commitments. */
  readonly rows: (commitment: number, query: number) => Rows;
}

export interface TakenApart {
  readonly proof: BatchProof;
  readonly tables: readonly ProofTable[];
}

export function takeApart(parameters: StarkParameters, { shape, proof: bytes }: ShardProof): TakenApart {
  const system = proofSystem(parameters);
  const chips = chipsOf(shape);
  const proof = decodeBatchProof(system, chips, bytes);
  const counts = batchShape(system, chips, proof.degreeBits).tables.map(
    ({ layout, quotientChunkCount, permutationWidth }) => [
      ...[1, quotientChunkCount],
      ...[layout.preprocessedWidth > 0 ? 1 : 0, permutationWidth > 0 ? 1 : 0],
    ],
  );
  const { inputOpenings } = proof.openingProof;
  return {
    proof,
    tables: chips.map(({ name }, i) => ({
      chip: name,
      openedValues: proof.openedValues[i],
      lookupTerminal: proof.lookupTerminals[i],
      degreeBits: proof.degreeBits[i],
      rows: (commitment, query) => {
        const first = counts.slice(0, i).reduce((sum, count) => sum + count[commitment], 0);
        return inputOpenings[commitment].rows[query].slice(first, first + counts[i][commitment]);
      },
    })),
  };
}

/** A shard with the same proof, but of these tables. */
export function withTables(
  parameters: StarkParameters,
  shard: ShardProof,
  { proof }: TakenApart,
  tables: readonly ProofTable[],
): ShardProof {
  const { openingProof } = proof;
  return withProof(parameters, shard, {
    ...proof,
    openedValues: tables.map(({ openedValues }) => openedValues),
    lookupTerminals: tables.map(({ lookupTerminal }) => lookupTerminal),
    degreeBits: tables.map(({ degreeBits }) => degreeBits),
    openingProof: {
      ...openingProof,
      inputOpenings: openingProof.inputOpenings.map((opening, commitment) => ({
        ...opening,
        rows: opening.rows.map((_, query) => tables.flatMap(({ rows }) => rows(commitment, query))),
      })),
    },
  });
}

export function withProof(parameters: StarkParameters, shard: ShardProof, proof: BatchProof): ShardProof {
  return { ...shard, proof: encodeBatchProof(proofSystem(parameters), proof) };
}
