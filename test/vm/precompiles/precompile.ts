import type { Chip } from '../../../host/stark/air/index.js';
import type { Held } from '../rows-of-calls.js';
import { limbs, type Cells } from '../rows.js';

/** Calls of precompiles once more for tests, from docs/vm.md alone. */

/** Words that a call accesses, one after another. */
export interface WordRange {
  readonly pointer: 'a0' | 'a1';
  readonly words: number;
  readonly isWritten: boolean;
  /** When, in times after the step's. */
  readonly slot: number;
}

/** A precompile, and how its rows are made. */
export interface PrecompileSpec {
  readonly name: string;
  readonly number: number;
  /** In the order of their access. With one, a1 is 0. */
  readonly ranges: readonly WordRange[];
  /** What the words of all ranges make of those that are written. */
  readonly compute: (words: readonly number[]) => number[];
  /** Words that are worth trying beside random ones. */
  readonly edges: readonly (readonly number[])[];
  readonly chips: readonly PrecompileChip[];
  /** The C++ type of its records. */
  readonly recordType: string;
}

/** A chip with rows of each call. */
export interface PrecompileChip {
  readonly chip: Chip;
  /** How many rows a call has. */
  readonly parts: number;
  readonly row: (call: PrecompileCase, part: number) => Cells;
}

/** The step of a call. */
export interface PrecompileStep {
  readonly spec: PrecompileSpec;
  readonly pc: number;
  readonly time: number;
  readonly t0Time: number;
  readonly a0: Held;
  readonly a1: Held;
}

/** A call, what it finds, and what it leaves. */
export interface PrecompileCase extends PrecompileStep {
  /** Of all ranges. */
  readonly found: readonly Held[];
  /** Of the words that are written. */
  readonly left: readonly number[];
}

export function wordCount({ ranges }: PrecompileSpec): number {
  return ranges.reduce((sum, { words }) => sum + words, 0);
}

/** A call with these words in places of its own. */
export function seededPrecompile(
  spec: PrecompileSpec,
  next: () => number,
  words: readonly number[] = Array.from({ length: wordCount(spec) }, next),
): PrecompileCase {
  const time = 2 ** 20 + (next() % 2 ** 20);
  const recent = (value: number): Held => ({ value: value >>> 0, time: time - 1 - (next() % 2 ** 16) });
  const pointer = () => recent(4 * (next() % 2 ** 30));
  return {
    ...{ spec, time, pc: next() % 2 ** 29, t0Time: time - 2 ** 16 },
    ...{ a0: pointer(), a1: spec.ranges.length === 1 ? recent(0) : pointer() },
    found: words.map((value) => ({ value, time: next() % time })),
    left: spec.compute(words),
  };
}

/** As native/vm/records.h has it. */
export function recordOf({ pc, time, t0Time, a0, a1, found, left }: PrecompileCase): number[] {
  return [
    ...[pc, time, t0Time, a0.value, a0.time, a1.value, a1.time],
    ...found.map(({ value }) => value),
    ...found.map((held) => held.time),
    ...left,
  ];
}

/** What an access finds, and when it happens. */
export interface FoundWord {
  readonly found: Held;
  readonly at: number;
}

/** A word of data that the call accesses. */
export interface AccessedWord extends FoundWord {
  readonly address: number;
  readonly left: number;
}

/** All words, in the order of the ranges. */
export function accessesOf({ spec, a0, a1, time, found, left }: PrecompileCase): AccessedWord[] {
  let first = 0;
  return spec.ranges.flatMap(({ pointer, words, isWritten, slot }) => {
    const from = first;
    first += words;
    const { value } = pointer === 'a0' ? a0 : a1;
    return Array.from({ length: words }, (_, i) => ({
      ...{ address: value / 4 + i, found: found[from + i], at: time + slot },
      left: isWritten ? left[i] : found[from + i].value,
    }));
  });
}

/** The columns that all steps of precompiles have. */
export function stepRow({ spec, pc, time, t0Time, a0, a1 }: PrecompileStep): Cells {
  const registers = { ...limbs('a0', a0.value), 'a0.time': a0.time };
  const second =
    spec.ranges.length === 1 ? { a1Time: a1.time } : { ...limbs('a1', a1.value), 'a1.time': a1.time };
  return { real: 1, pc, time, t0Time, ...registers, ...second };
}

/** The columns of a word of data. */
export function heldRow(name: string, { found, at }: FoundWord): Cells {
  const low = (at - found.time - 1) % 2 ** 12;
  return { ...limbs(name, found.value), [`${name}.time`]: found.time, [`${name}.low`]: low };
}

/** The lowest bits of a number. */
export function bitsRow(name: string, number: number, count: number): Cells {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}[${i}]`, (number >>> i) & 1]));
}

export function merge(...parts: readonly Cells[]): Cells {
  return Object.assign({}, ...parts) as Cells;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
