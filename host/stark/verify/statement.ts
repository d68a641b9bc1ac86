import { copyWords, DIGEST_WORDS } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import { arrayLength, copyItems, type Cap, type ProofSystem } from '../proof/index.js';
import { VerificationError } from './verification-error.js';

/**
 * A copy of the public values of a table.
 *
 * @param values - untrusted
 * @throws VerificationError PUBLIC_VALUES unless they are as many as the table declares, and canonical
 */
export function checkPublicValues({ field }: ProofSystem, air: VerifiableAir, values: unknown): number[] {
  const count = air.publicValueCount;
  const copy = arrayLength(values) === count ? copyItems(values, count) : undefined;
  if (!copy) {
    throw new VerificationError('PUBLIC_VALUES', `${air.name} has ${count}`);
  }
  return copy.map((value, i) => {
    if (!field.isCanonical(value) || Object.is(value, -0)) {
      throw new VerificationError('PUBLIC_VALUES', `value ${i} is not canonical`);
    }
    return value;
  });
}

/**
 * A copy of a preprocessed commitment.
 *
 * @param cap - untrusted
 * @throws VerificationError PREPROCESSED unless it holds so many digests
 */
export function checkPreprocessedCap({ hashes }: ProofSystem, cap: unknown, size: number): Cap {
  const items = arrayLength(cap) === size ? copyItems(cap, size) : undefined;
  const digests = items?.map((digest) => copyWords(digest, DIGEST_WORDS));
  if (!digests?.every((digest) => hashes.merkle.isDigest(digest))) {
    throw new VerificationError('PREPROCESSED', `the commitment must hold ${size} digests`);
  }
  return digests;
}
