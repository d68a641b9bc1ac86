import type { PrimeField } from './prime-field.js';

/**
 * Products in F[X] / (X^4 - w) and F[X] / (X^5 + X^2 - 1), unrolled because the verifier spends most of its
 * field arithmetic here. Each output coefficient is one sum of products, kept modulo 2^32 and in doubles,
 * and reduced once. Worst sum: 1 + 3 * 11 products below 2^62 (X^4 - 11) is below 2^68, inside the bound of
 * `PrimeField.reduceWide`.
 */

type Coefficients = readonly number[];

const imul = Math.imul;

/** a b modulo X^4 - w, for 0 < w < 16. */
export function multiplyBinomial4(field: PrimeField, w: number, a: Coefficients, b: Coefficients): number[] {
  const [a0, a1, a2, a3] = [a[0], a[1], a[2], a[3]];
  const [b0, b1, b2, b3] = [b[0], b[1], b[2], b[3]];
  return [
    field.reduceWide(
      (imul(a0, b0) + imul(w, imul(a1, b3) + imul(a2, b2) + imul(a3, b1))) | 0,
      a0 * b0 + w * (a1 * b3 + a2 * b2 + a3 * b1),
    ),
    field.reduceWide(
      (imul(a0, b1) + imul(a1, b0) + imul(w, imul(a2, b3) + imul(a3, b2))) | 0,
      a0 * b1 + a1 * b0 + w * (a2 * b3 + a3 * b2),
    ),
    field.reduceWide(
      (imul(a0, b2) + imul(a1, b1) + imul(a2, b0) + imul(w, imul(a3, b3))) | 0,
      a0 * b2 + a1 * b1 + a2 * b0 + w * (a3 * b3),
    ),
    field.reduceWide(
      (imul(a0, b3) + imul(a1, b2) + imul(a2, b1) + imul(a3, b0)) | 0,
      a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0,
    ),
  ];
}

/**
 * a b modulo X^5 + X^2 - 1. With c the coefficients of the plain product and X^5 = 1 - X^2, X^6 = X - X^3,
 * X^7 = X^2 - X^4, X^8 = -1 + X^2 + X^3, the result is c0 + c5 - c8, c1 + c6, c2 - c5 + c7 + c8,
 * c3 - c6 + c8, c4 - c7.
 */
export function multiplyQuintic(field: PrimeField, a: Coefficients, b: Coefficients): number[] {
  const [a0, a1, a2, a3, a4] = [a[0], a[1], a[2], a[3], a[4]];
  const [b0, b1, b2, b3, b4] = [b[0], b[1], b[2], b[3], b[4]];
  const low5 = imul(a1, b4) + imul(a2, b3) + imul(a3, b2) + imul(a4, b1);
  const low6 = imul(a2, b4) + imul(a3, b3) + imul(a4, b2);
  const low7 = imul(a3, b4) + imul(a4, b3);
  const low8 = imul(a4, b4);
  const c5 = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1;
  const c6 = a2 * b4 + a3 * b3 + a4 * b2;
  const c7 = a3 * b4 + a4 * b3;
  const c8 = a4 * b4;
  return [
    field.reduceWide((imul(a0, b0) + low5 - low8) | 0, a0 * b0 + c5 - c8),
    field.reduceWide((imul(a0, b1) + imul(a1, b0) + low6) | 0, a0 * b1 + a1 * b0 + c6),
    field.reduceWide(
      (imul(a0, b2) + imul(a1, b1) + imul(a2, b0) - low5 + low7 + low8) | 0,
      a0 * b2 + a1 * b1 + a2 * b0 - c5 + c7 + c8,
    ),
    field.reduceWide(
      (imul(a0, b3) + imul(a1, b2) + imul(a2, b1) + imul(a3, b0) - low6 + low8) | 0,
      a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - c6 + c8,
    ),
    field.reduceWide(
      (imul(a0, b4) + imul(a1, b3) + imul(a2, b2) + imul(a3, b1) + imul(a4, b0) - low7) | 0,
      a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - c7,
    ),
  ];
}
