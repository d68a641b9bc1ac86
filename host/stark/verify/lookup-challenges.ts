import type { Challenger, Ext, ExtensionField } from '../../field/index.js';
import type { LookupShape } from '../air/index.js';
import { VerificationError } from './verification-error.js';

/** Which bus each lookup of a batch is on. */
export interface BusNumbering {
  /** [table][lookup], in order of first appearance; a lookup without a name has a bus of its own. */
  readonly buses: readonly (readonly number[])[];
  /** Elements of the widest tuple, at least 1. */
  readonly maxWidth: number;
}

/**
 * Numbers the buses of a batch as Plonky3 does.
 *
 * @throws VerificationError TABLE where tuples of one bus differ in width: short ones could stand for long ones
 */
export function numberBuses(tables: readonly (readonly LookupShape[])[]): BusNumbering {
  const named = new Map<string, { readonly number: number; readonly width: number }>();
  let count = 0;
  let maxWidth = 1;
  const buses = tables.map((lookups) =>
    lookups.map(({ bus, width }) => {
      maxWidth = Math.max(maxWidth, width);
      if (bus === null) return count++;
      const known = named.get(bus) ?? { number: count++, width };
      named.set(bus, known);
      if (known.width === width) return known.number;
      throw new VerificationError(
        'TABLE',
        `bus ${bus} has tuples of ${known.width} and of ${width} elements`,
      );
    }),
  );
  return { buses, maxWidth };
}

/** What turns the messages on buses into fractions. */
export interface LookupChallenges {
  /** [table][lookup]: alpha + (bus + 1) beta^maxWidth. */
  readonly prefixes: readonly (readonly Ext[])[];
  readonly beta: Ext;
}

/** Samples alpha and beta, one pair for all buses. @throws VerificationError TABLE */
export function sampleLookupChallenges(
  extension: ExtensionField,
  challenger: Challenger,
  tables: readonly (readonly LookupShape[])[],
): LookupChallenges {
  const { buses, maxWidth } = numberBuses(tables);
  const alpha = challenger.sampleExt(extension);
  const beta = challenger.sampleExt(extension);
  const step = extension.pow(beta, maxWidth);
  const prefixes = buses.map((numbers) =>
    numbers.map((bus) => extension.add(alpha, extension.mulBase(step, bus + 1))),
  );
  return { prefixes, beta };
}
