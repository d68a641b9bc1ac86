import type { BatchOpenedValues, BatchProof } from './batch-proof.js';
import { batchShape, checkTableCount, type BatchTableLayout } from './batch-shape.js';
import { ByteReader } from './byte-reader.js';
import type { ProofSystem } from './parameters.js';
import {
  encodeParts,
  friParts,
  measureParts,
  writeOpenedValues,
  type Part,
  type PartSize,
} from './postcard-parts.js';
import { PostcardSource } from './postcard-source.js';
import { PostcardWriter } from './postcard-writer.js';
import { ProofError } from './proof-error.js';
import { readBatchProof } from './read-batch-proof.js';
import type { Cap } from './stark-proof.js';

/**
 * Decodes Plonky3's bytes of a batch-stark proof.
 *
 * @param heights - the only degree bits to accept, by table; by default all that are possible
 * @throws ProofError
 */
export function decodeBatchProof(
  system: ProofSystem,
  tables: readonly BatchTableLayout[],
  bytes: Uint8Array,
  heights?: readonly number[],
): BatchProof {
  const count = checkTableCount(tables);
  // The degrees are the last member; their number and each of them is a single byte in LEB128, so all lengths
  // are known beforehand.
  const start = bytes.length - count;
  if (start < 1) throw new ProofError('TRUNCATED', 'the proof has fewer bytes than tables');
  if (bytes[start - 1] !== count) throw new ProofError('TABLES', `the proof is not one of ${count} tables`);
  const shape = batchShape(system, tables, [...bytes.subarray(start)], heights);
  const reader = new ByteReader(bytes);
  const proof = readBatchProof(new PostcardSource(system, reader, 'proof'), shape);
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'the proof ends before its bytes do');
  return proof;
}

/** Plonky3's bytes of a proof; the inverse of {@link decodeBatchProof}. */
export function encodeBatchProof(system: ProofSystem, proof: BatchProof): Uint8Array {
  return encodeParts(new PostcardWriter(system), parts(proof));
}

/** The bytes of each part of a proof, in the order of the wire format. */
export function measureBatchProof(system: ProofSystem, proof: BatchProof): PartSize[] {
  return measureParts(new PostcardWriter(system), parts(proof));
}

/** All that is written, in order. */
function parts({ commitments, openedValues, openingProof, lookupTerminals, degreeBits }: BatchProof): Part[] {
  return [
    ['commitments', (writer) => writeCommitments(writer, commitments)],
    ['openedValues', (writer) => writer.list(openedValues, (values) => writeTableValues(writer, values))],
    ...friParts(openingProof),
    [
      'lookupTerminals',
      (writer) =>
        writer.list(lookupTerminals, (terminal) => writer.option(terminal, (value) => writer.ext(value))),
    ],
    ['degreeBits', (writer) => writer.list(degreeBits, (bits) => writer.bytes.varint(bits))],
  ];
}

function writeCommitments(writer: PostcardWriter, commitments: BatchProof['commitments']): void {
  const write = (cap: Cap): void => writer.digests(cap);
  write(commitments.main);
  writer.option(commitments.permutation, write);
  write(commitments.quotientChunks);
  writer.option(commitments.random, write);
}

function writeTableValues(writer: PostcardWriter, values: BatchOpenedValues): void {
  writeOpenedValues(writer, values.base);
  writer.exts(values.permutationLocal);
  writer.exts(values.permutationNext);
}
