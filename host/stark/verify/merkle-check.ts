import { MerkleError } from '../../field/index.js';
import { VerificationError, type VerificationCheck } from './verification-error.js';

/** Runs a Merkle check and turns its error into a failed check of the proof. */
export function namingMerkleErrors(check: VerificationCheck, where: string, verify: () => void): void {
  try {
    verify();
  } catch (error) {
    if (!(error instanceof MerkleError)) throw error;
    throw new VerificationError(check, `${where}: ${error.code}, ${error.message}`);
  }
}
