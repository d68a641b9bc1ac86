import { quantitiesOf, type Quantities } from './quantities.js';
import type { SecurityStatement } from './statement.js';
import {
  listDecoding,
  termsOf,
  uniqueDecoding,
  type ListCharges,
  type Regime,
  type RegimeName,
  type SecurityTerm,
  type TermName,
} from './terms.js';

/** What is proven in one regime. */
export interface RegimeReport {
  readonly regime: RegimeName;
  /** The parameter of the list-decoding regime, the best over all terms; null in the other. */
  readonly m: number | null;
  readonly terms: readonly SecurityTerm[];
  /** The weakest term. */
  readonly binding: TermName;
  /** Its bits. */
  readonly bits: number;
  /** For information: all terms added up, as if each could be tried at once. */
  readonly sumBits: number;
}

/** The proven security of a proof. */
export interface SecurityReport {
  readonly unique: RegimeReport;
  /** null where a table is too short for any. */
  readonly list: RegimeReport | null;
  /** The regime that proves more. Both hold, so that it counts. */
  readonly regime: RegimeName;
  readonly binding: TermName;
  readonly provenBits: number;
}

/** The charges of every gate: the larger one where sources differ. */
const CONSERVATIVE: ListCharges = { deepPower: 2 };

/** The bounds hold from this m on. */
const LEAST_M = 3;

/** Larger m do not pay; the bound keeps the search short. */
const MOST_M = 1000;

/**
 * The proven security of a statement's proofs: in either regime the minimum over all terms, each in bits.
 * docs/security.md has formulas, sources and choices.
 *
 * @param charges - others than the default are for comparison only
 * @throws ParametersError
 * @throws SecurityError where no table can be as large, or as small
 */
export function securityOf(
  statement: SecurityStatement,
  charges: ListCharges = CONSERVATIVE,
): SecurityReport {
  const quantities = quantitiesOf(statement);
  const unique = regimeReport(quantities, uniqueDecoding(quantities.rate), charges);
  const list = bestList(quantities, charges);
  const best = list && list.bits > unique.bits ? list : unique;
  return { unique, list, regime: best.regime, binding: best.binding, provenBits: best.bits };
}

function regimeReport(quantities: Quantities, regime: Regime, charges: ListCharges): RegimeReport {
  const terms = termsOf(quantities, regime, charges);
  const weakest = terms.reduce((least, term) => (term.bits < least.bits ? term : least));
  return {
    regime: regime.name,
    m: regime.m,
    terms,
    binding: weakest.name,
    bits: weakest.bits,
    sumBits: Math.max(0, -Math.log2(terms.reduce((total, { bits }) => total + 2 ** -bits, 0))),
  };
}

function bestList(quantities: Quantities, charges: ListCharges): RegimeReport | null {
  let best: RegimeReport | null = null;
  for (let m = LEAST_M; m <= MOST_M; m++) {
    const regime = listDecoding(quantities.rate, m, quantities.pointsPerRow);
    if (regime.agreement >= 1) continue;
    const report = regimeReport(quantities, regime, charges);
    if (!best || report.bits > best.bits) best = report;
  }
  return best;
}
