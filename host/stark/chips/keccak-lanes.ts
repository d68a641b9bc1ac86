/** Keccak-f[1600] (FIPS 202, section 3): rotation offsets and round constants, lanes as bigints. */

export const KECCAK_ROUNDS = 24;
export const LANE_BITS = 64;

/** rho offsets by [x][y]: FIPS 202, algorithm 2. */
export const ROTATIONS: readonly (readonly number[])[] = rotations();

/** By round: FIPS 202, algorithms 5 and 6. */
export const ROUND_CONSTANTS: readonly bigint[] = roundConstants();

/** The lane turned left by n bits. */
export function rotateLeft(lane: bigint, n: number): bigint {
  return BigInt.asUintN(LANE_BITS, lane << BigInt(n)) | (lane >> BigInt(LANE_BITS - n));
}

function rotations(): number[][] {
  const offsets = Array.from({ length: 5 }, () => new Array<number>(5).fill(0));
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    offsets[x][y] = (((t + 1) * (t + 2)) / 2) % LANE_BITS;
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  return offsets;
}

function roundConstants(): bigint[] {
  let register = 1;
  const nextBit = (): boolean => {
    const bit = (register & 1) === 1;
    register <<= 1;
    // x^8 + x^6 + x^5 + x^4 + 1
    if (register & 0x100) register ^= 0x171;
    return bit;
  };
  return Array.from({ length: KECCAK_ROUNDS }, () => {
    let constant = 0n;
    for (let j = 0; j <= 6; j++) if (nextBit()) constant |= 1n << BigInt(2 ** j - 1);
    return constant;
  });
}
