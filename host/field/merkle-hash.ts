import type { PrimeField } from './prime-field.js';

/**
 * A digest: eight 32-bit words. Poseidon2: eight canonical field elements. Keccak: four 64-bit lanes, the
 * low half of lane i at 2i and the high half at 2i + 1, so that the words read as little-endian bytes are
 * the digest's bytes. Treat it as immutable.
 */
export type Digest = Uint32Array;

export const DIGEST_WORDS = 8;

/** How a Merkle tree hashes rows into leaves and pairs of digests into nodes. */
export interface MerkleHash {
  /** The field of the committed elements. */
  readonly field: PrimeField;
  /** Digest of a row of canonical elements of any length (padding-free: lengths must be checked by the caller). */
  hashRow(elements: readonly number[]): Digest;
  compress(left: Digest, right: Digest): Digest;
  equal(a: Digest, b: Digest): boolean;
  /** Whether x is a digest of this hash, in canonical form. */
  isDigest(x: unknown): x is Digest;
}

/** Equality of two digests, word by word. */
export function digestsEqual(a: Digest, b: Digest): boolean {
  for (let i = 0; i < DIGEST_WORDS; i++) if (a[i] !== b[i]) return false;
  return true;
}
