import { DIGEST_WORDS, koalaBear } from '../field/index.js';
import {
  ByteReader,
  ByteWriter,
  ProofError,
  proofSystem,
  readParameters,
  writeParameters,
  type StarkParameters,
} from '../stark/proof/index.js';
import { SHAPES } from './shapes.js';
import type { SystemPageOpening } from './state/index.js';
import { SHARD_PUBLIC_VALUES, type ShardProof } from './shard-proof.js';

/** A run proven: its shards in order, and what is claimed of its end. */
export interface RunProof {
  readonly parameters: StarkParameters;
  /** What the guest has written as public values; the digest that it committed is checked against them. */
  readonly publicValues: Uint8Array;
  readonly exitCode: number;
  readonly shards: readonly ShardProof[];
  /** The system page under the last root. */
  readonly end: SystemPageOpening;
}

const MAGIC = Uint8Array.from('SWYVMRUN', (letter) => letter.charCodeAt(0));
const VERSION = 1;
const LEAF_LIMBS = 16;
const LEAVES = ['committed', 'status'] as const;
const DIGESTS = ['registers', 'leaf4', 'leaf7', 'pair'] as const;
const MAX_PUBLIC_BYTES = 2 ** 24;
const MAX_SHARDS = 2 ** 16;

/** Whether bytes start as a proof of a run does. */
export function isRunProof(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The bytes of a proof file of a run; docs/proof-format.md describes them. @throws ProofError; ParametersError */
export function encodeRunProof(run: RunProof): Uint8Array {
  proofSystem(run.parameters);
  const writer = new ByteWriter();
  writer.append(MAGIC);
  writer.byte(VERSION);
  writeParameters(writer, run.parameters);
  writer.varint(run.publicValues.length);
  writer.append(run.publicValues);
  writer.word(run.exitCode);
  writer.varint(run.shards.length);
  for (const { shape, publicValues, proof } of run.shards) {
    writer.byte(shape);
    for (const value of publicValues) writer.word(value);
    writer.varint(proof.length);
    writer.append(proof);
  }
  for (const name of [...LEAVES, ...DIGESTS]) for (const word of run.end[name]) writer.word(word);
  return writer.toBytes();
}

/**
 * Reads a proof file of a run: there is one form of each, every length is held against its bound before it is
 * used, and nothing may follow. The proofs of shards in it are not yet read.
 *
 * @throws ProofError MAGIC, VERSION, PUBLIC_VALUE_COUNT, TABLES, HEIGHT, FIELD_ELEMENT, TRUNCATED, TRAILING_BYTES,
 *   VARINT; ParametersError
 */
export function decodeRunProof(bytes: Uint8Array): RunProof {
  if (!isRunProof(bytes)) throw new ProofError('MAGIC', 'these bytes are no proof of a run');
  const reader = new ByteReader(bytes.subarray(MAGIC.length));
  const version = reader.byte();
  if (version !== VERSION)
    throw new ProofError('VERSION', `version ${version} of proofs of runs is not known`);
  const { parameters } = proofSystem(readParameters(reader));
  const publicValues = reader
    .take(bounded(reader.varint(), MAX_PUBLIC_BYTES, 'bytes of public values'))
    .slice();
  const exitCode = reader.word();
  const count = bounded(reader.varint(), MAX_SHARDS, 'shards');
  const shards: ShardProof[] = [];
  while (shards.length < count) shards.push(readShard(reader));
  const end = readEnd(reader);
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'bytes follow the proof');
  return { parameters, publicValues, exitCode, shards, end };
}

function readShard(reader: ByteReader): ShardProof {
  const shape = reader.byte();
  if (shape >= SHAPES.length) throw new ProofError('HEIGHT', `there is no shape ${shape}`);
  const publicValues = Array.from({ length: SHARD_PUBLIC_VALUES }, () => readElement(reader));
  const proof = reader.take(reader.varint()).slice();
  return { shape, publicValues, proof };
}

function readEnd(reader: ByteReader): SystemPageOpening {
  const elements = (length: number): number[] => Array.from({ length }, () => readElement(reader));
  const [committed, status] = LEAVES.map(() => elements(LEAF_LIMBS));
  const [registers, leaf4, leaf7, pair] = DIGESTS.map(() => Uint32Array.from(elements(DIGEST_WORDS)));
  return { committed, status, registers, leaf4, leaf7, pair };
}

function readElement(reader: ByteReader): number {
  const value = reader.word();
  if (!koalaBear.isCanonical(value)) throw new ProofError('FIELD_ELEMENT', 'an element is not canonical');
  return value;
}

function bounded(count: number, most: number, what: string): number {
  if (count <= most) return count;
  throw new ProofError('PUBLIC_VALUE_COUNT', `${count} ${what}; at most ${most} are allowed`);
}
