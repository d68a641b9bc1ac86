import type { PrimeField } from '../../field/index.js';
import { MAX_TABLES } from './batch-shape.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { proofSystem, type StarkParameters } from './parameters.js';
import { readParameters, writeParameters } from './parameters-bytes.js';
import { ProofError } from './proof-error.js';

/** What a proof file says: docs/proof-format.md describes the bytes. The proof in it is not yet read. */
export type ProofFile = TableProofFile | BatchProofFile;

/** A proof of one table. */
export interface TableProofFile {
  readonly kind: 'table';
  readonly parameters: StarkParameters;
  /** The chip's own name, such as `fibonacci`. The verifier must know the chip; the file cannot define it. */
  readonly chipName: string;
  /** Canonical. */
  readonly publicValues: readonly number[];
  /** Plonky3's postcard bytes of the proof. */
  readonly proof: Uint8Array;
}

/** A proof of several tables, bound to its statement. */
export interface BatchProofFile {
  readonly kind: 'batch';
  readonly parameters: StarkParameters;
  /** What the tables are together, such as `machine`. The verifier must know the batch; the file cannot define it. */
  readonly batchName: string;
  /** Which of the batch's shapes the tables have. */
  readonly shapeId: number;
  /** By table, canonical. */
  readonly publicValues: readonly (readonly number[])[];
  /** Plonky3's postcard bytes of the proof, under a transcript that has observed the digest of the statement. */
  readonly proof: Uint8Array;
}

const MAGIC = Uint8Array.from('SWYPROOF', (letter) => letter.charCodeAt(0));
/** The version of the proof file and of everything in it. */
export const PROOF_FORMAT_VERSION = 1;
/** By number, from 1. */
const KINDS: readonly ProofFile['kind'][] = ['table', 'batch'];

/** Of chips and batches. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** Of all tables together. */
const MAX_PUBLIC_VALUES = 4096;
const MAX_SHAPE_ID = 255;

/** Whether bytes start as a proof file does. */
export function isProofFile(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The bytes of a proof file; the inverse of {@link decodeProofFile}. @throws ProofError; ParametersError */
export function encodeProofFile(file: ProofFile): Uint8Array {
  const { field } = proofSystem(file.parameters);
  const writer = new ByteWriter();
  writer.append(MAGIC);
  writer.byte(PROOF_FORMAT_VERSION);
  writer.byte(1 + KINDS.indexOf(file.kind));
  writeParameters(writer, file.parameters);
  const values = new PublicValues(field);
  switch (file.kind) {
    case 'table':
      writeName(writer, file.chipName);
      values.write(writer, file.publicValues);
      break;
    case 'batch':
      writeName(writer, file.batchName);
      checkTables(file.publicValues.length);
      writer.byte(checkShapeId(file.shapeId));
      writer.byte(file.publicValues.length);
      for (const ofTable of file.publicValues) values.write(writer, ofTable);
      break;
  }
  writer.varint(file.proof.length);
  writer.append(file.proof);
  return writer.toBytes();
}

/**
 * Reads a proof file: there is one form of each, every length is held against its bound before it is used, and
 * nothing may follow the proof.
 *
 * @throws ProofError MAGIC, VERSION, CHIP_NAME, TABLES, PUBLIC_VALUE_COUNT, FIELD_ELEMENT, TRUNCATED,
 *   TRAILING_BYTES, VARINT
 * @throws ParametersError
 */
export function decodeProofFile(bytes: Uint8Array): ProofFile {
  if (!isProofFile(bytes)) throw new ProofError('MAGIC', 'these bytes are no proof file');
  const reader = new ByteReader(bytes.subarray(MAGIC.length));
  const [version, kindNumber] = [reader.byte(), reader.byte()];
  const kind = KINDS.find((_, i) => i + 1 === kindNumber);
  if (version !== PROOF_FORMAT_VERSION || kind === undefined) {
    const message = `a proof file of version ${version} and kind ${kindNumber} is not known here`;
    throw new ProofError('VERSION', message);
  }
  const parameters = readParameters(reader);
  const statement = READERS[kind](reader, parameters);
  const proof = reader.take(reader.varint()).slice();
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'bytes follow the proof');
  return { ...statement, proof };
}

/** What stands between parameters and proof. */
const READERS = {
  table(reader: ByteReader, parameters: StarkParameters): Omit<TableProofFile, 'proof'> {
    const values = new PublicValues(proofSystem(parameters).field);
    return { kind: 'table', parameters, chipName: readName(reader), publicValues: values.read(reader) };
  },

  batch(reader: ByteReader, parameters: StarkParameters): Omit<BatchProofFile, 'proof'> {
    const values = new PublicValues(proofSystem(parameters).field);
    const batchName = readName(reader);
    const [shapeId, tables] = [reader.byte(), reader.byte()];
    checkTables(tables);
    const publicValues = Array.from({ length: tables }, () => values.read(reader));
    return { kind: 'batch', parameters, batchName, shapeId, publicValues };
  },
};

/** Lists of public values, which are bounded together. */
class PublicValues {
  private count = 0;

  constructor(private readonly field: PrimeField) {}

  write(writer: ByteWriter, values: readonly number[]): void {
    this.addCount(values.length);
    writer.varint(values.length);
    values.forEach((value, i) => writer.word(this.checked(value, i)));
  }

  read(reader: ByteReader): number[] {
    const length = reader.varint();
    this.addCount(length);
    return Array.from({ length }, (_, i) => this.checked(reader.word(), i));
  }

  private addCount(length: number): void {
    this.count += length;
    if (this.count <= MAX_PUBLIC_VALUES) return;
    throw new ProofError(
      'PUBLIC_VALUE_COUNT',
      `${this.count} public values; at most ${MAX_PUBLIC_VALUES} are allowed`,
    );
  }

  private checked(value: number, index: number): number {
    if (this.field.isCanonical(value)) return value;
    throw new ProofError('FIELD_ELEMENT', `public value ${index} is not canonical`);
  }
}

function writeName(writer: ByteWriter, name: string): void {
  checkName(name);
  writer.byte(name.length);
  for (const letter of name) writer.byte(letter.charCodeAt(0));
}

function readName(reader: ByteReader): string {
  const name = String.fromCharCode(...reader.take(reader.byte()));
  checkName(name);
  return name;
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new ProofError('CHIP_NAME', 'the name of chip or batch is none');
}

function checkTables(count: number): void {
  if (count >= 1 && count <= MAX_TABLES) return;
  throw new ProofError('TABLES', `${count} tables where 1 to ${MAX_TABLES} are possible`);
}

function checkShapeId(shapeId: number): number {
  if (Number.isInteger(shapeId) && shapeId >= 0 && shapeId <= MAX_SHAPE_ID) return shapeId;
  throw new ProofError('SHAPE_ID', `a shape id is a whole number from 0 to ${MAX_SHAPE_ID}`);
}
