import type { Ext, ExtensionField } from '../../field/index.js';
import { AirError, type ConstraintPoint, type VerifiableAir } from '../air/index.js';
import type { PreprocessedKey, StarkProof } from '../proof/index.js';
import { selectorsAt, traceDomain, type Selectors } from './domain.js';
import { verifyOpenings, type CommitmentRound, type PcsContext } from './pcs.js';
import { recomposeQuotient } from './quotient.js';
import { VerificationError } from './verification-error.js';

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

  const domain = traceDomain(proof.degreeBits);
  const selectors = selectorsAt(extension, domain, zeta);
  if (!selectors) throw new VerificationError('OOD_POINT');
  verifyOpenings(context, commitmentRounds(context, statement, proof, zeta), proof.openingProof);

  const folded = foldConstraints(context, statement, proof, selectors, alpha);
  const quotient = recomposeQuotient(extension, domain, proof.openedValues.quotientChunks, zeta);
  if (!extension.isEqual(folded, extension.mul(quotient, selectors.vanishing))) {
    throw new VerificationError('CONSTRAINTS');
  }
}

/** What is opened, in transcript order. */
function commitmentRounds(
  { system }: PcsContext,
  { air, preprocessed }: Statement,
  { commitments, openedValues, degreeBits: logDegree }: StarkProof,
  zeta: Ext,
): CommitmentRound[] {
  const { extension, field } = system;
  const zetaNext = extension.mulBase(zeta, field.twoAdicGenerator(logDegree));
  const openedAt = (local: readonly Ext[] | null, next: readonly Ext[] | null) => [
    ...(local ? [{ point: zeta, values: local }] : []),
    ...(next ? [{ point: zetaNext, values: next }] : []),
  ];
  const { traceLocal, traceNext, preprocessedLocal, preprocessedNext, quotientChunks } = openedValues;
  const rounds: CommitmentRound[] = [
    {
      name: 'trace',
      cap: commitments.trace,
      matrices: [{ logDegree, width: air.width, openings: openedAt(traceLocal, traceNext) }],
    },
    {
      name: 'quotient chunks',
      cap: commitments.quotientChunks,
      matrices: quotientChunks.map((values) => ({
        logDegree,
        width: extension.degree,
        openings: [{ point: zeta, values }],
      })),
    },
  ];
  if (preprocessed) {
    const openings = openedAt(preprocessedLocal, preprocessedNext);
    rounds.push({
      name: 'preprocessed',
      cap: preprocessed.cap,
      matrices: [{ logDegree, width: preprocessed.width, openings }],
    });
  }
  return rounds;
}

/** The constraints' values combined with powers of alpha, the first constraint with the highest. */
function foldConstraints(
  { system }: PcsContext,
  { air, publicValues }: Statement,
  { openedValues }: StarkProof,
  { isFirstRow, isLastRow, isTransition }: Selectors,
  alpha: Ext,
): Ext {
  const { extension } = system;
  const values = evaluateConstraints(air, extension, {
    local: openedValues.traceLocal,
    next: openedValues.traceNext ?? [],
    preprocessedLocal: openedValues.preprocessedLocal ?? [],
    preprocessedNext: openedValues.preprocessedNext ?? [],
    publicValues,
    isFirstRow,
    isLastRow,
    isTransition,
  });
  return values.reduce<Ext>(
    (folded, value) => extension.add(extension.mul(folded, alpha), value),
    extension.zero,
  );
}

function evaluateConstraints(air: VerifiableAir, extension: ExtensionField, at: ConstraintPoint): Ext[] {
  let values: Ext[];
  try {
    values = air.evaluateConstraints(extension, at);
  } catch (error) {
    if (!(error instanceof AirError)) throw error;
    throw new VerificationError('TABLE', error.message);
  }
  if (values.length !== air.constraintCount) {
    throw new VerificationError('TABLE', `${values.length} of ${air.constraintCount} constraints`);
  }
  return values;
}
