import type { StageRunner } from '../../dispatch/index.js';
import type { Matrix, Transcript } from '../../runtime/index.js';
import type { Chip } from '../air/index.js';
import { proofSystem, starkShape, type StarkParameters, type StarkProof } from '../proof/index.js';
import { commitTraces, proofCap, type Commitment } from './commitment.js';
import { constraintProgram } from './constraint-program.js';
import { openRounds, type MatrixOpenings, type OpeningRound } from './open.js';
import { commitQuotients, type QuotientTable } from './quotient.js';
import { checkPreprocessed, checkPublicValues, checkTable, refuse } from './request-checks.js';
import { Session } from './session.js';

/** What is proven about one table, and where. */
export interface ProveRequest {
  readonly chip: Chip;
  readonly parameters: StarkParameters;
  readonly dispatcher: StageRunner;
  /** The main trace on the dispatcher's device; it is consumed, unless the request is refused. */
  readonly trace: Matrix;
  /** Canonical. */
  readonly publicValues: readonly number[];
  /** Made by {@link commitPreprocessed}, for chips with preprocessed columns; it is not consumed. */
  readonly preprocessed?: Commitment;
  /** A transcript that has observed what the proof is to be bound to; it is not changed. */
  readonly transcript?: Transcript;
}

/**
 * Proves that a trace satisfies a chip's constraints: Plonky3's `uni_stark::prove_with_preprocessed`, to the byte,
 * with the smallest proof-of-work witnesses. A request that cannot be met is refused before anything runs, and
 * leaves the trace as it is; from then on nothing is left on the device, whether the proof succeeds or fails.
 * A trace that does not satisfy the constraints gives a proof that does not verify; `checkTrace` says why.
 *
 * @throws SwitchyardError; ParametersError; ProofError for a height that the parameters do not allow
 */
export async function proveStark(request: ProveRequest): Promise<StarkProof> {
  const system = proofSystem(request.parameters);
  const publicValues = checkRequest(request);
  starkShape(system, request.chip, Math.log2(request.trace.rows));
  const session = new Session(system, request.dispatcher, request.transcript);
  session.keep(request.trace);
  let proof: StarkProof;
  try {
    proof = await prove(session, { ...request, publicValues });
  } catch (error) {
    // The first failure is the one to tell; where the device is gone this is a second one.
    await session.release().catch(() => undefined);
    throw error;
  }
  await session.release();
  return proof;
}

async function prove(session: Session, request: ProveRequest): Promise<StarkProof> {
  const { chip, trace, publicValues, preprocessed } = request;
  const { system } = session;
  const logRows = Math.log2(trace.rows);
  const main = await commitTraces(session, 'trace', [{ trace, shift: session.shift, consume: true }]);
  session.observeNumbers([logRows, logRows, chip.preprocessedWidth]);
  session.observeCap(main.capWords);
  if (preprocessed) session.observeCap(preprocessed.capWords);
  session.observeNumbers(publicValues);
  const alpha = session.sampleExt();

  const table: QuotientTable = {
    chip,
    logRows,
    main: main.ldes[0],
    preprocessed: preprocessed?.ldes[0],
    permutation: undefined,
    program: constraintProgram(chip, system.extension),
    scalars: publicValues.map((value) => system.field.toMontgomery(value)),
  };
  const quotient = await commitQuotients(session, [table], alpha);
  session.observeCap(quotient.capWords);
  const zeta = session.sampleExt();
  const zetaNext = system.extension.mulBase(zeta, system.field.twoAdicGenerator(logRows));

  const rounds: OpeningRound[] = [
    { commitment: main, points: [chip.readsNextRow ? [zeta, zetaNext] : [zeta]] },
    { commitment: quotient, points: quotient.ldes.map(() => [zeta]) },
  ];
  if (preprocessed) {
    const points = chip.readsNextPreprocessedRow ? [zeta, zetaNext] : [zeta];
    rounds.push({ commitment: preprocessed, points: [points] });
  }
  const { values, friProof } = await openRounds(session, rounds);
  const [[[traceLocal, traceNext = null]], quotientValues, preprocessedValues] = values as [
    MatrixOpenings[],
    MatrixOpenings[],
    MatrixOpenings[]?,
  ];
  const [preprocessedLocal = null, preprocessedNext = null] = preprocessedValues?.[0] ?? [];
  return {
    commitments: {
      trace: proofCap(session, main),
      quotientChunks: proofCap(session, quotient),
      random: null,
    },
    openedValues: {
      traceLocal,
      traceNext,
      preprocessedLocal,
      preprocessedNext,
      quotientChunks: quotientValues.map(([chunk]) => chunk),
      random: null,
    },
    openingProof: friProof,
    degreeBits: logRows,
  };
}

/**
 * Extends and commits the preprocessed columns of a chip. The commitment stays on the device until it is freed, and
 * serves any number of proofs.
 */
export async function commitPreprocessed(
  parameters: StarkParameters,
  dispatcher: StageRunner,
  trace: Matrix,
): Promise<Commitment> {
  const session = new Session(proofSystem(parameters), dispatcher);
  return commitTraces(session, 'preprocessed', [{ trace, shift: session.shift }]);
}

/** @returns the public values, checked */
function checkRequest(request: ProveRequest): number[] {
  const { chip, preprocessed, publicValues } = request;
  checkTable(request);
  if (chip.lookups.length > 0) {
    const message = 'its messages go to other tables, which a proof of one table cannot hold';
    refuse(chip, 'chip', message, 'Prove it in a batch with the tables that it talks to.');
  }
  const width = chip.preprocessedWidth;
  if (width > 0 !== (preprocessed !== undefined)) {
    const message =
      width > 0 ? 'its preprocessed columns are not committed' : 'it has no preprocessed columns';
    const remedy = 'Pass the result of commitPreprocessed exactly where the chip has such columns.';
    refuse(chip, 'preprocessed', message, remedy);
  }
  if (preprocessed) {
    if (preprocessed.ldes.length !== 1) {
      const message = `the commitment is not to ${width} preprocessed columns`;
      refuse(chip, 'preprocessed', message, 'Commit to all preprocessed columns of the chip.');
    }
    checkPreprocessed(request, preprocessed, 0);
  }
  return checkPublicValues(chip, publicValues);
}
