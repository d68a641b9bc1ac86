import type { Ext, ExtensionField } from '../../field/index.js';
import { quotientChunkDomains, vanishingAt, vanishingAtBase, type Coset } from './domain.js';

/**
 * Value of the quotient polynomial from the opened columns of its chunks: chunk i times the polynomial that
 * is 1 on its own domain and 0 on those of the others.
 *
 * @param chunks - [chunk][coefficient]
 */
export function recomposeQuotient(
  extension: ExtensionField,
  trace: Coset,
  chunks: readonly (readonly Ext[])[],
  zeta: Ext,
): Ext {
  const field = extension.base;
  const domains = quotientChunkDomains(field, trace, chunks.length);
  const vanishing = domains.map((domain) => vanishingAt(extension, domain, zeta));
  let quotient = extension.zero;
  chunks.forEach((columns, i) => {
    let chunk = fromColumns(extension, columns);
    domains.forEach((other, j) => {
      if (j === i) return;
      const scale = field.inverse(vanishingAtBase(field, other, domains[i].shift));
      chunk = extension.mul(chunk, extension.mulBase(vanishing[j], scale));
    });
    quotient = extension.add(quotient, chunk);
  });
  return quotient;
}

/**
 * Value of an extension polynomial that was committed as one base column per coefficient: the sum of
 * X^k times column k's value, which is itself an extension element.
 */
export function fromColumns(extension: ExtensionField, columns: readonly Ext[]): Ext {
  const x = extension.zero.map((_, i) => (i === 1 ? 1 : 0));
  return columns.reduceRight<Ext>(
    (value, column) => extension.add(extension.mul(value, x), column),
    extension.zero,
  );
}
