import { MerkleShape, verifyMultiOpening, type MultiOpening } from '../../field/index.js';
import type { FriChallenges } from './fri/commit-phase.js';
import { namingMerkleErrors } from './merkle-check.js';
import type { CommitmentRound, PcsContext } from './pcs.js';

/**
 * Checks the opened rows of every input commitment. A commitment whose tallest matrix is 2^k times shorter
 * than the longest codeword is opened at the queries shifted right by k.
 *
 * @throws VerificationError INPUT_OPENING
 */
export function verifyInputOpenings(
  { system, merkle }: PcsContext,
  rounds: readonly CommitmentRound[],
  { logMaxHeight, queries }: FriChallenges,
  openings: readonly MultiOpening[],
): void {
  const { logBlowup, capHeight } = system.parameters;
  rounds.forEach(({ name, cap, matrices }, i) => {
    namingMerkleErrors('INPUT_OPENING', name, () => {
      const dimensions = matrices.map(({ logDegree, width }) => ({
        height: 2 ** (logDegree + logBlowup),
        width,
      }));
      const shape = new MerkleShape(dimensions, capHeight);
      const indices = queries.map((query) => query >>> (logMaxHeight - shape.logHeight));
      verifyMultiOpening(merkle, shape, cap, indices, openings[i]);
    });
  });
}
