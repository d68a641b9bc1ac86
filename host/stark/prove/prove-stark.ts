import type { Dispatcher } from '../../dispatch/index.js';
import type { Ext } from '../../field/index.js';
import { MAX_LOG_BLOWUP, SwitchyardError, type Matrix, type Transcript } from '../../runtime/index.js';
import type { Chip } from '../air/index.js';
import {
  logQuotientChunks,
  proofSystem,
  starkShape,
  type StarkParameters,
  type StarkProof,
} from '../proof/index.js';
import { commitTraces, proofCap, type Commitment } from './commitment.js';
import { constraintProgram } from './constraint-program.js';
import { openRounds, type MatrixOpenings, type OpeningRound } from './open.js';
import { Session } from './session.js';

/** What is proven about one table, and where. */
export interface ProveRequest {
  readonly chip: Chip;
  readonly parameters: StarkParameters;
  readonly dispatcher: Dispatcher;
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
  checkRequest(request);
  starkShape(system, request.chip, Math.log2(request.trace.rows));
  const publicValues = checkPublicValues(request);
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
  const degreeBits = Math.log2(trace.rows);
  const main = await commitTraces(session, 'trace', [{ trace, shift: session.shift }], { consume: true });
  session.observeNumbers([degreeBits, degreeBits, chip.preprocessedWidth]);
  session.observeCap(main.capWords);
  if (preprocessed) session.observeCap(preprocessed.capWords);
  session.observeNumbers(publicValues);
  const alpha = session.sampleExt();

  const quotient = await commitQuotient(session, request, main, degreeBits, alpha);
  session.observeCap(quotient.capWords);
  const zeta = session.sampleExt();
  const zetaNext = system.extension.mulBase(zeta, system.field.twoAdicGenerator(degreeBits));

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
    degreeBits,
  };
}

/** The quotient in chunks of the trace's height, each extended from its own coset to the common one. */
async function commitQuotient(
  session: Session,
  { chip, publicValues, preprocessed }: ProveRequest,
  main: Commitment,
  degreeBits: number,
  alpha: Ext,
): Promise<Commitment> {
  const { field } = session.system;
  const logChunks = logQuotientChunks(chip.maxConstraintDegree);
  const segment = session.dispatcher.segment();
  const chunks = segment.quotient({
    main: main.ldes[0],
    preprocessed: preprocessed?.ldes[0],
    extension: session.extension,
    logRows: degreeBits,
    logChunks,
    alpha: session.toWords(alpha),
    publicValues: publicValues.map((value) => field.toMontgomery(value)),
    program: constraintProgram(chip),
  });
  await session.run('quotient', segment);
  session.keep(...chunks);
  // Chunk k holds f on shift g^k H, that is f(shift g^k X) on H; on g^-k K that is f on shift K.
  const step = field.inverse(field.twoAdicGenerator(degreeBits + logChunks));
  const extendable = chunks.map((trace, k) => ({ trace, shift: field.toMontgomery(field.pow(step, k)) }));
  return commitTraces(session, 'quotient', extendable, { consume: true });
}

/**
 * Extends and commits the preprocessed columns of a chip. The commitment stays on the device until it is freed, and
 * serves any number of proofs.
 */
export async function commitPreprocessed(
  parameters: StarkParameters,
  dispatcher: Dispatcher,
  trace: Matrix,
): Promise<Commitment> {
  const session = new Session(proofSystem(parameters), dispatcher);
  return commitTraces(session, 'preprocessed', [{ trace, shift: session.shift }]);
}

function refuse(chip: Chip, argument: string, message: string, remedy: string): never {
  throw new SwitchyardError('SY_ERR_ARGUMENT', `${chip.name}: ${message}`, {
    argument: `prove.${argument}`,
    remedy,
  });
}

function checkRequest(request: ProveRequest): void {
  const { chip, parameters, dispatcher, trace } = request;
  if (trace.device !== dispatcher.device) {
    refuse(chip, 'trace', 'the trace lives on another device', 'Upload it to the device that proves.');
  }
  if (chip.field.name !== parameters.field || trace.field !== parameters.field) {
    const remedy = 'Use one field throughout.';
    refuse(chip, 'parameters', `chip and trace are not over ${parameters.field}`, remedy);
  }
  if (trace.columns !== chip.width) {
    const message = `the trace has ${trace.columns} columns, not ${chip.width}`;
    refuse(chip, 'trace', message, 'Fill all columns of the chip.');
  }
  if (!Number.isInteger(Math.log2(trace.rows))) {
    refuse(chip, 'trace', `${trace.rows} rows are no power of two`, 'Pad the trace.');
  }
  const { logBlowup } = parameters;
  if (logBlowup > MAX_LOG_BLOWUP) {
    const remedy = `Use a logBlowup of at most ${MAX_LOG_BLOWUP}.`;
    refuse(chip, 'parameters', `devices extend by at most 2^${MAX_LOG_BLOWUP}, not 2^${logBlowup}`, remedy);
  }
  const logChunks = logQuotientChunks(chip.maxConstraintDegree);
  if (logChunks > logBlowup) {
    const message = `its quotient needs a domain of 2^${logChunks} times the rows, the LDE has 2^${logBlowup}`;
    refuse(chip, 'parameters', message, 'Use a larger logBlowup, or constraints of lower degree.');
  }
  checkPreprocessed(request);
}

/** What decides a commitment; it may be shared by proofs that differ in anything else. */
const COMMITMENT_PARAMETERS = ['field', 'hashSet', 'logBlowup', 'capHeight'] as const;

function checkPreprocessed({ chip, parameters, dispatcher, trace, preprocessed }: ProveRequest): void {
  const width = chip.preprocessedWidth;
  if (width > 0 !== (preprocessed !== undefined)) {
    const message =
      width > 0 ? 'its preprocessed columns are not committed' : 'it has no preprocessed columns';
    const remedy = 'Pass the result of commitPreprocessed exactly where the chip has such columns.';
    refuse(chip, 'preprocessed', message, remedy);
  }
  if (!preprocessed) return;
  const { ldes, tree, degreeBits } = preprocessed;
  if ([...ldes, tree].some(({ device }) => device !== dispatcher.device)) {
    const message = 'the preprocessed columns live on another device';
    refuse(chip, 'preprocessed', message, 'Commit to them on the device that proves.');
  }
  if (ldes.length !== 1 || ldes[0].columns !== width) {
    const message = `the commitment is not to ${width} preprocessed columns`;
    refuse(chip, 'preprocessed', message, 'Commit to all preprocessed columns of the chip.');
  }
  const other = COMMITMENT_PARAMETERS.find((name) => preprocessed.parameters[name] !== parameters[name]);
  if (other !== undefined) {
    const message = `the preprocessed columns were committed with another ${other}`;
    refuse(chip, 'preprocessed', message, 'Commit to them under the parameters of the proof.');
  }
  if (2 ** degreeBits !== trace.rows) {
    const message = `there are 2^${degreeBits} preprocessed rows and ${trace.rows} rows in the trace`;
    refuse(chip, 'preprocessed', message, 'Give both traces the same height.');
  }
}

/** A copy of the public values, which holes and members of its own cannot make another. */
function checkPublicValues({ chip, publicValues }: ProveRequest): number[] {
  const count = chip.publicValueCount;
  if (publicValues.length !== count) {
    refuse(chip, 'publicValues', `it has ${count} public values`, 'Pass as many.');
  }
  const copy: number[] = [];
  for (let i = 0; i < count; i++) {
    const value: unknown = publicValues[i];
    if (!chip.field.isCanonical(value) || Object.is(value, -0)) {
      const remedy = 'Pass whole numbers below the prime.';
      refuse(chip, 'publicValues', `public value ${i} is no field element`, remedy);
    }
    copy.push(value);
  }
  return copy;
}
