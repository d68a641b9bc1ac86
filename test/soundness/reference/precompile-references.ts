import type { Held } from '../../vm/rows-of-calls.js';
import { KECCAK_PERMUTE, permuteRow, roundOf, roundRow } from '../../vm/precompiles/keccak.js';
import {
  accessesOf,
  range,
  type FoundWord,
  type PrecompileSpec,
  type PrecompileStep,
} from '../../vm/precompiles/precompile.js';
import {
  compressRow,
  extended,
  extendRow,
  roundsRow,
  scheduleRow,
  SHA_COMPRESS,
  SHA_EXTEND,
  statesFrom,
} from '../../vm/precompiles/sha256.js';
import { UINT256_MUL, uint256Row } from '../../vm/precompiles/uint256.js';
import {
  follows,
  followsClosely,
  limbsOf,
  onlyFlag,
  say,
  wordOf,
  type Read,
  type Reference,
} from './reference-row.js';

/** Rows of precompiles by what the calls do: docs/vm.md, section 8, FIPS 180-4 and FIPS 202. */

const ECALL = 43;
const [T0, A0, A1] = [5, 10, 11];
const [DATA, SYSTEM] = [0, 2];

/** An access that leaves this in a word. */
function access(space: number, address: number, found: Held, left: number, at: number): string[] {
  return [
    say('receive', 'memory', [space, address, ...limbsOf([found.value]), found.time]),
    say('send', 'memory', [space, address, ...limbsOf([left]), at]),
  ];
}

/** Accesses of words one after another. */
function accesses(first: number, words: readonly FoundWord[], left?: readonly number[]): string[] {
  return words.flatMap(({ found, at }, i) => access(DATA, first + i, found, left?.[i] ?? found.value, at));
}

/** The step of a row, 8.3. */
function stepOf(spec: PrecompileSpec, read: Read): PrecompileStep | undefined {
  const [pc, time, t0Time] = ['pc', 'time', 't0Time'].map(read);
  const isPair = spec.ranges.length > 1;
  const [first, second] = [wordOf(read, 'a0'), isPair ? wordOf(read, 'a1') : 0];
  if (onlyFlag(read, ['real']) === undefined || first === undefined || second === undefined) return undefined;
  const a0 = { value: first, time: read('a0.time') };
  const a1 = { value: second, time: read(isPair ? 'a1.time' : 'a1Time') };
  const isInTime = [t0Time, a0.time, a1.time].every((since) => followsClosely(time, since));
  return isInTime && first % 4 === 0 && second % 4 === 0 ? { spec, pc, time, t0Time, a0, a1 } : undefined;
}

/** What all steps say. */
function stepMessages({ spec, pc, time, t0Time, a0, a1 }: PrecompileStep): string[] {
  const register = (number: number, held: Held) => access(SYSTEM, number, held, held.value, time);
  return [
    say('receive', 'step', [pc, time]),
    say('send', 'step', [pc + 1, time + 4]),
    say('send', 'decode', [pc, ECALL, 0, 0, 0, 0, pc + 1]),
    ...register(T0, { value: spec.number, time: t0Time }),
    ...register(A0, a0),
    ...register(A1, a1),
  ];
}

/** Words that an access finds; undefined if one is none, or not of the time before. */
function foundWords(read: Read, names: readonly string[], at: number): readonly FoundWord[] | undefined {
  const words = names.flatMap((name): FoundWord[] => {
    const [value, time] = [wordOf(read, name), read(`${name}.time`)];
    return value !== undefined && follows(at, time, read(`${name}.low`))
      ? [{ found: { value, time }, at }]
      : [];
  });
  return words.length === names.length ? words : undefined;
}

const valuesOf = (words: readonly FoundWord[]): number[] => words.map(({ found }) => found.value);
const indices = (name: string, count: number): string[] => range(count).map((i) => `${name}[${i}]`);

/** A number by its bits, of 32 at most; undefined if they are none. */
function bitsOf(read: Read, name: string): number | undefined {
  const bits = indices(name, 32).map(read);
  return bits.every((bit) => bit <= 1) ? bits.reduce((sum, bit, i) => sum + bit * 2 ** i, 0) : undefined;
}

/** All of them, if there are all. */
function all<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  return items.includes(undefined) ? undefined : (items as readonly T[]);
}

const shaExtend: Reference = (read) => {
  const step = stepOf(SHA_EXTEND, read);
  const w = step && foundWords(read, indices('w', 16), step.time);
  if (!step || !w) return undefined;
  const first = step.a0.value / 4;
  const half = (part: number): string => {
    const words = valuesOf(w).slice(8 * part, 8 * part + 8);
    return say('send', 'schedule', [part, step.time, first + 16, 6, ...limbsOf(words)]);
  };
  return {
    cells: extendRow(step, w),
    messages: [...stepMessages(step), ...accesses(first, w), half(0), half(1)],
  };
};

const shaSchedule: Reference = (read) => {
  const [time, address, left, isLast] = ['time', 'address', 'left', 'isLast'].map(read);
  if (onlyFlag(read, ['real']) === undefined || isLast > 1 || (isLast === 1 && left !== 1)) return undefined;
  const before = all([
    wordOf(read, 'w0'),
    ...indices('early', 8).map((name) => bitsOf(read, name)),
    ...indices('middle', 5).map((name) => wordOf(read, name)),
    ...indices('late', 2).map((name) => bitsOf(read, name)),
  ]);
  const held = foundWords(read, indices('held', 8), time);
  if (!before || !held) return undefined;
  const words = extended(before, 24);
  const half = (direction: string, part: number, from: number, by: number): string => {
    const place = [part, time, address + 8 * by, left - by];
    return say(direction, 'schedule', [...place, ...limbsOf(words.slice(from, from + 8))]);
  };
  return {
    cells: scheduleRow({ time, address, left, isLast, words: before, held }),
    messages: [
      ...accesses(address, held, words.slice(16)),
      ...[half('receive', 0, 0, 0), half('receive', 1, 8, 0)],
      ...(isLast === 1 ? [] : [half('send', 0, 8, 1), half('send', 1, 16, 1)]),
    ],
  };
};

const shaCompress: Reference = (read) => {
  const step = stepOf(SHA_COMPRESS, read);
  const before = step && foundWords(read, indices('before', 8), step.time + 1);
  const rounds = all(indices('rounds', 8).map((name) => wordOf(read, name)));
  if (!step || !before || !rounds) return undefined;
  const [schedule, state] = [step.a0.value / 4, step.a1.value / 4];
  const after = rounds.map((word, i) => (word + before[i].found.value) % 2 ** 32);
  return {
    cells: compressRow(step, before, rounds),
    messages: [
      ...stepMessages(step),
      ...accesses(state, before, after),
      say('send', 'rounds', [step.time, schedule, 0, ...limbsOf(valuesOf(before))]),
      say('receive', 'rounds', [step.time, schedule + 64, 8, ...limbsOf(rounds)]),
    ],
  };
};

const PARTS = indices('part', 8);

const shaRounds: Reference = (read) => {
  const flag = onlyFlag(read, PARTS);
  const [time, address] = [read('time'), read('address')];
  const bits = (letter: string) => bitsOf(read, letter);
  const state = all([
    ...[...['a', 'b', 'c'].map(bits), wordOf(read, 'd')],
    ...[...['e', 'f', 'g'].map(bits), wordOf(read, 'h')],
  ]);
  const words = foundWords(
    read,
    range(8).map((j) => `round[${j}].w`),
    time,
  );
  if (flag === undefined || !state || !words) return undefined;
  const part = PARTS.indexOf(flag);
  const states = statesFrom(8 * part, state, valuesOf(words));
  return {
    cells: roundsRow({ part, time, address, state, words }),
    messages: [
      ...accesses(address, words),
      say('receive', 'rounds', [time, address, part, ...limbsOf(state)]),
      say('send', 'rounds', [time, address + 8, part + 1, ...limbsOf(states[8])]),
    ],
  };
};

const PLANES = range(5);

const keccakPermute: Reference = (read) => {
  const step = stepOf(KECCAK_PERMUTE, read);
  const before = step && foundWords(read, indices('before', 50), step.time);
  const after = all(indices('after', 50).map((name) => wordOf(read, name)));
  if (!step || !before || !after) return undefined;
  const plane = (direction: string, round: number, words: readonly number[]): string[] =>
    PLANES.map((y) => {
      const lanes = limbsOf(words.slice(10 * y, 10 * y + 10));
      return say(direction, 'keccak', [step.time, round, y, ...lanes]);
    });
  return {
    cells: permuteRow(step, before, after),
    messages: [
      ...stepMessages(step),
      ...accesses(step.a0.value / 4, before, after),
      ...plane('send', 0, valuesOf(before)),
      ...plane('receive', 24, after),
    ],
  };
};

const ROUNDS = indices('round', 24);

const keccakRound: Reference = (read) => {
  const flag = onlyFlag(read, ROUNDS);
  const lanes = all(range(25).map((i) => laneOf(read, `a[${Math.floor(i / 5)}][${i % 5}]`)));
  if (onlyFlag(read, ['real']) === undefined || flag === undefined || !lanes) return undefined;
  const [time, round] = [read('time'), ROUNDS.indexOf(flag)];
  const plane = (direction: string, at: number, state: readonly bigint[]): string[] =>
    PLANES.map((y) => {
      const limbs = state.slice(5 * y, 5 * y + 5).flatMap((lane) => range(4).map((k) => limbOf(lane, k)));
      return say(direction, 'keccak', [time, at, y, ...limbs]);
    });
  return {
    cells: roundRow(time, round, lanes),
    messages: [...plane('receive', round, lanes), ...plane('send', round + 1, roundOf(lanes, round).out)],
  };
};

const limbOf = (number: bigint, k: number): number => Number((number >> BigInt(16 * k)) & 0xffffn);

function laneOf(read: Read, name: string): bigint | undefined {
  const limbs = indices(name, 4).map(read);
  if (limbs.some((limb) => limb >= 2 ** 16)) return undefined;
  return limbs.reduceRight((high, limb) => (high << 16n) | BigInt(limb), 0n);
}

const uint256Mul: Reference = (read) => {
  const step = stepOf(UINT256_MUL, read);
  if (!step) return undefined;
  const words = (name: string, at: number): readonly Held[] | undefined =>
    all(
      range(8).map((i): Held | undefined => {
        const bytes = range(4).map((k) => read(`${name}.byte[${4 * i + k}]`));
        const [time, low] = [read(`${name}.word[${i}].time`), read(`${name}.word[${i}].low`)];
        if (bytes.some((byte) => byte > 255) || !follows(at, time, low)) return undefined;
        return { value: bytes.reduce((sum, byte, k) => sum + byte * 2 ** (8 * k), 0), time };
      }),
    );
  const numbers = all([words('y', step.time), words('m', step.time), words('x', step.time + 1)]);
  if (!numbers) return undefined;
  const found = numbers.flat();
  const call = { ...step, found, left: UINT256_MUL.compute(found.map(({ value }) => value)) };
  return {
    cells: uint256Row(call),
    messages: [
      ...stepMessages(step),
      ...accessesOf(call).flatMap((word) => access(DATA, word.address, word.found, word.left, word.at)),
    ],
  };
};

export const PRECOMPILE_REFERENCES: Readonly<Record<string, Reference>> = {
  sha_extend: shaExtend,
  sha_schedule: shaSchedule,
  sha_compress: shaCompress,
  sha_rounds: shaRounds,
  keccak_permute: keccakPermute,
  keccak_round: keccakRound,
  uint256_mul: uint256Mul,
};
