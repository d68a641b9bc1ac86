import { copyBytes, DIGEST_WORDS, sha256, type Challenger, type Digest } from '../../field/index.js';
import { MAX_TABLES } from './batch-shape.js';
import { ByteWriter } from './byte-writer.js';
import { proofSystem, type ProofSystem, type StarkParameters } from './parameters.js';
import { PROOF_FORMAT_VERSION } from './proof-file.js';
import { StatementError } from './statement-error.js';

/** What proofs can be bound to besides what their transcript observes anyway. */
export interface BoundStatement {
  readonly parameters: StarkParameters;
  /** The 32 bytes that `chipIdentity` gives, chips in an order that the statement fixes. */
  readonly chipIdentities: readonly Uint8Array[];
  /** Every shape that a proof of this family may have; empty where heights are not fixed. */
  readonly shapes: readonly (readonly ShapeTable[])[];
  /** Index of the proof's own shape; 0 where heights are not fixed. */
  readonly shapeId: number;
  /** A digest of what else the verifier fixes, such as preprocessed commitments; null where there is nothing. */
  readonly verifyingKey: Uint8Array | null;
}

/** A table of a shape. */
export interface ShapeTable {
  /** Index into the chip identities. */
  readonly chip: number;
  /** log2 of the number of rows. */
  readonly degreeBits: number;
  /** Bus of each lookup, as `numberBuses` has it. */
  readonly buses: readonly number[];
}

const MAGIC = Uint8Array.from('SYSTMT01', (letter) => letter.charCodeAt(0));
const DIGEST_BYTES = 32;
const MAX_CHIPS = 1024;
const MAX_SHAPES = 256;
const MAX_WORD = 2 ** 32 - 1;

/**
 * The bytes that stand for a statement; docs/transcript.md lists them. Different statements have different bytes.
 *
 * @throws ParametersError; StatementError
 */
export function encodeStatement(statement: BoundStatement): Uint8Array {
  const { parameters, chipIdentities, shapes, shapeId, verifyingKey } = statement;
  const { field } = proofSystem(parameters);
  const writer = new ByteWriter();
  const words = (...numbers: number[]): void => numbers.forEach((number) => writer.word(number));
  writer.append(MAGIC);
  words(PROOF_FORMAT_VERSION, field.p, parameters.extensionDegree, parameters.hashSet.length);
  writer.append(Uint8Array.from(parameters.hashSet, (letter) => letter.charCodeAt(0)));
  words(parameters.logBlowup, parameters.logFinalPolyLength, parameters.maxLogArity, parameters.queryCount);
  words(parameters.commitPowBits, parameters.queryPowBits, parameters.capHeight);

  checkNumber('CHIPS', 'the number of chips', chipIdentities.length, MAX_CHIPS);
  words(chipIdentities.length);
  chipIdentities.forEach((identity, i) => writer.append(digestBytes('CHIPS', `chip ${i}`, identity)));

  checkNumber('SHAPES', 'the number of shapes', shapes.length, MAX_SHAPES);
  words(shapes.length);
  for (const tables of shapes) {
    checkNumber('SHAPES', 'the number of tables', tables.length, MAX_TABLES);
    words(tables.length);
    for (const { chip, degreeBits, buses } of tables) {
      checkNumber('SHAPES', 'the chip of a table', chip, chipIdentities.length - 1);
      checkNumber('SHAPES', 'the degree bits of a table', degreeBits, field.twoAdicity);
      for (const bus of buses) checkNumber('SHAPES', 'a bus', bus, MAX_WORD);
      words(chip, degreeBits, buses.length, ...buses);
    }
  }
  checkNumber('SHAPE_ID', 'the shape id', shapeId, Math.max(shapes.length - 1, 0));
  words(shapeId, verifyingKey === null ? 0 : DIGEST_BYTES);
  if (verifyingKey !== null) writer.append(digestBytes('VERIFYING_KEY', 'the verifying key', verifyingKey));
  return writer.toBytes();
}

/** SHA-256 of the statement's bytes. @throws ParametersError; StatementError */
export function statementDigest(statement: BoundStatement): Uint8Array {
  return sha256(encodeStatement(statement));
}

/**
 * What a transcript observes for a statement's digest, as a digest of the hash set, canonical. Poseidon2: the
 * low 30 bits of its eight words, each of four bytes in big-endian order. Keccak: its 32 bytes as four lanes.
 *
 * @throws StatementError DIGEST unless there are 32 bytes
 */
export function boundDigest({ hashes }: ProofSystem, digest: Uint8Array): Digest {
  const bytes = digestBytes('DIGEST', 'the digest of a statement', digest);
  const view = new DataView(bytes.buffer);
  const isKeccak = hashes.name === 'keccak';
  return Uint32Array.from({ length: DIGEST_WORDS }, (_, i) =>
    isKeccak ? view.getUint32(4 * i, true) : view.getUint32(4 * i) & 0x3fffffff,
  );
}

/** {@link boundDigest} in the words that devices and native transcripts take: `observeDigests` of them. */
export function boundDigestWords(system: ProofSystem, digest: Uint8Array): Uint32Array {
  const words = boundDigest(system, digest);
  return system.hashes.name === 'keccak' ? words : words.map((word) => system.field.toMontgomery(word));
}

/** Binds what follows in a fresh challenger to a statement. @throws StatementError DIGEST */
export function bindStatement(challenger: Challenger, system: ProofSystem, digest: Uint8Array): void {
  challenger.observeDigest(boundDigest(system, digest));
}

/** A copy of what must be a digest. */
function digestBytes(code: 'CHIPS' | 'VERIFYING_KEY' | 'DIGEST', what: string, value: unknown): Uint8Array {
  const bytes = copyBytes(value);
  if (bytes?.length === DIGEST_BYTES) return bytes;
  throw new StatementError(code, `${what} must be ${DIGEST_BYTES} bytes`);
}

function checkNumber(code: 'CHIPS' | 'SHAPES' | 'SHAPE_ID', what: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new StatementError(code, `${what} is not a whole number from 0 to ${most}`);
}
