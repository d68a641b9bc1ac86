import { ProofError } from '../proof/index.js';
import { VerificationError, type Check } from './verification-error.js';

/** The first check that a proof failed. */
export interface Refusal {
  readonly ok: false;
  readonly check: Check;
  readonly message: string;
}

/** What checking gives, or a refusal where a check of the proof fails; anything else that is thrown passes on. */
export function verdictOf<T>(check: () => T): T | Refusal {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProofError || error instanceof VerificationError) {
      return { ok: false, check: error.code, message: error.message };
    }
    throw error;
  }
}
