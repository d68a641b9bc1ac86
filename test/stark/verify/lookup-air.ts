import type { Ext, ExtensionField } from '../../../host/field/index.js';
import type { ConstraintPoint, LookupShape, VerifiableAir } from '../../../host/stark/air/index.js';

/** A tuple with its multiplicity; a fraction column sums several. */
export type Message = readonly [tuple: readonly Ext[], multiplicity: Ext];

/** An AIR that says which messages each of its lookups sends; receiving is a negative multiplicity. */
export interface LookupAir extends VerifiableAir {
  messages(extension: ExtensionField, at: ConstraintPoint): Message[][];
}

/** What of an AIR is not as usual: two columns or so, and one constraint of degree 2. */
export type LookupAirParts = Partial<VerifiableAir> &
  Pick<VerifiableAir, 'name' | 'width'> & {
    readonly messages?: LookupAir['messages'];
    /** Without those of the lookups. */
    readonly constraints: VerifiableAir['evaluateConstraints'];
  };

/** An AIR written by hand, with the constraints of its lookups. */
export function lookupAir({ constraints, ...parts }: LookupAirParts): LookupAir {
  const { lookups = [], messages = () => [] } = parts;
  return {
    ...{ preprocessedWidth: 0, publicValueCount: 0, maxConstraintDegree: 2, constraintCount: 1 },
    ...{ readsNextRow: true, readsNextPreprocessedRow: false },
    ...parts,
    lookups,
    messages,
    evaluateConstraints: (k, at) => [
      ...constraints(k, at),
      ...(at.lookups ? lookupConstraints(k, at, messages(k, at)) : []),
    ],
  };
}

/** A lookup column as a verifier sees it: sent and received, or provided without a bound. */
export function lookup(
  bus: LookupShape['bus'],
  width: number,
  ...messages: LookupShape['messages']
): LookupShape {
  const kind = bus === null ? 'permutation' : 'lookup';
  const weight = messages.reduce((sum, message) => sum + message.weight, 0);
  return { bus, kind, width, weight, messages, place: 'the test' };
}

export const SENT = { direction: 'send', weight: 1 } as const;
export const RECEIVED = { direction: 'receive', weight: 1 } as const;
export const PROVIDED = { direction: 'provide', weight: 0 } as const;

/** What a message is divided by. */
export function denominator(k: ExtensionField, tuple: readonly Ext[], prefix: Ext, beta: Ext): Ext {
  const combined = tuple.reduce<Ext>((sum, element) => k.add(k.mul(sum, beta), element), k.zero);
  return k.sub(prefix, combined);
}

/** The constraints of LogUp, for fraction columns with these messages. */
function lookupConstraints(
  k: ExtensionField,
  { isFirstRow, isTransition, isLastRow, lookups }: ConstraintPoint,
  fractions: readonly (readonly Message[])[],
): Ext[] {
  if (!lookups) return [];
  const { permutationLocal, permutationNext, prefixes, beta, terminal } = lookups;
  const [sum, ...values] = permutationLocal;
  const pinned = fractions.map((messages, i) => {
    const denominators = messages.map(([tuple]) => denominator(k, tuple, prefixes[i], beta));
    const product = (without: number): Ext =>
      denominators.reduce<Ext>((all, d, j) => (j === without ? all : k.mul(all, d)), k.one);
    const numerator = messages.reduce<Ext>(
      (all, [, multiplicity], j) => k.add(all, k.mul(multiplicity, product(j))),
      k.zero,
    );
    return k.sub(k.mul(product(-1), values[i]), numerator);
  });
  const after = values.reduce((all, value) => k.add(all, value), sum);
  return [
    ...pinned,
    k.mul(isFirstRow, sum),
    k.mul(isTransition, k.sub(permutationNext[0], after)),
    k.mul(isLastRow, k.sub(terminal, after)),
  ];
}
