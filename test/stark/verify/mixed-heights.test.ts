import test from 'ava';
import { type Ext } from '../../../host/field/index.js';
import {
  friShape,
  PRESETS,
  proofSystem,
  readFriProof,
  type Cap,
  type FriProof,
  type ProofSystem,
} from '../../../host/stark/proof/index.js';
import { p3Dialect } from '../../../host/stark/proof/p3-dialect.js';
import { TreeSource } from '../../../host/stark/proof/tree-source.js';
import {
  VerificationError,
  verifyOpenings,
  type CommitmentRound,
  type OpenedMatrix,
  type PcsContext,
} from '../../../host/stark/verify/index.js';
import { loadVectors } from '../../support/vectors.js';
import { damageEverywhere, type Json } from './damage.js';

/** A batch-stark proof: tables of 16, 32 and 8 rows in one opening proof. */
interface BatchFile {
  readonly config: Record<string, number | string>;
  readonly public_values: number[][];
  readonly preprocessed_commitment: number[][];
  readonly proof: {
    readonly commitments: Record<'main' | 'permutation' | 'quotient_chunks', number[][]>;
    readonly degree_bits: number[];
    readonly lookup_terminals: (Ext | null)[];
    readonly opened_values: {
      readonly base: {
        readonly trace_local: Ext[];
        readonly trace_next: Ext[];
        readonly quotient_chunks: Ext[][];
        readonly preprocessed_local: Ext[] | null;
        readonly preprocessed_next: Ext[] | null;
      };
      readonly permutation_local: Ext[];
      readonly permutation_next: Ext[];
    }[];
    readonly opening_proof: Json;
  };
}

const FILES = [
  ['batch_stark_3airs_lookup', 4, 'p2-24-16'],
  ['batch_stark_quintic_3airs_lookup', 5, 'p2-24-16'],
  ['batch_stark_p2w16_quintic_3airs_lookup', 5, 'p2-16'],
] as const;

const WIDTHS = [2, 5, 1];
const PREPROCESSED_WIDTHS = [0, 0, 1];

for (const [name, extensionDegree, hashSet] of FILES) {
  const file = loadVectors<BatchFile>(name);
  const { config } = file;
  const system = proofSystem({
    ...PRESETS.dev,
    extensionDegree,
    hashSet,
    logBlowup: Number(config.log_blowup),
    logFinalPolyLength: Number(config.log_final_poly_len),
    maxLogArity: Number(config.max_log_arity),
    queryCount: Number(config.num_queries),
    commitPowBits: Number(config.commit_pow_bits),
    queryPowBits: Number(config.query_pow_bits),
    capHeight: Number(config.cap_height),
  });

  test(`${name}: openings of tables of different heights verify`, (t) => {
    const { context, rounds } = startTranscript(system, file);
    const proof = readOpeningProof(system, rounds, file.proof.opening_proof);
    t.deepEqual(
      proof.commitPhaseOpenings.map(({ logArity }) => logArity),
      [1, 1, 2, 1],
    );
    t.notThrows(() => verifyOpenings(context, rounds, proof));
  });

  test(`${name}: no changed value in the opening proof is accepted`, (t) => {
    const accepted: string[] = [];
    const { context, rounds } = startTranscript(system, file);
    damageEverywhere(file.proof.opening_proof, system.field.p, (change) => {
      if (!change.endsWith('plus one') || change.includes('log_arity')) return;
      try {
        const proof = readOpeningProof(system, rounds, file.proof.opening_proof);
        verifyOpenings({ ...context, challenger: context.challenger.clone() }, rounds, proof);
        accepted.push(change);
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
      }
    });
    t.deepEqual(accepted, []);
  });

  test(`${name}: no other claimed value is accepted`, (t) => {
    const { context, rounds } = startTranscript(system, file);
    const proof = readOpeningProof(system, rounds, file.proof.opening_proof);
    rounds.forEach((round, r) =>
      round.matrices.forEach((matrix, m) => {
        const [first, ...others] = matrix.openings;
        const values = [system.extension.addBase(first.values[0], 1), ...first.values.slice(1)];
        const changed = { ...matrix, openings: [{ ...first, values }, ...others] };
        const changedRounds = rounds.with(r, { ...round, matrices: round.matrices.with(m, changed) });
        const fresh = { ...context, challenger: context.challenger.clone() };
        t.throws(() => verifyOpenings(fresh, changedRounds, proof), { instanceOf: VerificationError });
      }),
    );
  });
}

function readOpeningProof(system: ProofSystem, rounds: readonly CommitmentRound[], proof: unknown): FriProof {
  const { logBlowup } = system.parameters;
  const commitments = rounds.map(({ matrices }) =>
    matrices.map(({ logDegree, width }) => ({ logHeight: logDegree + logBlowup, width })),
  );
  return readFriProof(
    new TreeSource(system, p3Dialect, proof, 'proof'),
    friShape(system.parameters, commitments),
  );
}

/** Plonky3's batch-stark transcript up to the opened values, and what is opened. */
function startTranscript(
  system: ProofSystem,
  file: BatchFile,
): { context: PcsContext; rounds: CommitmentRound[] } {
  const { extension, field, hashes } = system;
  const { commitments, degree_bits, opened_values, lookup_terminals } = file.proof;
  const challenger = hashes.newChallenger();
  const cap = (digests: number[][]): Cap => digests.map((digest) => Uint32Array.from(digest));
  const observeCount = (count: number): void => challenger.observeExt(extension.embed(count));

  observeCount(WIDTHS.length);
  WIDTHS.forEach((width, i) => {
    const chunks = opened_values[i].base.quotient_chunks.length;
    for (const count of [degree_bits[i], degree_bits[i], width, chunks]) observeCount(count);
  });
  challenger.observeCap(cap(commitments.main));
  for (const value of file.public_values.flat()) challenger.observe(value);
  for (const width of PREPROCESSED_WIDTHS) observeCount(width);
  challenger.observeCap(cap(file.preprocessed_commitment));
  challenger.sampleExt(extension);
  challenger.sampleExt(extension);
  challenger.observeCap(cap(commitments.permutation));
  for (const terminal of lookup_terminals) if (terminal) challenger.observeExt(terminal);
  challenger.sampleExt(extension);
  challenger.observeCap(cap(commitments.quotient_chunks));
  const zeta = challenger.sampleExt(extension);

  const matrix = (table: number, ...claims: (readonly Ext[] | null)[]): OpenedMatrix[] => {
    const logDegree = degree_bits[table];
    const points = [zeta, extension.mulBase(zeta, field.twoAdicGenerator(logDegree))];
    const openings = claims.map((values, i) => ({ point: points[i], values: values ?? [] }));
    const width = openings[0].values.length;
    return width > 0 ? [{ logDegree, width, openings }] : [];
  };
  const tables = opened_values.map((values, table) => ({ ...values, table }));
  const rounds = [
    {
      name: 'main',
      cap: cap(commitments.main),
      matrices: tables.flatMap(({ table, base }) => matrix(table, base.trace_local, base.trace_next)),
    },
    {
      name: 'quotient chunks',
      cap: cap(commitments.quotient_chunks),
      matrices: tables.flatMap(({ table, base }) =>
        base.quotient_chunks.flatMap((chunk) => matrix(table, chunk)),
      ),
    },
    {
      name: 'preprocessed',
      cap: cap(file.preprocessed_commitment),
      matrices: tables.flatMap(({ table, base }) =>
        matrix(table, base.preprocessed_local, base.preprocessed_next),
      ),
    },
    {
      name: 'permutation',
      cap: cap(commitments.permutation),
      matrices: tables.flatMap((values) =>
        matrix(values.table, values.permutation_local, values.permutation_next),
      ),
    },
  ];
  return { context: { system, merkle: hashes.merkle, challenger }, rounds };
}
