import { DIGEST_WORDS, type Digest } from '../../field/index.js';
import { fromP3Config, toP3Config, type P3Config } from './p3-config.js';
import { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
import { ProofError } from './proof-error.js';
import { readStarkProof } from './read-proof.js';
import type { FriProof, OpenedValues, StarkProof } from './stark-proof.js';
import { starkShape, type TableLayout } from './stark-shape.js';
import { TreeSource, type TreeDialect } from './tree-source.js';
import { arrayLength, asRecord, copyItems, memberNames, readMember, showName } from './untrusted.js';

/** A proof with its parameters and public values as bare JSON (`--format p3-json`), numbers canonical. */
export interface P3Document {
  readonly config: P3Config;
  readonly proof: unknown;
  readonly public_values: readonly number[];
}

/** What a document says, the proof not yet read: that takes a table. */
export interface P3Statement {
  readonly parameters: StarkParameters;
  /** `config.air_name`, where the document has it. */
  readonly airName: string | undefined;
  readonly publicValues: readonly unknown[];
  readonly proof: unknown;
}

const MEMBERS = ['config', 'proof', 'public_values'];

// Three characters can become an object of some 67 bytes, so this bounds the memory that parsing takes, below 1 GiB.
// 203 queries into the 2633 columns of Keccak-f are 6 MB in decimal.
const MAX_TEXT = 2 ** 25;

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

/**
 * Reads a document's parameters and finds its proof and public values.
 *
 * @param others - what to do about further members of the document, which vector files have
 * @throws ProofError SYNTAX, STRUCTURE
 * @throws ParametersError
 */
export function parseP3Json(text: string, others: 'refuse' | 'ignore' = 'refuse'): P3Statement {
  if (typeof text !== 'string') throw new ProofError('SYNTAX', 'the document is not text');
  if (text.length > MAX_TEXT) throw new ProofError('SYNTAX', 'the document is too long');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ProofError('SYNTAX', 'the document is not JSON');
  }
  return readP3Document(document, others);
}

/** {@link parseP3Json} of a parsed document. */
export function readP3Document(value: unknown, others: 'refuse' | 'ignore' = 'refuse'): P3Statement {
  const document = asRecord(value);
  if (!document) throw new ProofError('STRUCTURE', 'the document must be an object');
  const names = memberNames(document) ?? [];
  for (const member of MEMBERS) {
    if (!names.includes(member)) throw new ProofError('STRUCTURE', `${member} is missing`);
  }
  for (const name of others === 'refuse' ? names : []) {
    if (!MEMBERS.includes(name))
      throw new ProofError('STRUCTURE', `the document has a member ${showName(name)}`);
  }
  const [config, proof, publicValues] = MEMBERS.map((member) => readMember(document, member));
  if (arrayLength(publicValues) === undefined) {
    throw new ProofError('STRUCTURE', 'public_values must be an array');
  }
  return { ...fromP3Config(config), publicValues: publicValues as unknown[], proof };
}

/** Reads a document's `proof`. @throws ProofError */
export function proofFromP3Json(
  system: ProofSystem,
  table: TableLayout,
  proof: unknown,
  mostDegreeBits = Infinity,
): StarkProof {
  const shape = starkShape(system, table, readMember(proof, 'degree_bits'), mostDegreeBits);
  return readStarkProof(new TreeSource(system, p3Dialect, proof, 'proof'), shape);
}

/** A proof as a document that {@link readP3Document} reads. @throws ParametersError */
export function toP3Document(
  parameters: StarkParameters,
  proof: StarkProof,
  publicValues: readonly number[],
  airName?: string,
): P3Document {
  const system = proofSystem(parameters);
  return {
    config: toP3Config(system, airName),
    proof: proofToP3Json(system, proof),
    public_values: publicValues,
  };
}

/** A proof as its `proof` member; the inverse of {@link proofFromP3Json}. */
export function proofToP3Json(system: ProofSystem, proof: StarkProof): unknown {
  const digests = (values: readonly Digest[]): unknown[] =>
    values.map((digest) => digestToP3Json(system, digest));
  return {
    commitments: {
      trace: digests(proof.commitments.trace),
      quotient_chunks: digests(proof.commitments.quotientChunks),
      random: null,
    },
    opened_values: openedValuesToJson(proof.openedValues),
    opening_proof: friProofToJson(proof.openingProof, digests),
    degree_bits: proof.degreeBits,
  };
}

/** A digest as documents have it: eight numbers, or four lanes in hexadecimal. */
export function digestToP3Json({ hashes }: ProofSystem, digest: Digest): unknown {
  return hashes.name === 'keccak' ? toLanes(digest) : [...digest];
}

function openedValuesToJson(values: OpenedValues): unknown {
  return {
    trace_local: values.traceLocal,
    trace_next: values.traceNext,
    preprocessed_local: values.preprocessedLocal,
    preprocessed_next: values.preprocessedNext,
    quotient_chunks: values.quotientChunks,
    random: null,
  };
}

function friProofToJson(proof: FriProof, digests: (values: readonly Digest[]) => unknown[]): unknown {
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
