import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { proofSystem, type StarkParameters } from './parameters.js';
import { readParameters, writeParameters } from './parameters-bytes.js';
import { ProofError } from './proof-error.js';

/** What a proof file says: docs/proof-format.md describes the bytes. The proof in it is not yet read. */
export interface ProofFile {
  readonly parameters: StarkParameters;
  /** The chip's own name, such as `fibonacci`. The verifier must know the chip; the file cannot define it. */
  readonly chipName: string;
  /** Canonical. */
  readonly publicValues: readonly number[];
  /** Plonky3's postcard bytes of the proof. */
  readonly proof: Uint8Array;
}

const MAGIC = Uint8Array.from('SWYPROOF', (letter) => letter.charCodeAt(0));
/** The version of the proof file and of everything in it. */
export const PROOF_FORMAT_VERSION = 1;
/** A single-table proof. */
const KIND_STARK = 1;

const CHIP_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const MAX_PUBLIC_VALUES = 4096;

/** Whether bytes start as a proof file does. */
export function isProofFile(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The bytes of a proof file; the inverse of {@link decodeProofFile}. @throws ProofError; ParametersError */
export function encodeProofFile({ parameters, chipName, publicValues, proof }: ProofFile): Uint8Array {
  const { field } = proofSystem(parameters);
  checkChipName(chipName);
  checkCount(publicValues.length);
  const writer = new ByteWriter();
  writer.append(MAGIC);
  writer.byte(PROOF_FORMAT_VERSION);
  writer.byte(KIND_STARK);
  writeParameters(writer, parameters);
  writer.byte(chipName.length);
  for (const letter of chipName) writer.byte(letter.charCodeAt(0));
  writer.varint(publicValues.length);
  publicValues.forEach((value, i) => {
    if (!field.isCanonical(value)) throw notCanonical(i);
    writer.word(value);
  });
  writer.varint(proof.length);
  writer.append(proof);
  return writer.toBytes();
}

/**
 * Reads a proof file: there is one form of each, every length is held against its bound before it is used, and
 * nothing may follow the proof.
 *
 * @throws ProofError MAGIC, VERSION, CHIP_NAME, PUBLIC_VALUE_COUNT, FIELD_ELEMENT, TRUNCATED, TRAILING_BYTES, VARINT
 * @throws ParametersError
 */
export function decodeProofFile(bytes: Uint8Array): ProofFile {
  if (!isProofFile(bytes)) throw new ProofError('MAGIC', 'these bytes are no proof file');
  const reader = new ByteReader(bytes.subarray(MAGIC.length));
  const [version, kind] = [reader.byte(), reader.byte()];
  if (version !== PROOF_FORMAT_VERSION || kind !== KIND_STARK) {
    throw new ProofError('VERSION', `a proof file of version ${version} and kind ${kind} is not known here`);
  }
  const parameters = readParameters(reader);
  const { field } = proofSystem(parameters);
  const chipName = String.fromCharCode(...reader.take(reader.byte()));
  checkChipName(chipName);
  const count = reader.varint();
  checkCount(count);
  const publicValues = Array.from({ length: count }, (_, i) => {
    const value = reader.word();
    if (!field.isCanonical(value)) throw notCanonical(i);
    return value;
  });
  const proof = reader.take(reader.varint()).slice();
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'bytes follow the proof');
  return { parameters, chipName, publicValues, proof };
}

function checkChipName(name: string): void {
  if (!CHIP_NAME.test(name)) throw new ProofError('CHIP_NAME', 'the name of the chip is no chip name');
}

function checkCount(count: number): void {
  if (count <= MAX_PUBLIC_VALUES) return;
  throw new ProofError(
    'PUBLIC_VALUE_COUNT',
    `${count} public values; at most ${MAX_PUBLIC_VALUES} are allowed`,
  );
}

function notCanonical(index: number): ProofError {
  return new ProofError('FIELD_ELEMENT', `public value ${index} is not canonical`);
}
