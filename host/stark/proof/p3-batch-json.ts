import type { BatchProof } from './batch-proof.js';
import { batchShape, MAX_TABLES, type BatchTableLayout } from './batch-shape.js';
import { fromP3Config, toP3Config, type P3Config } from './p3-config.js';
import { digestsToJson, friProofToJson, openedValuesToJson, p3Dialect } from './p3-dialect.js';
import { parseDocument, readMembers, type OtherMembers } from './p3-document.js';
import { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
import { ProofError } from './proof-error.js';
import { readBatchProof } from './read-batch-proof.js';
import type { Cap } from './stark-proof.js';
import { TreeSource } from './tree-source.js';
import { arrayLength, copyItems, readMember } from './untrusted.js';

/** A batch proof with its parameters and public values as bare JSON, numbers canonical. */
export interface P3BatchDocument {
  readonly config: P3Config;
  readonly proof: unknown;
  /** By table. */
  readonly public_values: readonly (readonly number[])[];
  /** The cap of all preprocessed columns, null where there are none. */
  readonly preprocessed_commitment: unknown;
}

/** What a document says, the proof not yet read: that takes the tables. */
export interface P3BatchStatement {
  readonly parameters: StarkParameters;
  /** By table, the values not yet checked. */
  readonly publicValues: readonly (readonly unknown[])[];
  /** The document's claim; a verifier must know the commitment itself. */
  readonly preprocessedCap: Cap | null;
  readonly proof: unknown;
}

const MEMBERS = ['config', 'proof', 'public_values', 'preprocessed_commitment'] as const;

/**
 * Reads a document's parameters, public values and preprocessed commitment, and finds its proof.
 *
 * @param others - what to do about further members of the document, which vector files have
 * @throws ProofError SYNTAX, STRUCTURE, TABLES, LENGTH, DIGEST
 * @throws ParametersError
 */
export function parseP3BatchJson(text: string, others: OtherMembers = 'refuse'): P3BatchStatement {
  return readP3BatchDocument(parseDocument(text), others);
}

/** {@link parseP3BatchJson} of a parsed document. */
export function readP3BatchDocument(value: unknown, others: OtherMembers = 'refuse'): P3BatchStatement {
  const members = readMembers(value, MEMBERS, others);
  const { parameters } = fromP3Config(members.config);
  return {
    parameters,
    publicValues: readPublicValues(members.public_values),
    preprocessedCap: readCap(proofSystem(parameters), members.preprocessed_commitment),
    proof: members.proof,
  };
}

/** Reads a document's `proof`. @param heights - as of `decodeBatchProof` @throws ProofError */
export function batchProofFromP3Json(
  system: ProofSystem,
  tables: readonly BatchTableLayout[],
  proof: unknown,
  heights?: readonly number[],
): BatchProof {
  const shape = batchShape(system, tables, readMember(proof, 'degree_bits'), heights);
  return readBatchProof(new TreeSource(system, p3Dialect, proof, 'proof'), shape);
}

/** A proof as a document that {@link readP3BatchDocument} reads. @throws ParametersError */
export function toP3BatchDocument(
  parameters: StarkParameters,
  proof: BatchProof,
  publicValues: readonly (readonly number[])[],
  preprocessedCap: Cap | null,
): P3BatchDocument {
  const system = proofSystem(parameters);
  return {
    config: toP3Config(system),
    proof: batchProofToP3Json(system, proof),
    public_values: publicValues,
    preprocessed_commitment: preprocessedCap && digestsToJson(system, preprocessedCap),
  };
}

/** A proof as its `proof` member; the inverse of {@link batchProofFromP3Json}. */
export function batchProofToP3Json(system: ProofSystem, proof: BatchProof): unknown {
  const { main, permutation, quotientChunks } = proof.commitments;
  return {
    commitments: {
      main: digestsToJson(system, main),
      permutation: permutation && digestsToJson(system, permutation),
      quotient_chunks: digestsToJson(system, quotientChunks),
      random: null,
    },
    opened_values: proof.openedValues.map(({ base, permutationLocal, permutationNext }) => ({
      base: openedValuesToJson(base),
      permutation_local: permutationLocal,
      permutation_next: permutationNext,
    })),
    opening_proof: friProofToJson(system, proof.openingProof),
    lookup_terminals: proof.lookupTerminals,
    degree_bits: proof.degreeBits,
  };
}

function readPublicValues(value: unknown): (readonly unknown[])[] {
  const count = arrayLength(value);
  if (count !== undefined && count > MAX_TABLES) {
    throw new ProofError('TABLES', `public_values: ${count} tables where at most ${MAX_TABLES} are possible`);
  }
  const tables = count === undefined ? undefined : copyItems(value, count);
  if (!tables?.every((values): values is unknown[] => arrayLength(values) !== undefined)) {
    throw new ProofError('STRUCTURE', 'public_values must be an array of arrays');
  }
  return tables;
}

function readCap(system: ProofSystem, value: unknown): Cap | null {
  if (value === null) return null;
  const size = 2 ** system.parameters.capHeight;
  return new TreeSource(system, p3Dialect, value, 'preprocessed_commitment').digests(size, size);
}
