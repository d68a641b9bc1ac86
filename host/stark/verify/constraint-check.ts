import type { Ext, ExtensionField } from '../../field/index.js';
import {
  AirError,
  lookupConstraintCount,
  type ConstraintPoint,
  type LookupPoint,
  type VerifiableAir,
} from '../air/index.js';
import type { OpenedValues } from '../proof/index.js';
import { selectorsAt, traceDomain, type Selectors } from './domain.js';
import { recomposeQuotient } from './quotient.js';
import { VerificationError } from './verification-error.js';

/** What is claimed of one table out of domain. */
export interface TableClaim {
  readonly air: VerifiableAir;
  readonly degreeBits: number;
  readonly publicValues: readonly number[];
  readonly openedValues: OpenedValues;
  /** At zeta. */
  readonly selectors: Selectors;
  /** For a table with lookups in a batch. */
  readonly lookups?: LookupPoint | undefined;
  /** For messages about a table of several. */
  readonly where?: string | undefined;
}

/** The selectors of a table at zeta. @throws VerificationError OOD_POINT where that lies in the trace domain. */
export function selectorsOutOfDomain(
  extension: ExtensionField,
  degreeBits: number,
  zeta: Ext,
  where?: string,
): Selectors {
  const selectors = selectorsAt(extension, traceDomain(degreeBits), zeta);
  if (!selectors) throw new VerificationError('OOD_POINT', where);
  return selectors;
}

/**
 * Checks that the constraints of a table, combined with powers of alpha, equal quotient times vanishing
 * polynomial at zeta.
 *
 * @throws VerificationError TABLE, CONSTRAINTS
 */
export function checkConstraints(extension: ExtensionField, claim: TableClaim, alpha: Ext, zeta: Ext): void {
  const { degreeBits, openedValues, selectors, where } = claim;
  const folded = foldConstraints(extension, claim, alpha);
  const domain = traceDomain(degreeBits);
  const quotient = recomposeQuotient(extension, domain, openedValues.quotientChunks, zeta);
  if (!extension.isEqual(folded, extension.mul(quotient, selectors.vanishing))) {
    throw new VerificationError('CONSTRAINTS', where);
  }
}

/** The constraints' values combined with powers of alpha, the first constraint with the highest. */
function foldConstraints(extension: ExtensionField, claim: TableClaim, alpha: Ext): Ext {
  const { openedValues, publicValues, lookups } = claim;
  const { isFirstRow, isLastRow, isTransition } = claim.selectors;
  const values = evaluateConstraints(extension, claim, {
    local: openedValues.traceLocal,
    next: openedValues.traceNext ?? [],
    preprocessedLocal: openedValues.preprocessedLocal ?? [],
    preprocessedNext: openedValues.preprocessedNext ?? [],
    publicValues,
    isFirstRow,
    isLastRow,
    isTransition,
    lookups,
  });
  return values.reduce<Ext>(
    (folded, value) => extension.add(extension.mul(folded, alpha), value),
    extension.zero,
  );
}

function evaluateConstraints(
  extension: ExtensionField,
  { air, where }: TableClaim,
  at: ConstraintPoint,
): Ext[] {
  const failure = (detail: string): VerificationError =>
    new VerificationError('TABLE', where === undefined ? detail : `${where}: ${detail}`);
  let values: Ext[];
  try {
    values = air.evaluateConstraints(extension, at);
  } catch (error) {
    if (!(error instanceof AirError)) throw error;
    throw failure(error.message);
  }
  const count = air.constraintCount + (at.lookups ? lookupConstraintCount(air.lookups.length) : 0);
  if (values.length !== count) throw failure(`${values.length} of ${count} constraints`);
  return values;
}
