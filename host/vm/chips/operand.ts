import type { Assertions, Expression } from '../../stark/air/index.js';
import type { Word } from '../blocks.js';

/** The upper limb of negative immediates. */
const ONES = 2 ** 16 - 1;

/** The second operand of instructions that take a register or an immediate of 12 bits. */
export interface SecondOperand {
  readonly isImm: Expression;
  /** The register, or the lower limb of the immediate. */
  readonly x: Expression;
  /** Whether the immediate is negative. */
  readonly sign: Expression;
  readonly b: Word<Expression>;
}

/** Holds b to the immediate where there is one. */
export function assertImmediateOperand(
  { assertZero, assertBoolean }: Assertions,
  { isImm, x, sign, b }: SecondOperand,
): void {
  assertBoolean('sign is boolean', sign);
  assertZero('immediate operand[lo]', isImm.mul(b.lo.sub(x)));
  assertZero('immediate operand[hi]', isImm.mul(b.hi.sub(upperLimb(sign))));
}

/** The upper limb of an immediate of that sign. */
export function upperLimb(sign: Expression): Expression {
  return sign.mul(ONES);
}

/** How often a second operand is read from a register. */
export function registerCount(
  { assertBoolean }: Assertions,
  real: Expression,
  isImm: Expression,
): Expression {
  assertBoolean('isImm is boolean', isImm);
  const count = real.sub(isImm);
  assertBoolean('register operand is boolean', count);
  return count;
}
