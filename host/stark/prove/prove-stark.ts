import type { Dispatcher } from '../../dispatch/index.js';
import type { Ext } from '../../field/index.js';
import { SwitchyardError, type Matrix, type Transcript } from '../../runtime/index.js';
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
  /** The main trace on the dispatcher's device; it is consumed. */
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
 * with the smallest proof-of-work witnesses. Nothing of it is left on the device, whether it succeeds or fails.
 * A trace that does not satisfy the constraints gives a proof that does not verify; `checkTrace` says why.
 *
 * @throws SwitchyardError; ParametersError; ProofError for a height that the parameters do not allow
 */
export async function proveStark(request: ProveRequest): Promise<StarkProof> {
  const system = proofSystem(request.parameters);
  const session = new Session(system, request.dispatcher, request.transcript);
  session.keep(request.trace);
  try {
    return await prove(session, request);
  } finally {
    await session.release();
  }
}

async function prove(session: Session, request: ProveRequest): Promise<StarkProof> {
  const { chip, trace, publicValues, preprocessed } = request;
  const { system } = session;
  checkRequest(request);
  const degreeBits = Math.log2(trace.rows);
  starkShape(system, chip, degreeBits);

  const main = await commitTraces(session, 'trace', [{ trace, shift: session.shift }], [trace]);
  session.observeNumbers(degreeBits, degreeBits, chip.preprocessedWidth);
  session.observeCap(main.capWords);
  if (preprocessed) session.observeCap(preprocessed.capWords);
  session.observeNumbers(...publicValues);
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
  await session.dispatcher.run('quotient', segment);
  session.keep(...chunks);
  // Chunk k holds f on shift g^k H, that is f(shift g^k X) on H; on g^-k K that is f on shift K.
  const step = field.inverse(field.twoAdicGenerator(degreeBits + logChunks));
  const extendable = chunks.map((trace, k) => ({ trace, shift: field.toMontgomery(field.pow(step, k)) }));
  return commitTraces(session, 'quotient', extendable, chunks);
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

function checkRequest({ chip, parameters, trace, publicValues, preprocessed }: ProveRequest): void {
  const refuse = (argument: string, message: string, remedy: string): never => {
    throw new SwitchyardError('SY_ERR_ARGUMENT', `${chip.name}: ${message}`, {
      argument: `prove.${argument}`,
      remedy,
    });
  };
  if (chip.field.name !== parameters.field || trace.field !== parameters.field) {
    refuse('parameters', `chip and trace are not over ${parameters.field}`, 'Use one field throughout.');
  }
  if (trace.columns !== chip.width) {
    refuse(
      'trace',
      `the trace has ${trace.columns} columns, not ${chip.width}`,
      'Fill all columns of the chip.',
    );
  }
  if (!Number.isInteger(Math.log2(trace.rows))) {
    refuse('trace', `${trace.rows} rows are no power of two`, 'Pad the trace.');
  }
  if (publicValues.length !== chip.publicValueCount) {
    refuse('publicValues', `it has ${chip.publicValueCount} public values`, 'Pass as many.');
  }
  if (!publicValues.every((value) => chip.field.isCanonical(value))) {
    refuse('publicValues', 'a public value is no field element', 'Pass whole numbers below the prime.');
  }
  const hasColumns = chip.preprocessedWidth > 0;
  if (hasColumns !== (preprocessed !== undefined)) {
    refuse(
      'preprocessed',
      hasColumns ? 'its preprocessed columns are not committed' : 'it has no preprocessed columns',
      'Pass the result of commitPreprocessed exactly where the chip has such columns.',
    );
  }
}
