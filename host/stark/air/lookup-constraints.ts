import type { Message } from './interaction.js';
import type { Lookup } from './lookup.js';

/** Arithmetic on values B of the chip's expressions and values E of the extension over them. */
export interface LookupArithmetic<B, E> {
  readonly base: {
    add(a: B, b: B): B;
    mul(a: B, b: B): B;
  };
  readonly zero: E;
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
  if (exclusive) return exclusiveFraction(arithmetic, messages, valueOf, prefix, betaPowers);

  const denominators = messages.map(({ fields }) =>
    arithmetic.sub(prefix, fingerprint(arithmetic, fields.map(valueOf), betaPowers)),
  );
  const before = [arithmetic.one];
  for (const denominator of denominators) {
    before.push(arithmetic.mul(before[before.length - 1], denominator));
  }
  // Messages that count alike are added before they are multiplied with their count.
  const sums = new Map<number, E>();
  let after = arithmetic.one;
  for (let i = messages.length - 1; i >= 0; i--) {
    const { direction, count } = messages[i];
    const others = arithmetic.mul(before[i], after);
    const sum = sums.get(count) ?? arithmetic.zero;
    const next = direction === 'send' ? arithmetic.add(sum, others) : arithmetic.sub(sum, others);
    sums.set(count, next);
    after = arithmetic.mul(denominators[i], after);
  }
  const numerator = [...sums]
    .map(([count, sum]) => arithmetic.scale(sum, valueOf(count)))
    .reduce((a, b) => arithmetic.add(a, b));
  return { numerator, denominator: before[messages.length] };
}

/** The fraction of the one message whose flag is set; 0 / 1 where none is. */
function exclusiveFraction<B, E>(
  arithmetic: LookupArithmetic<B, E>,
  messages: readonly Message[],
  valueOf: (node: number) => B,
  prefix: E,
  betaPowers: readonly E[],
): Fraction<E> {
  const { base, one, zero } = arithmetic;
  const sum = (terms: readonly B[]): B => terms.reduce((a, b) => base.add(a, b));
  const flagOf = ({ flag }: Message): B => valueOf(flag as number);
  const flagged = (message: Message, node: number): B => base.mul(flagOf(message), valueOf(node));

  const counted = (isSent: boolean): E => {
    const counts = messages
      .filter(({ direction }) => (direction === 'send') === isSent)
      .map((message) => flagged(message, message.count));
    return counts.length === 0 ? zero : arithmetic.lift(sum(counts));
  };
  // Sums of flagged fields, so that the powers of beta are multiplied once for all messages.
  const fields = messages[0].fields.map((_, i) =>
    sum(messages.map((message) => flagged(message, message.fields[i]))),
  );
  const flags = sum(messages.map(flagOf));
  const active = arithmetic.sub(arithmetic.scale(prefix, flags), fingerprint(arithmetic, fields, betaPowers));
  return {
    numerator: arithmetic.sub(counted(true), counted(false)),
    denominator: arithmetic.add(active, arithmetic.sub(one, arithmetic.lift(flags))),
  };
}

/** The sum of fields times powers of beta, the last field times 1. */
function fingerprint<B, E>(
  arithmetic: LookupArithmetic<B, E>,
  fields: readonly B[],
  betaPowers: readonly E[],
): E {
  const last = fields.length - 1;
  const leading = fields.slice(0, last).map((field, i) => arithmetic.scale(betaPowers[last - i], field));
  return [...leading, arithmetic.lift(fields[last])].reduce((a, b) => arithmetic.add(a, b));
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
