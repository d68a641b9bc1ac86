import type { Expression } from '../../stark/air/index.js';
import type { BlockBuilder, Word } from '../blocks.js';
import { bytesBus } from '../buses.js';

/** The byte above `low` in a limb: bytes if both are looked up as such. */
export function highByte({ constant }: BlockBuilder, limb: Expression, low: Expression): Expression {
  return limb.sub(low).mul(constant(1, 2 ** 8));
}

/** A word as four numbers, lowest first, from the lower byte of each limb. */
export function wordBytes(
  builder: BlockBuilder,
  word: Word<Expression>,
  [low, high]: readonly Expression[],
): readonly Expression[] {
  return [low, highByte(builder, word.lo, low), high, highByte(builder, word.hi, high)];
}

/** Looks up that numbers are bytes, two at a time. */
export function queryBytes({ bus }: BlockBuilder, bytes: readonly Expression[], count: Expression): void {
  for (let i = 0; i < bytes.length; i += 2) bus.send(bytesBus, [bytes[i], bytes[i + 1]], count);
}

/** The sums of a_i · b_j over i + j = k, for k from 0 to 6. */
export function byteProducts(a: readonly Expression[], b: readonly Expression[]): readonly Expression[] {
  const sums: Expression[] = [];
  a.forEach((x, i) =>
    b.forEach((y, j) => {
      const product = x.mul(y);
      sums[i + j] = i + j in sums ? sums[i + j].add(product) : product;
    }),
  );
  return sums;
}
