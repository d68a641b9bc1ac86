import type { Ext } from '../../field/index.js';
import type { LookupPoint, VerifiableAir } from '../air/index.js';
import type { BatchProof, BatchShape, PreprocessedBatchKey } from '../proof/index.js';
import { checkConstraints, selectorsOutOfDomain, type TableClaim } from './constraint-check.js';
import { sampleLookupChallenges, type LookupChallenges } from './lookup-challenges.js';
import { verifyOpenings, type CommitmentRound, type OpenedMatrix, type PcsContext } from './pcs.js';
import { fromColumns } from './quotient.js';
import { TableOpenings } from './table-openings.js';
import { VerificationError } from './verification-error.js';

/** A claim about several tables. */
export interface BatchStatement {
  readonly airs: readonly VerifiableAir[];
  /** By table. */
  readonly publicValues: readonly (readonly number[])[];
  readonly preprocessed: PreprocessedBatchKey | undefined;
}

/**
 * Checks a proof of several tables, Plonky3's `batch_stark::verify_batch`. Form and lengths of the proof and of
 * the statement must have been checked.
 *
 * @param shape - of the proof
 * @throws VerificationError
 */
export function verifyBatchStark(
  context: PcsContext,
  statement: BatchStatement,
  shape: BatchShape,
  proof: BatchProof,
): void {
  const { system, challenger } = context;
  const { extension } = system;
  const { airs, publicValues } = statement;
  checkTerminals(context, proof);

  observeTables(context, statement, shape, proof);
  const lookups = shape.hasLookups ? sampleLookupChallenges(extension, challenger, airs) : undefined;
  if (proof.commitments.permutation) challenger.observeCap(proof.commitments.permutation);
  for (const terminal of proof.lookupTerminals) if (terminal) challenger.observeExt(terminal);
  const alpha = challenger.sampleExt(extension);
  challenger.observeCap(proof.commitments.quotientChunks);
  const zeta = challenger.sampleExt(extension);

  const claims = airs.map((air, i): TableClaim => {
    const degreeBits = proof.degreeBits[i];
    const where = `table ${i}, ${air.name}`;
    return {
      air,
      degreeBits,
      publicValues: publicValues[i],
      openedValues: proof.openedValues[i].base,
      selectors: selectorsOutOfDomain(extension, degreeBits, zeta, where),
      lookups: lookups && lookupPoint(context, lookups, proof, i),
      where,
    };
  });
  verifyOpenings(context, commitmentRounds(context, statement, shape, proof, zeta), proof.openingProof);
  for (const claim of claims) checkConstraints(extension, claim, alpha, zeta);
}

/** What all tables add to their buses must cancel. */
function checkTerminals({ system: { extension } }: PcsContext, { lookupTerminals }: BatchProof): void {
  const sum = lookupTerminals.reduce<Ext>(
    (all, terminal) => (terminal ? extension.add(all, terminal) : all),
    extension.zero,
  );
  if (!extension.isZero(sum)) throw new VerificationError('LOOKUP_SUM');
}

/** Numbers are observed as extension elements, unlike those of a single table. */
function observeTables(
  { system, challenger }: PcsContext,
  { airs, publicValues, preprocessed }: BatchStatement,
  { tables }: BatchShape,
  { commitments }: BatchProof,
): void {
  const observeNumber = (number: number): void => challenger.observeExt(system.extension.embed(number));
  observeNumber(tables.length);
  for (const { layout, degreeBits, quotientChunkCount } of tables) {
    observeNumber(degreeBits);
    // Once more for the degree without zero-knowledge padding, which is the same.
    observeNumber(degreeBits);
    observeNumber(layout.width);
    observeNumber(quotientChunkCount);
  }
  challenger.observeCap(commitments.main);
  for (const values of publicValues) for (const value of values) challenger.observe(value);
  for (const air of airs) observeNumber(air.preprocessedWidth);
  if (preprocessed) challenger.observeCap(preprocessed.cap);
}

/** What is opened, in transcript order. */
function commitmentRounds(
  { system }: PcsContext,
  { airs, preprocessed }: BatchStatement,
  { tables }: BatchShape,
  { commitments, openedValues, degreeBits }: BatchProof,
  zeta: Ext,
): CommitmentRound[] {
  const points = degreeBits.map((bits) => new TableOpenings(system, bits, zeta));
  const perTable = (matrices: (table: number) => OpenedMatrix[]): OpenedMatrix[] =>
    airs.flatMap((_, table) => matrices(table));
  const rounds: CommitmentRound[] = [
    {
      name: 'main',
      cap: commitments.main,
      matrices: perTable((i) => {
        const { traceLocal, traceNext } = openedValues[i].base;
        return [points[i].matrix(airs[i].width, traceLocal, traceNext)];
      }),
    },
    {
      name: 'quotient chunks',
      cap: commitments.quotientChunks,
      matrices: perTable((i) => points[i].chunks(openedValues[i].base.quotientChunks)),
    },
  ];
  if (preprocessed) {
    const matrices = preprocessed.tables.map(({ table, width }) => {
      const { preprocessedLocal, preprocessedNext } = openedValues[table].base;
      return points[table].matrix(width, preprocessedLocal, preprocessedNext);
    });
    rounds.push({ name: 'preprocessed', cap: preprocessed.cap, matrices });
  }
  if (commitments.permutation) {
    const matrices = perTable((i) => {
      const { permutationLocal, permutationNext } = openedValues[i];
      const { permutationWidth } = tables[i];
      return permutationWidth === 0
        ? []
        : [points[i].matrix(permutationWidth, permutationLocal, permutationNext)];
    });
    rounds.push({ name: 'permutation', cap: commitments.permutation, matrices });
  }
  return rounds;
}

/** The lookup values of a table; undefined where it has no lookups. */
function lookupPoint(
  { system: { extension } }: PcsContext,
  { prefixes, beta }: LookupChallenges,
  { openedValues, lookupTerminals }: BatchProof,
  table: number,
): LookupPoint | undefined {
  const terminal = lookupTerminals[table];
  if (!terminal) return undefined;
  const values = (columns: readonly Ext[]): Ext[] =>
    Array.from({ length: columns.length / extension.degree }, (_, i) =>
      fromColumns(extension, columns.slice(i * extension.degree, (i + 1) * extension.degree)),
    );
  return {
    permutationLocal: values(openedValues[table].permutationLocal),
    permutationNext: values(openedValues[table].permutationNext),
    prefixes: prefixes[table],
    beta,
    terminal,
  };
}
