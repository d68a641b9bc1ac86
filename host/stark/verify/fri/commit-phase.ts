import type { Ext } from '../../../field/index.js';
import type { FriProof } from '../../proof/index.js';
import type { PcsContext } from '../pcs.js';
import { VerificationError } from '../verification-error.js';

/** What the verifier draws while the prover folds. */
export interface FriChallenges {
  /** log2 of the length of the longest codeword. */
  readonly logMaxHeight: number;
  /** A folding challenge for each round. */
  readonly betas: readonly Ext[];
  /** Indices into the longest codeword, bit-reversed order. */
  readonly queries: readonly number[];
}

/**
 * The transcript of FRI: each round's cap, proof of work and challenge; then the final polynomial, the
 * arities and a last proof of work; then the queries.
 *
 * @throws VerificationError COMMIT_POW, QUERY_POW
 */
export function drawFriChallenges({ system, challenger }: PcsContext, proof: FriProof): FriChallenges {
  const { extension, parameters } = system;
  const betas = proof.commitPhaseCommits.map((cap, round) => {
    challenger.observeCap(cap);
    if (!challenger.checkWitness(parameters.commitPowBits, proof.commitPowWitnesses[round])) {
      throw new VerificationError('COMMIT_POW', `round ${round}`);
    }
    return challenger.sampleExt(extension);
  });
  for (const coefficient of proof.finalPolynomial) challenger.observeExt(coefficient);
  for (const { logArity } of proof.commitPhaseOpenings) challenger.observe(logArity);
  if (!challenger.checkWitness(parameters.queryPowBits, proof.queryPowWitness)) {
    throw new VerificationError('QUERY_POW');
  }
  const logMaxHeight = proof.commitPhaseOpenings.reduce(
    (logHeight, { logArity }) => logHeight + logArity,
    parameters.logBlowup + parameters.logFinalPolyLength,
  );
  const queries = Array.from({ length: parameters.queryCount }, () => challenger.sampleBits(logMaxHeight));
  return { logMaxHeight, betas, queries };
}
