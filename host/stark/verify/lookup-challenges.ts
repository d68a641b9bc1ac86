import type { Challenger, Ext, ExtensionField } from '../../field/index.js';
import { AirError, assignBuses, busPrefixes, type BusAssignment, type VerifiableAir } from '../air/index.js';
import { VerificationError } from './verification-error.js';

/** What turns the messages on buses into fractions. */
export interface LookupChallenges {
  /** [table][lookup]: alpha + (bus + 1) beta^W, W the width of the widest message. */
  readonly prefixes: readonly (readonly Ext[])[];
  readonly beta: Ext;
}

/** Samples alpha and beta, one pair for all buses. @throws VerificationError TABLE */
export function sampleLookupChallenges(
  extension: ExtensionField,
  challenger: Challenger,
  airs: readonly VerifiableAir[],
): LookupChallenges {
  const buses = numberBuses(airs);
  const alpha = challenger.sampleExt(extension);
  const beta = challenger.sampleExt(extension);
  return { prefixes: busPrefixes(extension, buses, alpha, beta), beta };
}

function numberBuses(airs: readonly VerifiableAir[]): BusAssignment {
  try {
    return assignBuses(airs);
  } catch (error) {
    if (!(error instanceof AirError)) throw error;
    throw new VerificationError('TABLE', error.message);
  }
}
