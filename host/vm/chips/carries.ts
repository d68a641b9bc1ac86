import type { Assertions, Expression } from '../../stark/air/index.js';
import type { BlockBuilder, Word } from '../blocks.js';

/**
 * a + b = r modulo 2^32, for r of two limbs: the carries out of both limbs are bits.
 *
 * @param which of several sums of a chip
 */
export function assertCarries(
  { constant, assertBoolean }: BlockBuilder & Assertions,
  a: Word<Expression>,
  b: Word<Expression>,
  r: Word<Expression>,
  which = '',
): void {
  const shift = constant(1, 2 ** 16);
  const low = a.lo.add(b.lo).sub(r.lo).mul(shift);
  const high = a.hi.add(b.hi).add(low).sub(r.hi).mul(shift);
  assertBoolean(`low carry${which}`, low);
  assertBoolean(`high carry${which}`, high);
}
