import type { Digest, Ext } from '../../field/index.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { ProofSystem } from './parameters.js';
import { PostcardSource } from './postcard-source.js';
import { ProofError } from './proof-error.js';
import { readStarkProof } from './read-proof.js';
import type { FriProof, OpenedValues, StarkProof } from './stark-proof.js';
import { starkShape, type TableLayout } from './stark-shape.js';

/**
 * Decodes Plonky3's bytes of a uni-stark proof.
 *
 * @param mostDegreeBits - log2 of the most rows that the caller is willing to hear of
 * @throws ProofError
 */
export function decodeStarkProof(
  system: ProofSystem,
  table: TableLayout,
  bytes: Uint8Array,
  mostDegreeBits = Infinity,
): StarkProof {
  if (bytes.length === 0) throw new ProofError('TRUNCATED', 'the proof is empty');
  // The degree is the last member and its LEB128 form a single byte, so all lengths are known beforehand.
  const shape = starkShape(system, table, bytes[bytes.length - 1], mostDegreeBits);
  const reader = new ByteReader(bytes);
  const proof = readStarkProof(new PostcardSource(system, reader, 'proof'), shape);
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'the proof ends before its bytes do');
  return proof;
}

/** Plonky3's bytes of a proof; the inverse of {@link decodeStarkProof}. */
export function encodeStarkProof(system: ProofSystem, proof: StarkProof): Uint8Array {
  const writer = new PostcardWriter(system);
  for (const [, write] of parts(proof)) write(writer);
  return writer.bytes.toBytes();
}

/** A part of a proof, and the bytes that it takes. */
export interface PartSize {
  readonly part: string;
  readonly bytes: number;
}

/** The bytes of each part of a proof, in the order of the wire format. */
export function measureStarkProof(system: ProofSystem, proof: StarkProof): PartSize[] {
  const writer = new PostcardWriter(system);
  return parts(proof).map(([part, write]) => {
    const before = writer.bytes.size;
    write(writer);
    return { part, bytes: writer.bytes.size - before };
  });
}

/** All that is written, in order. */
function parts(proof: StarkProof): [part: string, write: (writer: PostcardWriter) => void][] {
  const { commitments, openedValues, openingProof, degreeBits } = proof;
  return [
    ['commitments', (writer) => writeCommitments(writer, commitments)],
    ['openedValues', (writer) => writeOpenedValues(writer, openedValues)],
    ...friParts(openingProof),
    ['degreeBits', (writer) => writer.bytes.varint(degreeBits)],
  ];
}

function writeCommitments(writer: PostcardWriter, commitments: StarkProof['commitments']): void {
  writer.digests(commitments.trace);
  writer.digests(commitments.quotientChunks);
  writer.option(commitments.random);
}

function writeOpenedValues(writer: PostcardWriter, values: OpenedValues): void {
  writer.exts(values.traceLocal);
  writer.option(values.traceNext);
  writer.option(values.preprocessedLocal);
  writer.option(values.preprocessedNext);
  writer.list(values.quotientChunks, (chunk) => writer.exts(chunk));
  writer.option(values.random);
}

function friParts(proof: FriProof): ReturnType<typeof parts> {
  return [
    ['commitPhaseCommits', (writer) => writer.list(proof.commitPhaseCommits, (cap) => writer.digests(cap))],
    ['commitPowWitnesses', (writer) => writer.elements(proof.commitPowWitnesses)],
    ['inputOpenings', (writer) => writeInputOpenings(writer, proof.inputOpenings)],
    ['commitPhaseOpenings', (writer) => writeCommitPhaseOpenings(writer, proof.commitPhaseOpenings)],
    ['finalPolynomial', (writer) => writer.exts(proof.finalPolynomial)],
    ['queryPowWitness', (writer) => writer.element(proof.queryPowWitness)],
  ];
}

function writeInputOpenings(writer: PostcardWriter, openings: FriProof['inputOpenings']): void {
  writer.list(openings, ({ rows, siblings }) => {
    writer.list(rows, (query) => writer.list(query, (row) => writer.elements(row)));
    writer.digests(siblings);
  });
}

function writeCommitPhaseOpenings(writer: PostcardWriter, openings: FriProof['commitPhaseOpenings']): void {
  writer.list(openings, ({ logArity, siblingValues, siblings }) => {
    writer.bytes.byte(logArity);
    writer.list(siblingValues, (values) => writer.exts(values));
    writer.digests(siblings);
  });
}

class PostcardWriter {
  readonly bytes = new ByteWriter();
  private readonly system: ProofSystem;

  constructor(system: ProofSystem) {
    this.system = system;
  }

  element(element: number): void {
    this.bytes.word(this.system.field.toMontgomery(element));
  }

  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.bytes.varint(items.length);
    items.forEach(write);
  }

  elements(elements: readonly number[]): void {
    this.list(elements, (element) => this.element(element));
  }

  exts(values: readonly Ext[]): void {
    this.list(values, (value) => value.forEach((coefficient) => this.element(coefficient)));
  }

  option(values: readonly Ext[] | null): void {
    this.bytes.byte(values ? 1 : 0);
    if (values) this.exts(values);
  }

  digests(digests: readonly Digest[]): void {
    this.list(digests, (digest) => this.digest(digest));
  }

  private digest(digest: Digest): void {
    if (this.system.hashes.name === 'keccak') {
      for (let i = 0; i < digest.length; i += 2) this.bytes.varint64(digest[i], digest[i + 1]);
    } else {
      for (const word of digest) this.element(word);
    }
  }
}
