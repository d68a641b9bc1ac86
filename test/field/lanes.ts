import type { Digest } from '../../host/field/index.js';

/** A Keccak digest from the vectors' form: four 64-bit lanes of 16 hex digits. */
export function hexToDigest(lanes: readonly string[]): Digest {
  return Uint32Array.from(
    lanes.flatMap((lane) => [parseInt(lane.slice(8), 16), parseInt(lane.slice(0, 8), 16)]),
  );
}

/** Inverse of {@link hexToDigest}. */
export function digestToHex(digest: Digest): string[] {
  const half = (word: number): string => word.toString(16).padStart(8, '0');
  return Array.from({ length: digest.length / 2 }, (_, i) => half(digest[2 * i + 1]) + half(digest[2 * i]));
}
