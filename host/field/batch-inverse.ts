/** What Montgomery's trick needs of a field with elements of type T. */
interface InvertibleField<T> {
  mul(a: T, b: T): T;
  inverse(a: T): T;
}

/**
 * The inverses of all values at the cost of one inversion and three products each (Montgomery 1987).
 *
 * @throws FieldError INVERSE_OF_ZERO where any value is zero
 */
export function batchInverse<T>(field: InvertibleField<T>, one: T, values: readonly T[]): T[] {
  const inverses: T[] = [];
  let product = one;
  for (const value of values) {
    inverses.push(product);
    product = field.mul(product, value);
  }
  let suffix = field.inverse(product);
  for (let i = values.length - 1; i >= 0; i--) {
    inverses[i] = field.mul(inverses[i], suffix);
    suffix = field.mul(suffix, values[i]);
  }
  return inverses;
}
