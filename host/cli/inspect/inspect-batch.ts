import { batchShape, measureBatchProof, proofSystem } from '../../stark/proof/index.js';
import { standardBatchClaim } from '../../stark/verify-worker/index.js';
import type { LoadedBatch } from '../proof/load-proof.js';
import { hexOf, inspectCommon } from './common.js';

/** What is shown of a proof of several tables. */
export type BatchInspection = ReturnType<typeof inspectBatch>;

export function inspectBatch(loaded: LoadedBatch) {
  const { batch, shapeId, parameters, publicValues, proof } = loaded;
  const system = proofSystem(parameters);
  const { fri, tables } = batchShape(system, batch.chips, proof.degreeBits);
  const { preprocessed, digest } = standardBatchClaim(batch, parameters, shapeId);
  const { main, permutation, quotientChunks } = proof.commitments;
  return {
    batch: batch.name,
    shapeId,
    statementDigest: Buffer.from(digest).toString('hex'),
    ...inspectCommon(loaded, measureBatchProof(system, proof)),
    logArities: fri.logArities,
    tables: tables.map(({ degreeBits, quotientChunkCount, permutationWidth }, i) => {
      const chip = batch.chips[i];
      return {
        chip: chip.name,
        degreeBits,
        publicValues: publicValues[i],
        columns: chip.width,
        preprocessedColumns: chip.preprocessedWidth,
        permutationColumns: permutationWidth,
        messages: chip.interactions.reduce((count, { messages }) => count + messages.length, 0),
        constraints: chip.constraintCount,
        maxConstraintDegree: chip.maxConstraintDegree,
        quotientChunks: quotientChunkCount,
      };
    }),
    commitments: {
      main: main.map(hexOf),
      permutation: permutation?.map(hexOf) ?? null,
      quotientChunks: quotientChunks.map(hexOf),
      /** The verifier's own, and no part of the proof. */
      preprocessed: preprocessed?.cap.map(hexOf) ?? null,
      folding: proof.openingProof.commitPhaseCommits.map((cap) => cap.map(hexOf)),
    },
  };
}
