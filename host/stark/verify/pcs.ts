import type { Challenger, Ext, MerkleHash } from '../../field/index.js';
import type { Cap, FriProof, ProofSystem } from '../proof/index.js';
import { drawFriChallenges } from './fri/commit-phase.js';
import { verifyFoldings } from './fri/query-phase.js';
import { verifyInputOpenings } from './input-openings.js';
import { reduceOpenings } from './reduced-openings.js';

/** Claimed values of all columns of a matrix at one point. */
export interface PointOpening {
  readonly point: Ext;
  readonly values: readonly Ext[];
}

/** A committed matrix: columns of 2^logDegree evaluations, extended to 2^(logDegree + logBlowup) rows. */
export interface OpenedMatrix {
  readonly logDegree: number;
  readonly width: number;
  /** At least one, each with `width` values. */
  readonly openings: readonly PointOpening[];
}

/** One commitment with what was opened of its matrices, in commit order. */
export interface CommitmentRound {
  /** For messages. */
  readonly name: string;
  readonly cap: Cap;
  readonly matrices: readonly OpenedMatrix[];
}

/** What all parts of the opening check need. */
export interface PcsContext {
  readonly system: ProofSystem;
  readonly merkle: MerkleHash;
  readonly challenger: Challenger;
}

/**
 * Checks that the committed columns are close to polynomials of their degree with the claimed values:
 * Plonky3's two-adic FRI commitment scheme. Matrices may have different heights.
 *
 * @param proof - of the shape that `friShape` gives for these matrices
 * @throws VerificationError
 */
export function verifyOpenings(
  context: PcsContext,
  rounds: readonly CommitmentRound[],
  proof: FriProof,
): void {
  const { system, challenger } = context;
  for (const { matrices } of rounds) {
    for (const { openings } of matrices) {
      for (const { values } of openings) {
        for (const value of values) challenger.observeExt(value);
      }
    }
  }
  const alpha = challenger.sampleExt(system.extension);
  const challenges = drawFriChallenges(context, proof);
  verifyInputOpenings(context, rounds, challenges, proof.inputOpenings);
  const codewords = reduceOpenings(system, rounds, proof.inputOpenings, challenges, alpha);
  verifyFoldings(context, codewords, challenges, proof);
}
