import * as chips from '../../../host/vm/chips/index.js';
import { limbs, type Cells } from '../rows.js';
import {
  accessesOf,
  heldRow,
  merge,
  range,
  stepRow,
  type FoundWord,
  type PrecompileCase,
  type PrecompileSpec,
  type PrecompileStep,
} from './precompile.js';

/** KECCAK_PERMUTE and its rows, from docs/vm.md 8.6 and FIPS 202. */

const MASK = (1n << 64n) - 1n;
const turned = (lane: bigint, n: number): bigint => ((lane << BigInt(n)) | (lane >> BigInt(64 - n))) & MASK;

/** By x + 5 y. */
const OFFSETS = [
  0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
];

/** Of each round: the register of rc(t) gives bit 2^j - 1 at t = j + 7 round. */
const CONSTANTS: readonly bigint[] = (() => {
  let register = 1;
  return range(24).map(() => {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (register & 1) constant |= 1n << BigInt(2 ** j - 1);
      register = (register << 1) ^ (register & 0x80 ? 0x171 : 0);
    }
    return constant;
  });
})();

/** A round: the state after theta, after chi, and after iota. */
export function roundOf(a: readonly bigint[], round: number) {
  const c = range(5).map((x) => range(5).reduce((parity, y) => parity ^ a[x + 5 * y], 0n));
  const d = range(5).map((x) => c[(x + 4) % 5] ^ turned(c[(x + 1) % 5], 1));
  const theta = a.map((lane, i) => lane ^ d[i % 5]);
  const b = new Array<bigint>(25);
  theta.forEach((lane, i) => {
    const [x, y] = [i % 5, Math.floor(i / 5)];
    b[y + 5 * ((2 * x + 3 * y) % 5)] = turned(lane, OFFSETS[i]);
  });
  const chi = b.map((lane, i) => {
    const [x, y] = [i % 5, i - (i % 5)];
    return lane ^ (~b[((x + 1) % 5) + y] & MASK & b[((x + 2) % 5) + y]);
  });
  return { c, d, theta, chi, out: chi.map((lane, i) => (i === 0 ? lane ^ CONSTANTS[round] : lane)) };
}

function lanesOf(words: readonly number[]): bigint[] {
  return range(25).map((i) => BigInt(words[2 * i]) | (BigInt(words[2 * i + 1]) << 32n));
}

function permuted(words: readonly number[]): number[] {
  const lanes = range(24).reduce((state, round) => roundOf(state, round).out, lanesOf(words));
  return lanes.flatMap((lane) => [Number(lane & 0xffffffffn), Number(lane >> 32n)]);
}

const bitsOf = (name: string, lane: bigint): Cells =>
  Object.fromEntries(range(64).map((z) => [`${name}[${z}]`, Number((lane >> BigInt(z)) & 1n)]));
const limbsOfLane = (name: string, lane: bigint): Cells =>
  Object.fromEntries(range(4).map((k) => [`${name}[${k}]`, Number((lane >> BigInt(16 * k)) & 0xffffn)]));
const place = (name: string, i: number): string => `${name}[${Math.floor(i / 5)}][${i % 5}]`;

/** The row of a step, with what the state's words hold afterwards. */
export function permuteRow(
  step: PrecompileStep,
  before: readonly FoundWord[],
  after: readonly number[],
): Cells {
  return merge(
    stepRow(step),
    ...before.flatMap((word, i) => [heldRow(`before[${i}]`, word), limbs(`after[${i}]`, after[i])]),
  );
}

/** The row of a round, from the state before it. */
export function roundRow(time: number, round: number, a: readonly bigint[]): Cells {
  const { c, d, theta, chi, out } = roundOf(a, round);
  return merge(
    { real: 1, [`round[${round}]`]: 1, time },
    ...c.flatMap((lane, x) => [bitsOf(`c[${x}]`, lane), bitsOf(`cPrime[${x}]`, lane ^ d[x])]),
    ...theta.map((lane, i) => bitsOf(place('aPrime', i), lane)),
    ...a.map((lane, i) => limbsOfLane(place('a', i), lane)),
    ...out.map((lane, i) => limbsOfLane(place('out', i), lane)),
    ...range(7).map((i) => ({ [`chi[${i}]`]: Number((chi[0] >> BigInt(2 ** i - 1)) & 1n) })),
  );
}

function roundOfCall({ time, found }: PrecompileCase, part: number): Cells {
  let a = lanesOf(found.map(({ value }) => value));
  for (let round = 0; round < part; round++) a = roundOf(a, round).out;
  return roundRow(time, part, a);
}

const alike = (word: number): number[] => new Array<number>(50).fill(word);

export const KECCAK_PERMUTE: PrecompileSpec = {
  name: 'KECCAK_PERMUTE',
  number: 0x010109,
  ranges: [{ pointer: 'a0', words: 50, isWritten: true, slot: 0 }],
  compute: permuted,
  edges: [alike(0), alike(0xffffffff), alike(0x80000001)],
  recordType: 'KeccakPermuteRecord',
  chips: [
    {
      chip: chips.keccakPermuteChip,
      parts: 1,
      row: (call) =>
        permuteRow(
          call,
          accessesOf(call),
          accessesOf(call).map(({ left }) => left),
        ),
    },
    { chip: chips.keccakRoundChip, parts: 24, row: roundOfCall },
  ],
};
