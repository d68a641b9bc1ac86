import type { Lookup } from './lookup.js';

/** Arithmetic on values B of the chip's expressions and values E of the extension over them. */
export interface LookupArithmetic<B, E> {
  readonly base: {
    add(a: B, b: B): B;
    mul(a: B, b: B): B;
  };
  readonly one: E;
  lift(a: B): E;
  /** a b */
  scale(a: E, b: B): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  mul(a: E, b: E): E;
}

/** The challenges that lookups depend on. */
export interface LookupChallenges<E> {
  /** For each lookup, alpha + (bus id + 1) beta^W; W is the widest message of all tables. */
  readonly prefixes: readonly E[];
  /** beta^k for k below the width of the chip's widest message. */
  readonly betaPowers: readonly E[];
}

/** A lookup column as a fraction. */
export interface Fraction<E> {
  readonly numerator: E;
  readonly denominator: E;
}

/**
 * The fraction that a lookup's column holds. A message's denominator is the prefix minus its fingerprint, the
 * sum of its fields times powers of beta, the last field times 1.
 *
 * @param valueOf the values of nodes
 */
export function fractionOf<B, E>(
  arithmetic: LookupArithmetic<B, E>,
  { exclusive, messages }: Lookup,
  valueOf: (node: number) => B,
  prefix: E,
  betaPowers: readonly E[],
): Fraction<E> {
  const { base, one } = arithmetic;
  const terms = messages.map(({ fields, count, flag }) => ({
    fields: fields.map(valueOf),
    count: valueOf(count),
    flag: flag === undefined ? undefined : valueOf(flag),
  }));

  if (exclusive) {
    // Sums of flagged fields, so that the powers of beta are multiplied once for all messages.
    const flagged = (values: readonly B[]): B =>
      values.map((value, k) => base.mul(terms[k].flag as B, value)).reduce((a, b) => base.add(a, b));
    const flags = terms.map(({ flag }) => flag as B).reduce((a, b) => base.add(a, b));
    const fields = terms[0].fields.map((_, i) => flagged(terms.map((term) => term.fields[i])));
    const active = subtractFingerprint(arithmetic, arithmetic.scale(prefix, flags), fields, betaPowers);
    return {
      numerator: arithmetic.lift(flagged(terms.map(({ count }) => count))),
      denominator: arithmetic.add(active, arithmetic.sub(one, arithmetic.lift(flags))),
    };
  }

  const denominators = terms.map(({ fields }) => subtractFingerprint(arithmetic, prefix, fields, betaPowers));
  const before = [one];
  for (const denominator of denominators) {
    before.push(arithmetic.mul(before[before.length - 1], denominator));
  }
  let after = one;
  let numerator: E | undefined;
  for (let i = terms.length - 1; i >= 0; i--) {
    const others = arithmetic.mul(before[i], after);
    const term = arithmetic.scale(others, terms[i].count);
    numerator = numerator === undefined ? term : arithmetic.add(numerator, term);
    after = arithmetic.mul(denominators[i], after);
  }
  return { numerator: numerator as E, denominator: before[terms.length] };
}

function subtractFingerprint<B, E>(
  arithmetic: LookupArithmetic<B, E>,
  prefix: E,
  fields: readonly B[],
  betaPowers: readonly E[],
): E {
  const last = fields.length - 1;
  return fields.reduce<E>((rest, field, i) => {
    const term = i === last ? arithmetic.lift(field) : arithmetic.scale(betaPowers[last - i], field);
    return arithmetic.sub(rest, term);
  }, prefix);
}

/** What the constraints of lookups hold between: columns are the accumulator, then a fraction each. */
export interface LookupColumns<B, E> {
  readonly local: readonly E[];
  readonly nextAccumulator: E;
  /** The sum of all fractions of all rows. */
  readonly terminal: E;
  readonly isFirstRow: B;
  readonly isLastRow: B;
  readonly isTransition: B;
}

/**
 * The constraints of lookups in Plonky3's order: for each, denominator times column minus numerator; then of
 * the accumulator: 0 on the first row, the step from row to row, and the terminal after the last.
 */
export function lookupConstraints<B, E>(
  arithmetic: LookupArithmetic<B, E>,
  lookups: readonly Lookup[],
  valueOf: (node: number) => B,
  { prefixes, betaPowers }: LookupChallenges<E>,
  columns: LookupColumns<B, E>,
): E[] {
  const [accumulator, ...fractions] = columns.local;
  const constraints = lookups.map((lookup, l) => {
    const { numerator, denominator } = fractionOf(arithmetic, lookup, valueOf, prefixes[l], betaPowers);
    return arithmetic.sub(arithmetic.mul(denominator, fractions[l]), numerator);
  });
  const after = fractions.reduce<E>((sum, fraction) => arithmetic.add(sum, fraction), accumulator);
  return [
    ...constraints,
    arithmetic.scale(accumulator, columns.isFirstRow),
    arithmetic.scale(arithmetic.sub(columns.nextAccumulator, after), columns.isTransition),
    arithmetic.scale(arithmetic.sub(columns.terminal, after), columns.isLastRow),
  ];
}

/** How many constraints lookups add to a chip's own. */
export function lookupConstraintCount(lookupCount: number): number {
  return lookupCount === 0 ? 0 : lookupCount + 3;
}
