import { DIGEST_WORDS, type Digest } from '../../field/index.js';
import type { ProofSystem } from './parameters.js';
import type { FriProof, OpenedValues } from './stark-proof.js';
import type { TreeDialect } from './tree-source.js';
import { arrayLength, copyItems } from './untrusted.js';

/** Member names that are not the same in snake case. */
const JSON_NAMES: Readonly<Record<string, string>> = {
  rows: 'opened_values[query][matrix]',
  siblings: 'opening_proof.sibling_hashes',
  siblingValues: 'sibling_values[query]',
  finalPolynomial: 'final_poly',
};

/** How documents spell a proof. */
export const p3Dialect: TreeDialect = {
  property: (member) =>
    JSON_NAMES[member] ?? member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  digest: ({ hashes, field }, value) => {
    const digest = hashes.name === 'keccak' ? fromLanes(value) : fromWords(value, field.p);
    return digest && hashes.merkle.isDigest(digest) ? digest : undefined;
  },
};

/** A digest as documents have it: eight numbers, or four lanes in hexadecimal. */
export function digestToP3Json({ hashes }: ProofSystem, digest: Digest): unknown {
  return hashes.name === 'keccak' ? toLanes(digest) : [...digest];
}

/** The inverse of reading the opened values of a table. */
export function openedValuesToJson(values: OpenedValues): unknown {
  return {
    trace_local: values.traceLocal,
    trace_next: values.traceNext,
    preprocessed_local: values.preprocessedLocal,
    preprocessed_next: values.preprocessedNext,
    quotient_chunks: values.quotientChunks,
    random: null,
  };
}

/** The inverse of reading an opening proof. */
export function friProofToJson(system: ProofSystem, proof: FriProof): unknown {
  const digests = (values: readonly Digest[]): unknown[] => digestsToJson(system, values);
  return {
    commit_phase_commits: proof.commitPhaseCommits.map(digests),
    commit_pow_witnesses: proof.commitPowWitnesses,
    input_openings: proof.inputOpenings.map(({ rows, siblings }) => ({
      [JSON_NAMES.rows]: rows,
      [JSON_NAMES.siblings]: digests(siblings),
    })),
    commit_phase_openings: proof.commitPhaseOpenings.map(({ logArity, siblingValues, siblings }) => ({
      log_arity: logArity,
      [JSON_NAMES.siblingValues]: siblingValues,
      [JSON_NAMES.siblings]: digests(siblings),
    })),
    final_poly: proof.finalPolynomial,
    query_pow_witness: proof.queryPowWitness,
  };
}

/** Several digests, such as a cap. */
export function digestsToJson(system: ProofSystem, values: readonly Digest[]): unknown[] {
  return values.map((digest) => digestToP3Json(system, digest));
}

/** Eight canonical numbers. A Uint32Array would silently wrap others, so they are checked first. */
function fromWords(value: unknown, p: number): Digest | undefined {
  const isWord = (x: unknown): x is number =>
    Number.isInteger(x) && !Object.is(x, -0) && (x as number) >= 0 && (x as number) < p;
  const words = copyOf(value, DIGEST_WORDS);
  return words?.every(isWord) ? Uint32Array.from(words) : undefined;
}

/** Four 64-bit lanes as 16 hexadecimal digits each, most significant first. */
function fromLanes(value: unknown): Digest | undefined {
  const lanes = copyOf(value, DIGEST_WORDS / 2);
  if (!lanes) return undefined;
  const words: number[] = [];
  for (const lane of lanes) {
    if (typeof lane !== 'string' || !/^[0-9a-f]{16}$/.test(lane)) return undefined;
    words.push(parseInt(lane.slice(8), 16), parseInt(lane.slice(0, 8), 16));
  }
  return Uint32Array.from(words);
}

/** The items of an array of this length. */
function copyOf(value: unknown, length: number): unknown[] | undefined {
  return arrayLength(value) === length ? copyItems(value, length) : undefined;
}

function toLanes(digest: Digest): string[] {
  const hex = Array.from(digest, (word) => word.toString(16).padStart(8, '0'));
  return [0, 2, 4, 6].map((low) => hex[low + 1] + hex[low]);
}
