import { FieldError } from './field-error.js';

/** The low `bits` bits of a value in reverse order, for 0 <= bits <= 31. */
export function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let i = 0; i < bits; i++) reversed = (reversed << 1) | ((value >>> i) & 1);
  return reversed;
}

/**
 * A copy in bit-reversed order; twice is the identity.
 *
 * @throws FieldError LENGTH unless the length is a power of two.
 */
export function bitReversed<T>(values: readonly T[]): T[] {
  const bits = logLength(values);
  return values.map((_, i) => values[reverseBits(i, bits)]);
}

/** log2 of the length. @throws FieldError LENGTH unless the length is a power of two. */
export function logLength(values: readonly unknown[]): number {
  const bits = Math.log2(values.length);
  if (!Number.isInteger(bits)) {
    throw new FieldError('LENGTH', `${values.length} is not a power of two`);
  }
  return bits;
}
