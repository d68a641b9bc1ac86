import { FieldError } from './field-error.js';

/**
 * Binary digits of an exponent, most significant first.
 *
 * @throws FieldError EXPONENT when it is negative, fractional, or a number above 2^53.
 */
export function exponentBits(exponent: number | bigint): string {
  const valid = typeof exponent === 'bigint' || Number.isSafeInteger(exponent);
  if (!valid || exponent < 0) {
    throw new FieldError('EXPONENT', `exponent must be a non-negative integer, not ${exponent}`);
  }
  return exponent.toString(2);
}
