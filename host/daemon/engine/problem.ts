import { SwitchyardError } from '../../runtime/index.js';
import { ParametersError } from '../../stark/proof/index.js';
import { ElfError, MachineError } from '../../vm/index.js';
import type { JobView } from '../api/index.js';

export type Problem = NonNullable<JobView['problem']>;

/** Codes of what is the job's own fault, or cannot be mended by trying again. */
const OWN = new Set([
  'SY_ERR_GUEST',
  'SY_ERR_ELF',
  'SY_ERR_ARGUMENT',
  'SY_ERR_SECURITY',
  'SY_ERR_UNSUPPORTED',
]);

/** Whether a job that failed so would fail again. */
export function isOfJob(error: unknown): boolean {
  if (error instanceof ParametersError || error instanceof MachineError || error instanceof ElfError)
    return true;
  if (!(error instanceof SwitchyardError)) return false;
  // A program or an input that is gone or damaged has no second copy.
  if (error.code === 'SY_ERR_STORE') return error.check === 'ARTIFACT';
  return OWN.has(error.code);
}

/** An error as clients see it. */
export function describeProblem(error: unknown): Problem {
  if (error instanceof SwitchyardError) {
    return { code: error.code, message: error.message.slice(0, 2000), remedy: error.remedy };
  }
  if (error instanceof ElfError) {
    const remedy = 'Pass a statically linked RV32IM executable.';
    return { code: 'SY_ERR_ELF', message: `${error.code}: ${error.message}`, remedy };
  }
  if (error instanceof ParametersError || error instanceof MachineError) {
    return { code: error.code, message: error.message, remedy: 'Use other parameters.' };
  }
  const message = 'the work on the job failed unexpectedly';
  return { code: 'INTERNAL', message, remedy: "See the daemon's log, and report it." };
}
