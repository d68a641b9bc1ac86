import type { Command } from 'commander';
import { parseSp1Stdin } from '../../vm/index.js';
import { readInputFile, type FileKind } from '../files.js';
import { UsageError } from '../usage-error.js';

/** Options of every command that runs a guest program. */
export interface GuestOptions {
  readonly input?: string[];
  readonly sp1Stdin?: string;
  readonly maxCycles?: string;
  readonly maxMemory?: string;
}

const ELF: FileKind = { name: 'a RISC-V program', maxBytes: 2 ** 30 };
const INPUT: FileKind = { name: 'an input of at most 1 GiB', maxBytes: 2 ** 30 };

/** Adds the program and the options of {@link GuestOptions} to a command. */
export function addGuestOptions(command: Command): Command {
  return command
    .argument('<elf>', 'the program: a RISC-V executable for rv32im')
    .option('--input <file>', 'an input of the program; repeat it for more', collect)
    .option('--sp1-stdin <file>', 'all inputs, as a serialised SP1Stdin')
    .option('--max-cycles <count>', 'the most instructions to execute, such as 2^32')
    .option('--max-memory <bytes>', 'the most memory that the program may touch, such as 2^30');
}

function collect(value: string, previous: string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/** A program with its inputs and limits, read from files. */
export interface LoadedGuest {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly maxCycles?: number;
  readonly maxMemoryBytes?: number;
}

/**
 * Reads everything that a run needs.
 *
 * @throws UsageError
 * @throws SwitchyardError SY_ERR_FILE, SY_ERR_STDIN
 */
export function loadGuest(file: string, options: GuestOptions): LoadedGuest {
  if (options.input !== undefined && options.sp1Stdin !== undefined) {
    throw new UsageError('--input and --sp1-stdin exclude each other');
  }
  const limits = {
    ...(options.maxCycles === undefined ? {} : { maxCycles: parseAmount(options.maxCycles, '--max-cycles') }),
    ...(options.maxMemory === undefined
      ? {}
      : { maxMemoryBytes: parseAmount(options.maxMemory, '--max-memory') }),
  };
  const elf = loadElf(file);
  const inputs =
    options.sp1Stdin === undefined
      ? (options.input ?? []).map((input) => readInputFile(input, INPUT))
      : parseSp1Stdin(readInputFile(options.sp1Stdin, INPUT));
  return { elf, inputs, ...limits };
}

/** The bytes of a program. @throws SwitchyardError SY_ERR_FILE */
export function loadElf(file: string): Uint8Array {
  return readInputFile(file, ELF);
}

/** A whole number above 0, plain or as a power of two such as `2^20`. @throws UsageError */
export function parseAmount(text: string, option: string): number {
  const power = /^2\^(\d{1,2})$/.exec(text);
  const amount = power ? 2 ** Number(power[1]) : /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!(amount >= 1 && Number.isSafeInteger(amount))) {
    throw new UsageError(`${option}: '${text}' is no whole number such as 1000000 or 2^20`);
  }
  return amount;
}
