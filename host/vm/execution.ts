import { describePlace, SwitchyardError } from '../runtime/index.js';

/** Cycles of one stack of functions, innermost last, separated by semicolons. */
export interface FoldedStack {
  readonly functions: string;
  readonly cycles: number;
}

interface Run {
  /** Instructions executed, without those of unconstrained blocks. */
  readonly cycles: number;
  readonly unconstrainedCycles: number;
  /** Of the run itself, without reading and decoding the program. */
  readonly seconds: number;
  /** Of the instruction that ended the run, or that would have been next. */
  readonly pc: number;
  /** The instruction word there; undefined where there is no code. */
  readonly word: number | undefined;
  /** The function there, where the symbols tell. */
  readonly functionName: string | undefined;
  /** x0 to x31 at the end. */
  readonly registers: Uint32Array;
  /** Cycles by mnemonic. */
  readonly instructions: Readonly<Record<string, number>>;
  /** Cycles by instruction family. */
  readonly families: Readonly<Record<string, number>>;
  /** Calls by name, those within unconstrained blocks included. */
  readonly calls: Readonly<Record<string, number>>;
  readonly publicValues: Uint8Array;
  /** Whether the guest committed to SHA-256 of the public values. */
  readonly digest: 'absent' | 'partial' | 'wrong' | 'committed';
  /** Pages of 4 KiB that were read or written. */
  readonly accessedPages: number;
  /** Memory that the guest had at the end, its program included. */
  readonly memoryBytes: number;
  /** Inputs that nobody read. */
  readonly inputsLeft: number;
  /** Empty unless asked for. */
  readonly profile: readonly FoldedStack[];
  /** The ranges of memory that were asked for, as they were at the end. */
  readonly dumps: readonly Uint8Array[];
}

/** The guest ended by itself; a non-zero exit code is its way to say that it failed. */
export interface Halted extends Run {
  readonly kind: 'halted';
  readonly exitCode: number;
}

/** The guest did what it must not. */
export interface Faulted extends Run {
  readonly kind: 'fault';
  /** A stable name, such as `ILLEGAL_INSTRUCTION`. */
  readonly fault: string;
  readonly message: string;
}

/** The run was stopped at a limit. */
export interface Limited extends Run {
  readonly kind: 'limit';
  readonly limit: 'cycles' | 'memory';
  readonly message: string;
}

export type Execution = Halted | Faulted | Limited;

/** What to do about each fault. */
export const FAULT_REMEDIES: Readonly<Record<string, string>> = {
  ILLEGAL_INSTRUCTION:
    'It may be a trap that the compiler placed for a failure; else build for rv32im, without compressed code.',
  NO_CODE: 'The guest jumped through a bad pointer, or returned with a damaged stack.',
  MISALIGNED_JUMP: 'Build the guest for rv32im, without compressed code.',
  MISALIGNED_LOAD: 'Build the guest so that it loads at multiples of the size alone (-mstrict-align).',
  MISALIGNED_STORE: 'Build the guest so that it stores at multiples of the size alone (-mstrict-align).',
  MEMORY_RANGE: 'Use addresses below 0x78000000 in the guest.',
  UNSUPPORTED_CALL: 'Build the guest without this precompile.',
  CALL_ARGUMENT: 'Correct the arguments of the call in the guest.',
  INPUT_MISSING: 'Pass every input that the guest reads, in order.',
  INPUT_LENGTH: 'Let the guest ask for the length (HINT_LEN) and read the whole input.',
  DEFERRED_PROOF: 'Use a guest that verifies no proofs.',
  PUBLIC_VALUES: 'Publish a digest of large data instead of the data.',
  UNCONSTRAINED: 'Only writes that are no public values are allowed within an unconstrained block.',
};

/**
 * Passes on a run that halted with exit code 0.
 *
 * @throws SwitchyardError SY_ERR_GUEST for any other; `check` is the fault's name, `CYCLES`, `MEMORY` or `EXIT_CODE`.
 */
export function requireSuccess(execution: Execution): Halted {
  switch (execution.kind) {
    case 'halted':
      if (execution.exitCode === 0) return execution;
      throw new SwitchyardError('SY_ERR_GUEST', `the guest ended with exit code ${execution.exitCode}`, {
        remedy: 'The guest says that it failed; see what it printed.',
        check: 'EXIT_CODE',
      });
    case 'fault':
      throw new SwitchyardError(
        'SY_ERR_GUEST',
        `${execution.fault} at ${placeOf(execution)}: ${execution.message}`,
        { remedy: FAULT_REMEDIES[execution.fault], check: execution.fault },
      );
    case 'limit':
      throw new SwitchyardError('SY_ERR_GUEST', `${execution.message}; it stood at ${placeOf(execution)}`, {
        remedy: `Raise the limit${execution.limit === 'cycles' ? ' (--max-cycles)' : ' (--max-memory)'} if the program needs more.`,
        check: execution.limit.toUpperCase(),
      });
  }
}

function placeOf({ pc, word, functionName }: Execution): string {
  return describePlace({ pc, word, function: functionName });
}
