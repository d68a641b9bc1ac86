import { not, type Assertions, type Expression } from '../../stark/air/index.js';
import type { BlockBuilder, Word } from '../blocks.js';
import { range16Bus } from '../buses.js';
import { querySign } from './sign.js';

/** The columns that order two words, docs/vm.md 7.3. */
export interface OrderColumns {
  readonly a: Word<Expression>;
  readonly b: Word<Expression>;
  /** a - b modulo 2^32 */
  readonly d: Word<Expression>;
  /** Whether a, b are negative, where the comparison is signed. */
  readonly aSign: Expression;
  readonly bSign: Expression;
}

/** Holds d to the difference and the signs to 0 where `signed` is; returns whether a < b. */
export function assertOrder(
  { constant, assertBoolean, assertZero }: BlockBuilder & Assertions,
  { a, b, d, aSign, bSign }: OrderColumns,
  signed: Expression,
): Expression {
  const shift = constant(1, 2 ** 16);
  const low = d.lo.sub(a.lo).add(b.lo).mul(shift);
  const high = d.hi.sub(a.hi).add(b.hi).add(low).mul(shift);
  assertBoolean('aSign is boolean', aSign);
  assertBoolean('bSign is boolean', bSign);
  assertBoolean('borrows[lo]', low);
  assertBoolean('borrows[hi]', high);
  assertZero('signs of signed comparison[a]', not(signed).mul(aSign));
  assertZero('signs of signed comparison[b]', not(signed).mul(bSign));
  return high.add(aSign).sub(bSign);
}

/** The lookups of {@link assertOrder}. */
export function queryOrder(
  builder: BlockBuilder,
  { a, b, d, aSign, bSign }: OrderColumns,
  real: Expression,
  signed: Expression,
): void {
  builder.bus.send(range16Bus, [d.lo], real);
  builder.bus.send(range16Bus, [d.hi], real);
  querySign(builder, a.hi, aSign, signed);
  querySign(builder, b.hi, bSign, signed);
}
