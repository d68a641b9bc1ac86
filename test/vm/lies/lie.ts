import { INSTRUCTIONS, type Instruction } from '../instructions.js';
import * as rows from '../rows.js';
import type { Cells } from '../rows.js';
import type { Step } from '../steps.js';

/** Rows that say something false about a step, filled as consistently as the lie allows. */
export interface Lie {
  readonly title: string;
  /** Nothing where the step leaves no room for it. */
  readonly tell: (step: Step, random: (bound: number) => number) => Cells | undefined;
}

export type Row = (step: Step) => Cells;
export type Random = (bound: number) => number;

export const WORD = 2 ** 32;

/** A word near the true one, or any. */
export function otherWord(word: number, random: Random): number {
  return random(2) === 0 ? random(WORD) : (word ^ (2 ** random(32))) >>> 0;
}

export function wrongWord(title: string, column: string, row: Row, wordOf: (s: Step) => number): Lie {
  return {
    title,
    tell: (s, random) => ({ ...row(s), ...rows.limbs(column, otherWord(wordOf(s), random)) }),
  };
}

export const resultWord = (s: Step): number => s.result;

export function nameOf({ op }: Step): Instruction {
  return Object.entries(INSTRUCTIONS).find(([, number]) => number === op)?.[0] as Instruction;
}

/** 2^16 times this is -1 modulo p: a carry that makes up for a limb that is one too large. */
export const SLIP = 2 ** 15 - 2 ** 8;
