import { not, type Assertions, type Expression } from '../../stark/air/index.js';
import type { BlockBuilder, Word } from '../blocks.js';

/**
 * x = magnitude, or, where the bit `negative` is set, x + magnitude = 0 modulo 2^32. Both have to be words of two
 * limbs; then each determines the other.
 *
 * @param name of x
 */
export function assertAbsoluteValue(
  { constant, assertZero }: BlockBuilder & Assertions,
  name: string,
  x: Word<Expression>,
  magnitude: Word<Expression>,
  negative: Expression,
): void {
  const low = x.lo.add(magnitude.lo);
  const high = x.hi.add(magnitude.hi).add(low.mul(constant(1, 2 ** 16)));
  const limbs = [
    { limb: 'lo', total: low },
    { limb: 'hi', total: high },
  ] as const;
  for (const { limb, total } of limbs) {
    assertZero(`absolute values[${name}.${limb} same]`, not(negative).mul(magnitude[limb].sub(x[limb])));
    assertZero(`absolute values[${name}.${limb} negated]`, negative.mul(total).mul(total.sub(2 ** 16)));
  }
}
