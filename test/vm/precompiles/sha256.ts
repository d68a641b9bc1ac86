import * as chips from '../../../host/vm/chips/index.js';
import { limbs, type Cells } from '../rows.js';
import {
  accessesOf,
  bitsRow,
  heldRow,
  merge,
  range,
  stepRow,
  type FoundWord,
  type PrecompileCase,
  type PrecompileSpec,
  type PrecompileStep,
} from './precompile.js';

/** SHA_EXTEND and SHA_COMPRESS, and their rows, from docs/vm.md 8.4, 8.5 and FIPS 180-4. */

const turned = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
const small0 = (x: number): number => (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3)) >>> 0;
const small1 = (x: number): number => (turned(x, 17) ^ turned(x, 19) ^ (x >>> 10)) >>> 0;
const big0 = (x: number): number => (turned(x, 2) ^ turned(x, 13) ^ turned(x, 22)) >>> 0;
const big1 = (x: number): number => (turned(x, 6) ^ turned(x, 11) ^ turned(x, 25)) >>> 0;
const choice = (e: number, f: number, g: number): number => ((e & f) ^ (~e & g)) >>> 0;
const majority = (a: number, b: number, c: number): number => ((a & b) ^ (a & c) ^ (b & c)) >>> 0;

/** Of the first 64 primes, the first 32 bits of the fraction of the cube root. */
const CONSTANTS: readonly number[] = primes(64).map((prime) => {
  const scaled = BigInt(prime) << 96n;
  let root = 1n << 35n;
  for (let bit = 1n << 35n; bit > 0n; bit >>= 1n) {
    if ((root ^ bit) ** 3n <= scaled && (root & bit) === 0n) root |= bit;
    else if (root ** 3n > scaled && (root & bit) !== 0n) root ^= bit;
  }
  return Number(root & 0xffffffffn);
});

function primes(count: number): number[] {
  const found: number[] = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
}

export const INITIAL_STATE: readonly number[] = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

/** Sixteen words, and those that the schedule has after them. */
export function extended(words: readonly number[], count = 64): number[] {
  const w = words.slice(0, 16);
  for (let t = 16; t < count; t++)
    w.push((w[t - 16] + small0(w[t - 15]) + w[t - 7] + small1(w[t - 2])) >>> 0);
  return w;
}

/** The states before each round from one of all 64 on, and after the last one; a round for each word. */
export function statesFrom(first: number, state: readonly number[], words: readonly number[]): number[][] {
  const states = [[...state]];
  for (let t = 0; t < words.length; t++) {
    const [a, b, c, d, e, f, g, h] = states[t];
    const t1 = h + big1(e) + choice(e, f, g) + CONSTANTS[first + t] + words[t];
    const t2 = big0(a) + majority(a, b, c);
    states.push([(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g]);
  }
  return states;
}

/** Those of a call. */
const statesOf = (words: readonly number[]): number[][] => statesFrom(0, words.slice(64), words.slice(0, 64));

/** Carries out of both limbs of a sum, of which some terms are subtracted. */
function carries(plus: readonly number[], minus: readonly number[] = []): [low: number, high: number] {
  const sum = (of: (word: number) => number) =>
    plus.reduce((all, word) => all + of(word), 0) - minus.reduce((all, word) => all + of(word), 0);
  const low = Math.floor(sum((word) => word & 0xffff) / 2 ** 16);
  return [low, Math.floor((sum((word) => word >>> 16) + low) / 2 ** 16)];
}

/** The row of a step of SHA_EXTEND, with the words that it reads. */
export function extendRow(step: PrecompileStep, w: readonly FoundWord[]): Cells {
  return merge(stepRow(step), ...w.map((word, i) => heldRow(`w[${i}]`, word)));
}

/** Eight rounds of the schedule. */
export interface ScheduleWindow {
  readonly time: number;
  /** Of the first new word. */
  readonly address: number;
  /** Rows of the call from this one on. */
  readonly left: number;
  readonly isLast: number;
  /** The sixteen words before. */
  readonly words: readonly number[];
  /** In the places of the new words. */
  readonly held: readonly FoundWord[];
}

export function scheduleRow({ time, address, left, isLast, words: before, held }: ScheduleWindow): Cells {
  const words = extended(before, 24);
  return merge(
    { real: 1, isLast, time, left, address },
    limbs('w0', words[0]),
    ...range(8).map((i) => bitsRow(`early[${i}]`, words[1 + i], 32)),
    ...range(5).map((i) => limbs(`middle[${i}]`, words[9 + i])),
    ...range(2).map((i) => bitsRow(`late[${i}]`, words[14 + i], 32)),
    ...range(6).map((i) => bitsRow(`fresh[${i}]`, words[16 + i], 32)),
    ...range(2).map((i) => limbs(`last[${i}]`, words[22 + i])),
    ...range(8).flatMap((j) => {
      const [low, high] = carries([words[j], small0(words[j + 1]), words[j + 9], small1(words[j + 14])]);
      return [bitsRow(`carry[${j}].lo`, low, 2), bitsRow(`carry[${j}].hi`, high, 2)];
    }),
    ...held.map((word, j) => heldRow(`held[${j}]`, word)),
  );
}

function scheduleOfCall(call: PrecompileCase, part: number): Cells {
  const accesses = accessesOf(call);
  const from = 8 * part;
  return scheduleRow({
    ...{ time: call.time, address: call.a0.value / 4 + from + 16, left: 6 - part },
    isLast: part === 5 ? 1 : 0,
    words: accesses.slice(from, from + 16).map(({ left }) => left),
    held: accesses.slice(from + 16, from + 24),
  });
}

/** The row of a step of SHA_COMPRESS, with the state before, and what rounds make of it. */
export function compressRow(
  step: PrecompileStep,
  before: readonly FoundWord[],
  rounds: readonly number[],
): Cells {
  return merge(
    stepRow(step),
    ...before.flatMap((word, i) => [
      heldRow(`before[${i}]`, word),
      limbs(`rounds[${i}]`, rounds[i]),
      limbs(`after[${i}]`, (word.found.value + rounds[i]) >>> 0),
    ]),
  );
}

const compressOfCall = (call: PrecompileCase): Cells =>
  compressRow(call, accessesOf(call).slice(64), statesOf(call.found.map(({ value }) => value))[64]);

/** Eight rounds. */
export interface Rounds {
  readonly part: number;
  readonly time: number;
  /** Of the first word. */
  readonly address: number;
  readonly state: readonly number[];
  readonly words: readonly FoundWord[];
}

export function roundsRow({ part, time, address, state, words }: Rounds): Cells {
  const w = words.map(({ found }) => found.value);
  const states = statesFrom(8 * part, state, w);
  const [a, b, c, d, e, f, g, h] = state;
  const letters = { a, b, c, e, f, g };
  return merge(
    { [`part[${part}]`]: 1, time, address },
    ...Object.entries(letters).map(([name, word]) => bitsRow(name, word, 32)),
    limbs('d', d),
    limbs('h', h),
    ...range(8).map((j) => {
      const [before, after] = [states[j], states[j + 1]];
      const [eLow, eHigh] = carries([
        ...[before[3], before[7], big1(before[4]), choice(before[4], before[5], before[6])],
        ...[CONSTANTS[8 * part + j], w[j]],
      ]);
      const [aLow, aHigh] = carries(
        [after[4], big0(before[0]), majority(before[0], before[1], before[2])],
        [before[3]],
      );
      const name = `round[${j}]`;
      return merge(
        bitsRow(`${name}.a`, after[0], 32),
        bitsRow(`${name}.e`, after[4], 32),
        bitsRow(`${name}.carryE.lo`, eLow, 3),
        bitsRow(`${name}.carryE.hi`, eHigh, 3),
        bitsRow(`${name}.carryA.lo`, aLow + 1, 2),
        bitsRow(`${name}.carryA.hi`, aHigh + 1, 2),
        heldRow(`${name}.w`, words[j]),
      );
    }),
  );
}

function roundsOfCall(call: PrecompileCase, part: number): Cells {
  const from = 8 * part;
  return roundsRow({
    ...{ part, time: call.time, address: call.a0.value / 4 + from },
    state: statesOf(call.found.map(({ value }) => value))[from],
    words: accessesOf(call).slice(from, from + 8),
  });
}

/** Words all alike, and words that carry as far as can be. */
const alike = (count: number, ...words: number[]): number[][] =>
  words.map((word) => new Array<number>(count).fill(word));

export const SHA_EXTEND: PrecompileSpec = {
  name: 'SHA_EXTEND',
  number: 0x300105,
  ranges: [{ pointer: 'a0', words: 64, isWritten: true, slot: 0 }],
  compute: extended,
  edges: alike(64, 0, 0xffffffff, 0x80000000, 0xffff, 0xffff0000),
  recordType: 'ShaExtendRecord',
  chips: [
    { chip: chips.shaExtendChip, parts: 1, row: (call) => extendRow(call, accessesOf(call).slice(0, 16)) },
    { chip: chips.shaScheduleChip, parts: 6, row: scheduleOfCall },
  ],
};

export const SHA_COMPRESS: PrecompileSpec = {
  name: 'SHA_COMPRESS',
  number: 0x010106,
  ranges: [
    { pointer: 'a0', words: 64, isWritten: false, slot: 0 },
    { pointer: 'a1', words: 8, isWritten: true, slot: 1 },
  ],
  compute: (words) => statesOf(words)[64].map((word, i) => (word + words[64 + i]) >>> 0),
  edges: alike(72, 0, 0xffffffff, 0x80000000, 0xffff, 0xffff0000),
  recordType: 'ShaCompressRecord',
  chips: [
    { chip: chips.shaCompressChip, parts: 1, row: compressOfCall },
    { chip: chips.shaRoundsChip, parts: 8, row: roundsOfCall },
  ],
};
