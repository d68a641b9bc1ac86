import { cell, type Assertions, type Expression } from '../../stark/air/index.js';
import type { BlockBuilder, Word } from '../blocks.js';

/** Columns of {@link assertAddress}. */
export function addressCells() {
  return {
    carry: cell('out of the lower limb of the address: -1, 0 or 1'),
    wrap: cell('whether the address exceeds 32 bits'),
  };
}

/**
 * The address base + imm, for imm from -2048 to 2047, docs/vm.md 7.10. The lower limb has to be looked up
 * together with the offset; then `word`, if it is below 2^29, is the number of the word that holds the address.
 *
 * @param offset of the address in its word
 */
export function assertAddress(
  { constant, assertZero, assertBoolean }: BlockBuilder & Assertions,
  base: Word<Expression>,
  imm: Expression,
  { carry, wrap }: { readonly carry: Expression; readonly wrap: Expression },
  offset: Expression | 0,
): { readonly low: Expression; readonly word: Expression } {
  assertZero('carry', carry.mul(carry.sub(1)).mul(carry.add(1)));
  assertBoolean('wrap is boolean', wrap);
  const low = base.lo.add(imm).sub(carry.mul(2 ** 16));
  const high = base.hi.add(carry).sub(wrap.mul(2 ** 16));
  const word = low
    .sub(offset)
    .mul(constant(1, 4))
    .add(high.mul(2 ** 14));
  return { low, word };
}
