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
import { readStarkProof } from './read-proof.js';
import type { Cap, StarkProof } from './stark-proof.js';
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
  return encodeParts(new PostcardWriter(system), parts(proof));
}

/** The bytes of each part of a proof, in the order of the wire format. */
export function measureStarkProof(system: ProofSystem, proof: StarkProof): PartSize[] {
  return measureParts(new PostcardWriter(system), parts(proof));
}

/** All that is written, in order. */
function parts(proof: StarkProof): Part[] {
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
  writer.option(commitments.random, (cap: Cap) => writer.digests(cap));
}
