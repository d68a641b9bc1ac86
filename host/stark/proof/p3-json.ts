import { fromP3Config, toP3Config, type P3Config } from './p3-config.js';
import { digestsToJson, friProofToJson, openedValuesToJson, p3Dialect } from './p3-dialect.js';
import { parseDocument, readMembers, type OtherMembers } from './p3-document.js';
import { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
import { ProofError } from './proof-error.js';
import { readStarkProof } from './read-proof.js';
import type { StarkProof } from './stark-proof.js';
import { starkShape, type TableLayout } from './stark-shape.js';
import { TreeSource } from './tree-source.js';
import { arrayLength, readMember } from './untrusted.js';

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

const MEMBERS = ['config', 'proof', 'public_values'] as const;

/**
 * Reads a document's parameters and finds its proof and public values.
 *
 * @param others - what to do about further members of the document, which vector files have
 * @throws ProofError SYNTAX, STRUCTURE
 * @throws ParametersError
 */
export function parseP3Json(text: string, others: OtherMembers = 'refuse'): P3Statement {
  return readP3Document(parseDocument(text), others);
}

/** {@link parseP3Json} of a parsed document. */
export function readP3Document(value: unknown, others: OtherMembers = 'refuse'): P3Statement {
  const { config, proof, public_values } = readMembers(value, MEMBERS, others);
  if (arrayLength(public_values) === undefined) {
    throw new ProofError('STRUCTURE', 'public_values must be an array');
  }
  return { ...fromP3Config(config), publicValues: public_values as unknown[], proof };
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
  return {
    commitments: {
      trace: digestsToJson(system, proof.commitments.trace),
      quotient_chunks: digestsToJson(system, proof.commitments.quotientChunks),
      random: null,
    },
    opened_values: openedValuesToJson(proof.openedValues),
    opening_proof: friProofToJson(system, proof.openingProof),
    degree_bits: proof.degreeBits,
  };
}
