import type { VerifiableAir } from '../../../host/stark/air/index.js';
import {
  batchProofFromP3Json,
  PRESETS,
  proofSystem,
  readP3BatchDocument,
  type BatchProof,
  type P3BatchDocument,
  type PreprocessedBatchKey,
  type ProofSystem,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import { toP3Config } from '../../../host/stark/proof/p3-config.js';
import { loadVectors } from '../../support/vectors.js';
import { lookupAir, type LookupAir, lookup, PROVIDED, RECEIVED, SENT } from './lookup-air.js';
import type { LogEntry } from './stark-vectors.js';

/** Three tables of 16, 32 and 8 rows, with a bus between two of them, a lookup of its own, a preprocessed column. */
export const BATCH_VECTORS = [
  'batch_stark_3airs_lookup',
  'batch_stark_quintic_3airs_lookup',
  'batch_stark_p2w16_quintic_3airs_lookup',
];

/** A vector file, as far as tests read it. */
export interface BatchFile extends Omit<P3BatchDocument, 'config'> {
  readonly config: Readonly<Record<string, number | string>>;
  readonly postcard_hex: string;
  readonly traces: number[][][];
  readonly verifier_transcript: LogEntry[];
}

/** A vector ready to be verified. */
export interface BatchVector {
  readonly name: string;
  readonly file: BatchFile;
  readonly document: P3BatchDocument;
  readonly airs: readonly VerifiableAir[];
  readonly parameters: StarkParameters;
  readonly system: ProofSystem;
  readonly proof: BatchProof;
  readonly bytes: Uint8Array;
  readonly publicValues: readonly (readonly number[])[];
  readonly preprocessed: PreprocessedBatchKey;
}

export function loadBatchVector(name: string): BatchVector {
  const file = loadVectors<BatchFile>(name);
  const system = proofSystem(parametersOf(file.config));
  const { proof: json, public_values, preprocessed_commitment } = file;
  const document = { config: toP3Config(system), proof: json, public_values, preprocessed_commitment };
  const { parameters, preprocessedCap } = readP3BatchDocument(document);
  const proof = batchProofFromP3Json(system, BATCH_AIRS, json);
  return {
    ...{ name, file, document, airs: BATCH_AIRS, parameters, system, proof, publicValues: public_values },
    bytes: Uint8Array.from(Buffer.from(file.postcard_hex, 'hex')),
    preprocessed: {
      cap: preprocessedCap ?? [],
      tables: [{ table: 2, width: 1, degreeBits: proof.degreeBits[2] }],
    },
  };
}

/** The files leave out what they share with those of single tables. */
function parametersOf(config: BatchFile['config']): StarkParameters {
  return {
    ...PRESETS.dev,
    extensionDegree: String(config.ext).includes('X^5') ? 5 : 4,
    hashSet: String(config.leaf_hash).includes('_poseidon2_16,') ? 'p2-16' : 'p2-24-16',
    logBlowup: Number(config.log_blowup),
    logFinalPolyLength: Number(config.log_final_poly_len),
    maxLogArity: Number(config.max_log_arity),
    queryCount: Number(config.num_queries),
    commitPowBits: Number(config.commit_pow_bits),
    queryPowBits: Number(config.query_pow_bits),
    capHeight: Number(config.cap_height),
  };
}

/** Fibonacci numbers, each pair sent to the bus `fib`. */
const fibonacci = lookupAir({
  name: 'fib',
  width: 2,
  publicValueCount: 3,
  constraintCount: 5,
  lookups: [lookup('fib', 2, SENT)],
  messages: (k, { local }) => [[[local, k.one]]],
  constraints(k, { local, next, publicValues, isFirstRow, isTransition, isLastRow }) {
    const [first, second, last] = publicValues.map((value) => k.embed(value));
    return [
      k.mul(isFirstRow, k.sub(local[0], first)),
      k.mul(isFirstRow, k.sub(local[1], second)),
      k.mul(isTransition, k.sub(local[1], next[0])),
      k.mul(isTransition, k.sub(k.add(local[0], local[1]), next[1])),
      k.mul(isLastRow, k.sub(local[1], last)),
    ];
  },
});

/** Products c = a b; (a, b) is received from `fib` m times; column d is a permutation of column a. */
const products = lookupAir({
  name: 'table',
  width: 5,
  maxConstraintDegree: 3,
  lookups: [lookup(null, 1, SENT, RECEIVED), lookup('fib', 2, PROVIDED)],
  messages: (k, { local: [a, b, , m, d] }) => [
    [
      [[a], k.one],
      [[d], k.neg(k.one)],
    ],
    [[[a, b], k.neg(m)]],
  ],
  constraints: (k, { local: [a, b, c] }) => [k.sub(k.mul(a, b), c)],
});

/** Squares of a preprocessed column. */
const squares = lookupAir({
  name: 'pre',
  width: 1,
  preprocessedWidth: 1,
  readsNextPreprocessedRow: true,
  constraints: (k, { local, preprocessedLocal: [x] }) => [k.sub(k.mul(x, x), local[0])],
});

/** The tables of all vectors. */
export const BATCH_AIRS: readonly LookupAir[] = [fibonacci, products, squares];
