import { AirError } from './air-error.js';
import type { Expression } from './expression.js';

/** Formulas that chips have in common. Bits are expressions that other constraints hold to 0 or 1. */

/** t_0 + t_1 + ... @throws AirError ARRAY_COUNT for no terms: there is no chip to make a 0 for. */
export function sum(terms: readonly Expression[]): Expression {
  if (terms.length === 0) throw new AirError('ARRAY_COUNT', 'a sum of no terms');
  return terms.reduce((total, term) => total.add(term));
}

/** 1 - a: the negation of a bit. */
export function not(a: Expression): Expression {
  return a.subFrom(1);
}

/** a + b - 2ab: the exclusive or of two bits. */
export function xor(a: Expression, b: Expression): Expression {
  return a.add(b).sub(a.mul(b).double());
}

/** flag ? yes : no, as no + flag (yes - no). */
export function select(flag: Expression, yes: Expression, no: Expression): Expression {
  return no.add(flag.mul(yes.sub(no)));
}

/** The sum of bits[i] 2^i. @throws AirError ARRAY_COUNT for no bits. */
export function fromBits(bits: readonly Expression[]): Expression {
  if (bits.length === 0) throw new AirError('ARRAY_COUNT', 'a number of no bits');
  return bits.reduceRight((high, bit) => high.double().add(bit));
}
