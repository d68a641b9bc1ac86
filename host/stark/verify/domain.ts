import type { Ext, ExtensionField, PrimeField } from '../../field/index.js';

/** A coset of a two-adic subgroup: shift * g^i for i below 2^logSize. */
export interface Coset {
  readonly shift: number;
  readonly logSize: number;
}

/** The domain of a trace of 2^logSize rows: row i is at g^i. */
export function traceDomain(logSize: number): Coset {
  return { shift: 1, logSize };
}

/** The parts of the quotient domain, each as large as the trace domain: chunk i starts at generator * g^i. */
export function quotientChunkDomains(field: PrimeField, trace: Coset, chunkCount: number): Coset[] {
  const step = field.twoAdicGenerator(trace.logSize + Math.log2(chunkCount));
  const domains: Coset[] = [];
  for (let shift = field.generator; domains.length < chunkCount; shift = field.mul(shift, step)) {
    domains.push({ shift, logSize: trace.logSize });
  }
  return domains;
}

/** (x / shift)^size - 1, zero exactly on the coset. */
export function vanishingAt(extension: ExtensionField, domain: Coset, x: Ext): Ext {
  const { base } = extension;
  const unshifted = extension.mulBase(x, base.inverse(domain.shift));
  return extension.addBase(repeatedSquare(extension, unshifted, domain.logSize), base.p - 1);
}

/** {@link vanishingAt} at a base element. */
export function vanishingAtBase(field: PrimeField, domain: Coset, x: number): number {
  let power = field.mul(x, field.inverse(domain.shift));
  for (let i = 0; i < domain.logSize; i++) power = field.square(power);
  return field.sub(power, 1);
}

/** Selector values out of domain, not normalised: a constant factor on the trace domain does not matter. */
export interface Selectors {
  readonly isFirstRow: Ext;
  readonly isLastRow: Ext;
  readonly isTransition: Ext;
  readonly vanishing: Ext;
}

/**
 * First row Z/(x - 1), last row Z/(x - h^-1), transition x - h^-1, where h steps from row to row.
 *
 * @returns undefined if x lies in the trace domain.
 */
export function selectorsAt(extension: ExtensionField, trace: Coset, x: Ext): Selectors | undefined {
  const { base } = extension;
  const vanishing = vanishingAt(extension, trace, x);
  if (extension.isZero(vanishing)) return undefined;
  const lastRow = base.inverse(base.twoAdicGenerator(trace.logSize));
  const fromFirst = extension.addBase(x, base.p - 1);
  const fromLast = extension.addBase(x, base.neg(lastRow));
  const [first, last] = extension.batchInverse([fromFirst, fromLast]);
  return {
    isFirstRow: extension.mul(vanishing, first),
    isLastRow: extension.mul(vanishing, last),
    isTransition: fromLast,
    vanishing,
  };
}

/** x^(2^count). */
export function repeatedSquare(extension: ExtensionField, x: Ext, count: number): Ext {
  let power = x;
  for (let i = 0; i < count; i++) power = extension.square(power);
  return power;
}
