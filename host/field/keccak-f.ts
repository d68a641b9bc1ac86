/**
 * Keccak-f[1600] (FIPS 202, section 3) on 32-bit halves. Lane (x, y) is number x + 5 y; lane i is the two
 * words 2i (low half) and 2i + 1 (high half), so the words read as little-endian bytes are the usual byte
 * order of the state.
 */

export const KECCAK_STATE_WORDS = 50;

const ROUNDS = 24;
const LANES = 25;

/** Round constants: [2 round] low half, [2 round + 1] high half. */
const ROUND_CONSTANTS = roundConstants();
/** rho and pi walk over the lanes in one cycle: lane WALK[t] receives its predecessor rotated by ROTATIONS[t]. */
const { WALK, ROTATIONS } = walk();

// Permuting signed words is a quarter faster in V8 than permuting unsigned ones.
const scratch = new Int32Array(KECCAK_STATE_WORDS);
const columns = new Int32Array(10);

/** Applies the permutation in place. */
export function keccakF(state: Uint32Array): void {
  scratch.set(state);
  for (let round = 0; round < ROUNDS; round++) {
    theta(scratch);
    rhoPi(scratch);
    chi(scratch);
    scratch[0] ^= ROUND_CONSTANTS[2 * round];
    scratch[1] ^= ROUND_CONSTANTS[2 * round + 1];
  }
  state.set(scratch);
}

function theta(state: Int32Array): void {
  for (let i = 0; i < 10; i++) {
    columns[i] = state[i] ^ state[i + 10] ^ state[i + 20] ^ state[i + 30] ^ state[i + 40];
  }
  for (let x = 0; x < 10; x += 2) {
    const left = (x + 8) % 10;
    const right = (x + 2) % 10;
    const low = columns[left] ^ ((columns[right] << 1) | (columns[right + 1] >>> 31));
    const high = columns[left + 1] ^ ((columns[right + 1] << 1) | (columns[right] >>> 31));
    for (let i = x; i < KECCAK_STATE_WORDS; i += 10) {
      state[i] ^= low;
      state[i + 1] ^= high;
    }
  }
}

function rhoPi(state: Int32Array): void {
  let low = state[2];
  let high = state[3];
  for (let t = 0; t < LANES - 1; t++) {
    const lane = WALK[t];
    const nextLow = state[lane];
    const nextHigh = state[lane + 1];
    const rotation = ROTATIONS[t];
    const shift = rotation & 31;
    // `>>> (32 - shift)` would shift by 0 instead of 32 where shift = 0; in two steps it does not.
    const rotatedLow = (low << shift) | ((high >>> 1) >>> (31 - shift));
    const rotatedHigh = (high << shift) | ((low >>> 1) >>> (31 - shift));
    state[lane] = rotation < 32 ? rotatedLow : rotatedHigh;
    state[lane + 1] = rotation < 32 ? rotatedHigh : rotatedLow;
    low = nextLow;
    high = nextHigh;
  }
}

function chi(state: Int32Array): void {
  for (let row = 0; row < KECCAK_STATE_WORDS; row += 10) {
    for (let half = row; half < row + 2; half++) {
      const a0 = state[half];
      const a1 = state[half + 2];
      const a2 = state[half + 4];
      const a3 = state[half + 6];
      const a4 = state[half + 8];
      state[half] = a0 ^ (~a1 & a2);
      state[half + 2] = a1 ^ (~a2 & a3);
      state[half + 4] = a2 ^ (~a3 & a4);
      state[half + 6] = a3 ^ (~a4 & a0);
      state[half + 8] = a4 ^ (~a0 & a1);
    }
  }
}

/** FIPS 202, algorithm 5: bit 2^j - 1 of a round constant is the next output of x^8 + x^6 + x^5 + x^4 + 1. */
function roundConstants(): Int32Array {
  const constants = new Int32Array(2 * ROUNDS);
  let lfsr = 1;
  for (let round = 0; round < ROUNDS; round++) {
    for (let j = 0; j <= 6; j++) {
      const bit = 2 ** j - 1;
      if (lfsr & 1) constants[2 * round + (bit >> 5)] ^= 1 << (bit & 31);
      lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
    }
  }
  return constants;
}

/** FIPS 202, algorithms 2 and 3: from lane (1, 0) on, (x, y) goes to (y, 2x + 3y) rotated by (t+1)(t+2)/2. */
function walk(): { WALK: Uint8Array; ROTATIONS: Uint8Array } {
  const WALK = new Uint8Array(LANES - 1);
  const ROTATIONS = new Uint8Array(LANES - 1);
  let [x, y] = [1, 0];
  for (let t = 0; t < LANES - 1; t++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    WALK[t] = 2 * (x + 5 * y);
    ROTATIONS[t] = (((t + 1) * (t + 2)) / 2) % 64;
  }
  return { WALK, ROTATIONS };
}
