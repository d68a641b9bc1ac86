import type { Ext, ExtensionField } from './extension-field.js';

/** Value at x of the polynomial with these extension coefficients, low degree first, by Horner's rule. */
export function evaluatePolynomial(extension: ExtensionField, coefficients: readonly Ext[], x: Ext): Ext {
  return coefficients.reduceRight<Ext>(
    (value, c) => extension.add(extension.mul(value, x), c),
    extension.zero,
  );
}

/** {@link evaluatePolynomial} at a base element. */
export function evaluatePolynomialAtBase(
  extension: ExtensionField,
  coefficients: readonly Ext[],
  x: number,
): Ext {
  return coefficients.reduceRight<Ext>(
    (value, c) => extension.add(extension.mulBase(value, x), c),
    extension.zero,
  );
}
