import { Code } from './abi.js';
import { SwitchyardError } from './errors.js';
import { loadAddon, type NativeError, type NativeOutcome, type NativeRunOptions } from './native.js';

/** One run of a guest program, with everything given. */
export interface GuestRun extends NativeRunOptions {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  /** Pieces of what the guest writes to descriptor 1 or 2, in order. The run waits for slow takers. */
  readonly onConsole: (descriptor: number, bytes: Uint8Array) => void;
  /** Cycles so far, now and then. */
  readonly onProgress: (cycles: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export type GuestOutcome = NativeOutcome & { readonly end: Exclude<NativeOutcome['end'], 'cancelled'> };

/**
 * Runs a guest program on a thread of its own.
 *
 * @throws SwitchyardError SY_ERR_ELF for a file that is no guest program, SY_ERR_MEMORY, SY_ERR_CANCELLED,
 *   SY_ERR_ADDON
 */
export async function runGuest(run: GuestRun): Promise<GuestOutcome> {
  const { elf, inputs, onConsole, onProgress, signal, ...options } = run;
  const executor = new (loadAddon().NativeExecutor)();
  const cancel = () => executor.cancel();
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  // What a callback throws ends the run and becomes its error.
  let thrown: { readonly error: unknown } | undefined;
  const guarded = (action: () => void) => {
    if (thrown) return;
    try {
      action();
    } catch (error) {
      thrown = { error };
      cancel();
    }
  };
  let outcome: NativeOutcome;
  try {
    outcome = await executor.execute(elf, inputs, options, (...event) => {
      guarded(() => (event[0] === 'console' ? onConsole(event[1], event[2]) : onProgress(event[1])));
    });
  } catch (error) {
    throw fromExecutor(error as NativeError);
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  if (thrown) throw thrown.error;
  if (!isFinished(outcome)) {
    throw new SwitchyardError('SY_ERR_CANCELLED', 'the run was cancelled', {
      remedy: 'Run the program again if its outcome is still wanted.',
    });
  }
  return outcome;
}

function isFinished(outcome: NativeOutcome): outcome is GuestOutcome {
  return outcome.end !== 'cancelled';
}

/** The error of a run that did not begin. */
export function fromExecutor(error: NativeError): Error {
  if (error.check !== undefined) {
    return new SwitchyardError('SY_ERR_ELF', `${error.check}: ${error.message}`, {
      remedy: 'Pass a statically linked RV32IM executable, such as those in examples.',
      check: error.check,
      argument: 'elf',
      cause: error,
    });
  }
  if (error.syCode === Code.MEMORY) {
    return new SwitchyardError('SY_ERR_MEMORY', error.message, {
      remedy: 'Free memory, or run the program where there is more.',
      cause: error,
    });
  }
  return error;
}
