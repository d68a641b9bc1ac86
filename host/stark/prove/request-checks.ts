import type { StageRunner } from '../../dispatch/index.js';
import { MAX_LOG_BLOWUP, SwitchyardError, type Matrix } from '../../runtime/index.js';
import type { Chip } from '../air/index.js';
import { logQuotientChunks, type StarkParameters } from '../proof/index.js';
import { degreeBits, type Commitment } from './commitment.js';

/** A table that is to be proven under parameters. */
interface TableRequest {
  readonly dispatcher: StageRunner;
  readonly chip: Chip;
  readonly parameters: StarkParameters;
  readonly trace: Matrix;
}

/** Refuses a request because of one of its members. @throws SwitchyardError SY_ERR_ARGUMENT */
export function refuse(chip: Chip, argument: string, message: string, remedy: string): never {
  throw new SwitchyardError('SY_ERR_ARGUMENT', `${chip.name}: ${message}`, {
    argument: `prove.${argument}`,
    remedy,
  });
}

/** Checks that a trace is one of the chip, on the device, and that the parameters suit both. */
export function checkTable(request: TableRequest): void {
  const { chip, parameters, dispatcher, trace } = request;
  if (!dispatcher.holds(trace)) {
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
}

/** What decides a commitment; it may be shared by proofs that differ in anything else. */
const COMMITMENT_PARAMETERS = ['field', 'hashSet', 'logBlowup', 'capHeight'] as const;

/** Checks that matrix i of a commitment is to the preprocessed columns of a table. */
export function checkPreprocessed(
  { chip, parameters, trace, dispatcher }: TableRequest,
  preprocessed: Commitment,
  i: number,
): void {
  const { ldes, tree } = preprocessed;
  if (![ldes[i], tree].every((held) => dispatcher.holds(held))) {
    const message = 'the preprocessed columns live on another device';
    refuse(chip, 'preprocessed', message, 'Commit to them on the device that proves.');
  }
  if (ldes[i].columns !== chip.preprocessedWidth) {
    const message = `the commitment is not to ${chip.preprocessedWidth} preprocessed columns`;
    refuse(chip, 'preprocessed', message, 'Commit to all preprocessed columns of the chip.');
  }
  const other = COMMITMENT_PARAMETERS.find((name) => preprocessed.parameters[name] !== parameters[name]);
  if (other !== undefined) {
    const message = `the preprocessed columns were committed with another ${other}`;
    refuse(chip, 'preprocessed', message, 'Commit to them under the parameters of the proof.');
  }
  const logRows = degreeBits(preprocessed, i);
  if (2 ** logRows !== trace.rows) {
    const message = `there are 2^${logRows} preprocessed rows and ${trace.rows} rows in the trace`;
    refuse(chip, 'preprocessed', message, 'Give both traces the same height.');
  }
}

/** A copy of the public values, which holes and members of its own cannot make another. */
export function checkPublicValues(chip: Chip, publicValues: readonly number[]): number[] {
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
