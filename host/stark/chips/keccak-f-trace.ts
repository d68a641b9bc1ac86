import { KECCAK_ROUNDS, LANE_BITS, rotateLeft, ROTATIONS, ROUND_CONSTANTS } from './keccak-lanes.js';

const LANE_MASK = (1n << BigInt(LANE_BITS)) - 1n;
const FIVE = [0, 1, 2, 3, 4] as const;

/**
 * The trace of `keccakFChip`, row-major: 24 rows for each input, then permutations of the zero state, the
 * last one cut off, up to the next power of two. Plain and slow, for tests.
 *
 * @param inputs states of 25 lanes, lane (x, y) at x + 5 y
 */
export function keccakFTrace(inputs: readonly (readonly bigint[])[]): Uint32Array {
  const height = 2 ** Math.ceil(Math.log2(KECCAK_ROUNDS * inputs.length));
  const rows: number[][] = [];
  for (let i = 0; rows.length < height; i++) {
    rows.push(...permutationRows(i < inputs.length ? inputs[i] : new Array<bigint>(25).fill(0n)));
  }
  return Uint32Array.from(rows.slice(0, height).flat());
}

function permutationRows(input: readonly bigint[]): number[][] {
  const rows: number[][] = [];
  let state = input;
  for (let round = 0; round < KECCAK_ROUNDS; round++) {
    const flags = Array.from({ length: KECCAK_ROUNDS }, (_, r) => (r === round ? 1 : 0));
    const steps = roundSteps(state, round);
    rows.push([
      ...flags,
      0,
      ...input.flatMap(toLimbs),
      ...state.flatMap(toLimbs),
      ...steps.c.flatMap(toBits),
      ...steps.cPrime.flatMap(toBits),
      ...steps.aPrime.flatMap(toBits),
      ...steps.aPrimePrime.flatMap(toLimbs),
      ...toBits(steps.aPrimePrime[0]),
      ...toLimbs(steps.output[0]),
    ]);
    state = steps.output;
  }
  return rows;
}

/** The intermediate values of one round; states are indexed x + 5 y like the input. */
function roundSteps(a: readonly bigint[], round: number) {
  const lanes = a.map((_, i) => ({ x: i % 5, y: Math.floor(i / 5) }));
  const c = FIVE.map((x) => FIVE.reduce((parity, y) => parity ^ a[x + 5 * y], 0n));
  const cPrime = FIVE.map((x) => c[x] ^ c[(x + 4) % 5] ^ rotateLeft(c[(x + 1) % 5], 1));
  const aPrime = lanes.map(({ x, y }) => a[x + 5 * y] ^ c[x] ^ cPrime[x]);
  const b = lanes.map(({ x, y }) => {
    const [fromX, fromY] = [(x + 3 * y) % 5, x];
    return rotateLeft(aPrime[fromX + 5 * fromY], ROTATIONS[fromX][fromY]);
  });
  const aPrimePrime = lanes.map(
    ({ x, y }) => b[x + 5 * y] ^ (~b[((x + 1) % 5) + 5 * y] & LANE_MASK & b[((x + 2) % 5) + 5 * y]),
  );
  const output = aPrimePrime.map((lane, i) => (i === 0 ? lane ^ ROUND_CONSTANTS[round] : lane));
  return { c, cPrime, aPrime, aPrimePrime, output };
}

function toLimbs(lane: bigint): number[] {
  return [0n, 16n, 32n, 48n].map((shift) => Number((lane >> shift) & 0xffffn));
}

function toBits(lane: bigint): number[] {
  return Array.from({ length: LANE_BITS }, (_, z) => Number((lane >> BigInt(z)) & 1n));
}
