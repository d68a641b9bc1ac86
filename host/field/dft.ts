import { bitReversed, logLength } from './bit-reversal.js';
import type { PrimeField } from './prime-field.js';

/**
 * Values of the polynomial with these coefficients at shift * g^i, i = 0, 1, ..., where g generates the
 * subgroup of as many elements; natural order in and out. For small sizes: a verifier's preprocessed
 * columns, tests.
 *
 * @throws FieldError LENGTH, TWO_ADICITY
 */
export function dft(field: PrimeField, coefficients: readonly number[], shift = 1): number[] {
  let power = 1;
  const scaled = coefficients.map((coefficient) => {
    const value = field.mul(coefficient, power);
    power = field.mul(power, shift);
    return value;
  });
  return transform(field, scaled);
}

/**
 * Coefficients of the polynomial of lowest degree with these values at g^i; the inverse of {@link dft} with
 * shift 1.
 *
 * @throws FieldError LENGTH, TWO_ADICITY
 */
export function inverseDft(field: PrimeField, values: readonly number[]): number[] {
  const transformed = transform(field, values);
  const scale = field.inverse(field.fromInteger(values.length));
  // The transform with g^-1 is the transform with g read backwards from index 0.
  return transformed.map((_, i) => field.mul(scale, transformed[(values.length - i) % values.length]));
}

/** Radix 2, decimation in time. */
function transform(field: PrimeField, input: readonly number[]): number[] {
  const bits = logLength(input);
  const values = bitReversed(input);
  for (let level = 1; level <= bits; level++) {
    const half = 2 ** (level - 1);
    const root = field.twoAdicGenerator(level);
    for (let block = 0; block < values.length; block += 2 * half) {
      let twiddle = 1;
      for (let i = block; i < block + half; i++) {
        const even = values[i];
        const odd = field.mul(twiddle, values[i + half]);
        values[i] = field.add(even, odd);
        values[i + half] = field.sub(even, odd);
        twiddle = field.mul(twiddle, root);
      }
    }
  }
  return values;
}
