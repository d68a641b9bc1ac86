import { cell, type Expression } from '../../stark/air/index.js';
import {
  accessCells,
  longTimeCells,
  read,
  SPACE,
  step,
  stepCells,
  update,
  wordCells,
  type BlockBuilder,
  type LongTime,
  type TimedWord,
  type Word,
} from '../blocks.js';
import { alignBus } from '../buses.js';
import { OP } from './op.js';
import { REGISTER } from './register.js';

/** What the steps of precompiles have in common: docs/vm.md 8.3. */

/** Columns of {@link precompileStep}, with which such a chip starts. */
export function precompileCells(pointer: string) {
  return {
    real: cell('whether the row is a step'),
    ...stepCells(),
    t0Time: cell('since when t0 has held the number of the call'),
    a0: accessCells(pointer),
  };
}

/** A word of data of which a row knows the value and since when it has been there. */
export function heldCells(meaning: string) {
  return { ...wordCells(meaning), ...longTimeCells('it') };
}

type HeldWord = Word<Expression> & LongTime;

interface PrecompileStep {
  readonly real: Expression;
  readonly pc: Expression;
  readonly time: Expression;
  readonly t0Time: Expression;
  readonly a0: TimedWord;
}

/** The ECALL with that number in t0, which stays, and a pointer in a0. */
export function precompileStep(
  builder: BlockBuilder,
  { real, pc, time, t0Time, a0 }: PrecompileStep,
  number: number,
): void {
  const next = pc.add(1);
  step(builder, real, { pc, time }, next, { op: OP.call, rd: 0, rs1: 0, x: 0, y: 0, z: next });
  read(builder, { ...constantWord(builder, number), time: t0Time }, REGISTER.t0, time, real);
  read(builder, a0, REGISTER.a0, time, real);
}

/** a1 holds 0: the call has one argument. */
export function readNoSecondArgument(
  builder: BlockBuilder,
  {
    real,
    time,
    a1Time,
  }: { readonly real: Expression; readonly time: Expression; readonly a1Time: Expression },
): void {
  read(builder, { ...constantWord(builder, 0), time: a1Time }, REGISTER.a1, time, real);
}

function constantWord({ constant }: BlockBuilder, word: number): Word<Expression> {
  return { lo: constant(word % 2 ** 16), hi: constant(Math.floor(word / 2 ** 16)) };
}

/** The number of the word that a pointer points to, which is a multiple of 4. */
export function pointedWord({ constant }: BlockBuilder, { lo, hi }: Word<Expression>): Expression {
  return lo.mul(constant(1, 4)).add(hi.mul(2 ** 14));
}

/** Looks up that pointers are multiples of 4. */
export function queryPointers(
  { bus }: BlockBuilder,
  pointers: readonly Word<Expression>[],
  count: Expression,
): void {
  for (const { lo } of pointers) bus.send(alignBus, [lo, 0], count);
}

/** Words of data one after another are accessed; they become `after`, or stay. */
export function updateWords(
  builder: BlockBuilder,
  first: Expression,
  held: readonly HeldWord[],
  at: Expression,
  count: Expression,
  after: readonly Word<Expression>[] = held,
): void {
  held.forEach((word, i) => {
    update(builder, { space: SPACE.data, address: first.add(i) }, word, after[i], word, at, count);
  });
}

/** The limbs of words in order. */
export function limbsOf(words: readonly Word<Expression>[]): Expression[] {
  return words.flatMap(({ lo, hi }) => [lo, hi]);
}
