import type { Ext } from '../../field/index.js';
import type { VerifiableAir } from '../air/index.js';
import type { PreprocessedKey, StarkProof } from '../proof/index.js';
import { checkConstraints, selectorsOutOfDomain } from './constraint-check.js';
import { verifyOpenings, type CommitmentRound, type PcsContext } from './pcs.js';
import { TableOpenings } from './table-openings.js';

/** A claim about one table. */
export interface Statement {
  readonly air: VerifiableAir;
  readonly publicValues: readonly number[];
  readonly preprocessed: PreprocessedKey | undefined;
}

/**
 * Checks a single-table proof, Plonky3's `uni_stark::verify_with_preprocessed`. Form and lengths of the proof
 * and of the statement must have been checked.
 *
 * @throws VerificationError
 */
export function verifyUniStark(context: PcsContext, statement: Statement, proof: StarkProof): void {
  const { system, challenger } = context;
  const { extension } = system;
  const { air, preprocessed } = statement;

  challenger.observe(proof.degreeBits);
  // Once more for the degree without zero-knowledge padding, which is the same.
  challenger.observe(proof.degreeBits);
  challenger.observe(air.preprocessedWidth);
  challenger.observeCap(proof.commitments.trace);
  if (preprocessed) challenger.observeCap(preprocessed.cap);
  for (const value of statement.publicValues) challenger.observe(value);
  const alpha = challenger.sampleExt(extension);
  challenger.observeCap(proof.commitments.quotientChunks);
  const zeta = challenger.sampleExt(extension);

  const { degreeBits, openedValues } = proof;
  const { publicValues } = statement;
  const selectors = selectorsOutOfDomain(extension, degreeBits, zeta);
  verifyOpenings(context, commitmentRounds(context, statement, proof, zeta), proof.openingProof);
  const claim = { air, degreeBits, publicValues, openedValues, selectors };
  checkConstraints(extension, claim, alpha, zeta);
}

/** What is opened, in transcript order. */
function commitmentRounds(
  { system }: PcsContext,
  { air, preprocessed }: Statement,
  { commitments, openedValues, degreeBits }: StarkProof,
  zeta: Ext,
): CommitmentRound[] {
  const points = new TableOpenings(system, degreeBits, zeta);
  const { traceLocal, traceNext, preprocessedLocal, preprocessedNext, quotientChunks } = openedValues;
  const rounds: CommitmentRound[] = [
    { name: 'trace', cap: commitments.trace, matrices: [points.matrix(air.width, traceLocal, traceNext)] },
    { name: 'quotient chunks', cap: commitments.quotientChunks, matrices: points.chunks(quotientChunks) },
  ];
  if (preprocessed) {
    const matrix = points.matrix(preprocessed.width, preprocessedLocal, preprocessedNext);
    rounds.push({ name: 'preprocessed', cap: preprocessed.cap, matrices: [matrix] });
  }
  return rounds;
}
