import type { Expression } from '../../stark/air/index.js';
import type { BlockBuilder } from '../blocks.js';
import { range16Bus } from '../buses.js';

/** Looks up that a bit is the highest one of a limb: 2 (limb - 2^15 bit) has 16 bits for that alone. */
export function querySign(
  { bus }: BlockBuilder,
  limb: Expression,
  sign: Expression,
  count: Expression,
): void {
  bus.send(range16Bus, [limb.sub(sign.mul(2 ** 15)).double()], count);
}
