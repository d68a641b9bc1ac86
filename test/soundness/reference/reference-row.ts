import { koalaBear } from '../../../host/field/index.js';
import { claim } from '../../vm/inspect-rows.js';
import type { Cells } from '../../vm/rows.js';

/** The value of a column, canonical. */
export type Read = (column: string) => number;

/** What a row of a chip says by docs/vm.md, as far as it says anything. */
export interface ReferenceRow {
  /** What its columns hold then; those that are not named hold 0. */
  readonly cells: Cells;
  /** `DIRECTION BUS FIELDS`, all but those that the tables of limbs answer. */
  readonly messages: readonly string[];
}

/** A row, understood from what it finds; undefined where nothing of that kind can happen. */
export type Reference = (read: Read, publicValues: readonly number[]) => ReferenceRow | undefined;

/** A word in two limbs; undefined if they are none. */
export function wordOf(read: Read, name: string): number | undefined {
  const [lo, hi] = [read(`${name}.lo`), read(`${name}.hi`)];
  return lo < 2 ** 16 && hi < 2 ** 16 ? lo + 2 ** 16 * hi : undefined;
}

/** docs/vm.md 5.2: an access of a register after another. */
export function followsClosely(at: number, since: number): boolean {
  return since < at && at - since - 1 < 2 ** 16;
}

/** Likewise of other words, shown by a lower part of the time between. */
export function follows(at: number, since: number, low: number): boolean {
  const high = (at - since - 1 - low) / 2 ** 12;
  return low < 2 ** 16 && Number.isInteger(high) && high >= 0 && high < 2 ** 16;
}

/** The one flag of a row that is set, all others being 0. */
export function onlyFlag(read: Read, flags: readonly string[]): string | undefined {
  const set = flags.filter((flag) => read(flag) !== 0);
  return set.length === 1 && read(set[0]) === 1 ? set[0] : undefined;
}

export function limbsOf(words: readonly number[]): number[] {
  return words.flatMap((word) => [word % 2 ** 16, Math.floor(word / 2 ** 16)]);
}

/** A message, of integers. */
export function say(direction: string, bus: string, fields: readonly number[]): string {
  return claim(
    direction,
    bus,
    fields.map((field) => koalaBear.fromInteger(field)),
  );
}
