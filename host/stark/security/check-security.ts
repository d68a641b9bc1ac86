import { securityOf, type SecurityReport } from './report.js';
import type { SecurityStatement } from './statement.js';
import { TERM_TITLES } from './terms.js';

/** The proven bits that a verifier demands unless it is told otherwise. */
export const DEFAULT_MIN_BITS = 100;

const REGIME_TITLES = { unique: 'unique decoding', list: 'list decoding' } as const;

export type SecurityVerdict =
  | { readonly ok: true; readonly report: SecurityReport }
  | { readonly ok: false; readonly report: SecurityReport; readonly message: string };

/**
 * Whether proofs of a statement have so many proven bits; the message of a refusal names bits and binding term.
 *
 * @throws ParametersError, SecurityError
 */
export function checkSecurity(statement: SecurityStatement, minBits = DEFAULT_MIN_BITS): SecurityVerdict {
  const report = securityOf(statement);
  // NaN demands nothing that can be met.
  if (report.provenBits >= minBits) return { ok: true, report };
  return { ok: false, report, message: `${describeSecurity(report)}; ${minBits} are demanded` };
}

/** One line for people: `57.50 bits proven, bound by FRI queries (unique decoding)`. */
export function describeSecurity({ provenBits, binding, regime }: SecurityReport): string {
  return `${formatBits(provenBits)} bits proven, bound by ${TERM_TITLES[binding]} in ${REGIME_TITLES[regime]}`;
}

/** Bits with two decimals, rounded down: a figure is never better than what was computed. */
export function formatBits(bits: number): string {
  return (Math.floor(bits * 100) / 100).toFixed(2);
}
