import { not, select, type Assertions, type Expression } from '../../stark/air/index.js';
import type { Word } from '../blocks.js';

/** Where a byte or a half word is within its word. */
export interface PartColumns {
  /** The offset's bits. */
  readonly o0: Expression;
  readonly o1: Expression;
  /** The half word at o1. */
  readonly half: Expression;
}

/** Holds `half` to the half of the word that the offset names; half words are aligned. Returns the offset. */
export function assertHalf(
  { assertBoolean, assertZero, assertEqual }: Assertions,
  { o0, o1, half }: PartColumns,
  word: Word<Expression>,
  isHalf: Expression,
): Expression {
  assertBoolean('o0 is boolean', o0);
  assertBoolean('o1 is boolean', o1);
  assertZero('offset', isHalf.mul(o0));
  assertEqual('half', half, select(o1, word.hi, word.lo));
  return o0.add(o1.double());
}

/** The word with one half replaced. */
export function withHalf(word: Word<Expression>, o1: Expression, half: Expression): Word<Expression> {
  return { lo: select(not(o1), half, word.lo), hi: select(o1, half, word.hi) };
}
