import type { StageRunner } from '../../dispatch/index.js';
import type { Ext } from '../../field/index.js';
import type { Matrix, Transcript } from '../../runtime/index.js';
import type { Chip } from '../air/index.js';
import {
  batchShape,
  logQuotientChunks,
  proofSystem,
  type BatchOpenedValues,
  type BatchProof,
  type StarkParameters,
} from '../proof/index.js';
import type { BatchPreprocessed } from './batch-preprocessed.js';
import { checkBatchRequest } from './batch-request.js';
import { commitTraces, proofCap, type Commitment } from './commitment.js';
import { constraintProgram } from './constraint-program.js';
import { openRounds, type MatrixOpenings, type OpeningRound } from './open.js';
import { commitPermutations, type PermutationTable, type Permutations } from './permutation.js';
import { commitQuotients, type QuotientTable } from './quotient.js';
import { Session } from './session.js';

/** One table of a batch. */
export interface BatchTable {
  readonly chip: Chip;
  /** The main trace on the dispatcher's device; it is consumed, unless the request is refused. */
  readonly trace: Matrix;
  /** Canonical. */
  readonly publicValues: readonly number[];
}

/** What is proven about several tables, and where. */
export interface ProveBatchRequest {
  /** In the order in which the verifier has their AIRs. */
  readonly tables: readonly BatchTable[];
  readonly parameters: StarkParameters;
  readonly dispatcher: StageRunner;
  /** Made by {@link commitBatchPreprocessed}, where a chip has preprocessed columns; it is not consumed. */
  readonly preprocessed?: BatchPreprocessed | undefined;
  /** A transcript that has observed what the proof is to be bound to; it is not changed. */
  readonly transcript?: Transcript | undefined;
}

/**
 * Proves that the traces of tables satisfy their chips' constraints and that all buses balance: Plonky3's
 * `batch_stark::prove_batch`, to the byte, with the smallest proof-of-work witnesses. A request that cannot be met
 * is refused before anything runs, and leaves the traces as they are; from then on nothing is left on the device,
 * whether the proof succeeds or fails. Traces that do not satisfy the constraints, or buses that do not balance,
 * give a proof that does not verify; `checkTables` says why.
 *
 * @throws SwitchyardError; ParametersError; ProofError for heights that the parameters do not allow
 */
export async function proveBatch(request: ProveBatchRequest): Promise<BatchProof> {
  const system = proofSystem(request.parameters);
  const tables = checkBatchRequest(request);
  batchShape(
    system,
    tables.map(({ chip }) => chip),
    tables.map(({ trace }) => Math.log2(trace.rows)),
  );
  const session = new Session(system, request.dispatcher, request.transcript);
  session.keep(...tables.map(({ trace }) => trace));
  let proof: BatchProof;
  try {
    proof = await prove(session, tables, request.preprocessed);
  } catch (error) {
    // The first failure is the one to tell; where the device is gone this is a second one.
    await session.release().catch(() => undefined);
    throw error;
  }
  await session.release();
  return proof;
}

async function prove(
  session: Session,
  tables: readonly BatchTable[],
  preprocessed: BatchPreprocessed | undefined,
): Promise<BatchProof> {
  const logRows = tables.map(({ trace }) => Math.log2(trace.rows));
  const main = await commitMain(session, tables);
  observeTables(session, tables, logRows, main, preprocessed);
  const permutations = await commitPermutations(session, tables.map(withPreprocessedTrace(preprocessed)));
  if (permutations) observePermutations(session, permutations);
  const alpha = session.sampleExt();

  const commitments = { main, preprocessed, permutations };
  const quotient = await commitQuotients(
    session,
    quotientTables(session, tables, logRows, commitments),
    alpha,
  );
  session.observeCap(quotient.capWords);
  const zeta = session.sampleExt();

  const rounds = openingRounds(session, tables, logRows, { ...commitments, quotient }, zeta);
  const { values, friProof } = await openRounds(session, rounds);
  return {
    commitments: {
      main: proofCap(session, main),
      permutation: permutations ? proofCap(session, permutations.commitment) : null,
      quotientChunks: proofCap(session, quotient),
      random: null,
    },
    openedValues: batchOpenedValues(tables, values, preprocessed, permutations),
    openingProof: friProof,
    lookupTerminals: permutations?.terminals ?? tables.map(() => null),
    degreeBits: logRows,
  };
}

interface Commitments {
  readonly main: Commitment;
  readonly preprocessed: BatchPreprocessed | undefined;
  readonly permutations: Permutations | undefined;
}

/** Traces that lookups are computed from stay. */
async function commitMain(session: Session, tables: readonly BatchTable[]): Promise<Commitment> {
  const traces = tables.map(({ chip, trace }) => {
    return { trace, shift: session.shift, consume: chip.lookups.length === 0 };
  });
  return commitTraces(session, 'main', traces);
}

/** Numbers are observed as extension elements, unlike those of a single table. */
function observeTables(
  session: Session,
  tables: readonly BatchTable[],
  logRows: readonly number[],
  main: Commitment,
  preprocessed: BatchPreprocessed | undefined,
): void {
  const { extension } = session.system;
  const observe = (numbers: readonly number[]): void =>
    session.observeExts(numbers.map((number) => extension.embed(number)));
  observe([tables.length]);
  tables.forEach(({ chip }, i) => {
    // The degree twice: with zero-knowledge padding and without it, which is the same.
    observe([logRows[i], logRows[i], chip.width, 2 ** logQuotientChunks(chip.maxConstraintDegree)]);
  });
  session.observeCap(main.capWords);
  session.observeNumbers(tables.flatMap(({ publicValues }) => publicValues));
  observe(tables.map(({ chip }) => chip.preprocessedWidth));
  if (preprocessed) session.observeCap(preprocessed.commitment.capWords);
}

function observePermutations(session: Session, { commitment, terminals }: Permutations): void {
  session.observeCap(commitment.capWords);
  session.observeExts(terminals.filter((terminal) => terminal !== null));
}

function withPreprocessedTrace(preprocessed: BatchPreprocessed | undefined) {
  return (table: BatchTable, i: number): PermutationTable => ({
    ...table,
    preprocessed: preprocessed?.traces[preprocessed.tables.indexOf(i)],
  });
}

function quotientTables(
  session: Session,
  tables: readonly BatchTable[],
  logRows: readonly number[],
  { main, preprocessed, permutations }: Commitments,
): QuotientTable[] {
  const { field, extension } = session.system;
  return tables.map(({ chip, publicValues }, i) => {
    const scalars = [...publicValues, ...(permutations?.challengeWords[i] ?? [])];
    return {
      chip,
      logRows: logRows[i],
      main: main.ldes[i],
      preprocessed: preprocessed?.commitment.ldes[preprocessed.tables.indexOf(i)],
      permutation: permutations?.commitment.ldes[permutations.tables.indexOf(i)],
      program: constraintProgram(chip, extension),
      scalars: scalars.map((value) => field.toMontgomery(value)),
    };
  });
}

/** Main, quotient, preprocessed, permutation. */
function openingRounds(
  session: Session,
  tables: readonly BatchTable[],
  logRows: readonly number[],
  { main, quotient, preprocessed, permutations }: Commitments & { readonly quotient: Commitment },
  zeta: Ext,
): OpeningRound[] {
  const { extension, field } = session.system;
  const points = (table: number, next: boolean): Ext[] => {
    const zetaNext = extension.mulBase(zeta, field.twoAdicGenerator(logRows[table]));
    return next ? [zeta, zetaNext] : [zeta];
  };
  const rounds: OpeningRound[] = [
    { commitment: main, points: tables.map(({ chip }, i) => points(i, chip.readsNextRow)) },
    { commitment: quotient, points: quotient.ldes.map(() => [zeta]) },
  ];
  if (preprocessed) {
    const ofTables = preprocessed.tables.map((i) => points(i, tables[i].chip.readsNextPreprocessedRow));
    rounds.push({ commitment: preprocessed.commitment, points: ofTables });
  }
  if (permutations) {
    rounds.push({
      commitment: permutations.commitment,
      points: permutations.tables.map((i) => points(i, true)),
    });
  }
  return rounds;
}

/** What {@link openRounds} has opened, table by table. */
function batchOpenedValues(
  tables: readonly BatchTable[],
  values: readonly (readonly MatrixOpenings[])[],
  preprocessed: BatchPreprocessed | undefined,
  permutations: Permutations | undefined,
): BatchOpenedValues[] {
  const [mainValues, quotientValues, ...others] = values;
  const preprocessedValues = preprocessed ? others.shift() : undefined;
  const permutationValues = permutations ? others.shift() : undefined;
  let chunk = 0;
  return tables.map(({ chip }, i) => {
    const [traceLocal, traceNext = null] = mainValues[i];
    const firstChunk = chunk;
    chunk += 2 ** logQuotientChunks(chip.maxConstraintDegree);
    const [preprocessedLocal = null, preprocessedNext = null] =
      preprocessedValues?.[preprocessed!.tables.indexOf(i)] ?? [];
    const [permutationLocal = [], permutationNext = []] =
      permutationValues?.[permutations!.tables.indexOf(i)] ?? [];
    return {
      base: {
        traceLocal,
        traceNext,
        preprocessedLocal,
        preprocessedNext,
        quotientChunks: quotientValues.slice(firstChunk, chunk).map(([values]) => values),
        random: null,
      },
      permutationLocal,
      permutationNext,
    };
  });
}
