import { runGuest, SwitchyardError, type GuestOutcome } from '../runtime/index.js';
import type { Execution } from './execution.js';

/** A range of data memory; `to` is exclusive. */
export interface MemoryRange {
  readonly from: number;
  readonly to: number;
}

export interface ExecuteOptions {
  /** One buffer for each input that the guest reads, in order. */
  readonly inputs?: readonly Uint8Array[];
  /** The most instructions to execute, those of unconstrained blocks included; default 2^32. */
  readonly maxCycles?: number;
  /** The most memory that the guest may touch, its program included; default 1 GiB. */
  readonly maxMemoryBytes?: number;
  /** Count cycles by stack of functions; slows the run a little. */
  readonly profile?: boolean;
  /** Memory to read at the end. */
  readonly dumps?: readonly MemoryRange[];
  /** Pieces of what the guest writes to descriptor 1 (output) or 2 (errors); dropped by default. */
  readonly onConsole?: (descriptor: number, bytes: Uint8Array) => void;
  /** Cycles so far, now and then. */
  readonly onProgress?: (cycles: number) => void;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_CYCLES = 2 ** 32;
const DEFAULT_MAX_MEMORY_BYTES = 2 ** 30;
/** Lengths of inputs are words for the guest; 2^32 - 1 means that there is none. */
const MAX_INPUT_BYTES = 2 ** 32 - 2;
const MAX_DUMP_BYTES = 2 ** 30;

/**
 * Runs a RISC-V program (RV32IM, calls as examples/README.md lists them) to its end. Faults and limits are outcomes, not
 * exceptions; {@link requireSuccess} makes errors of them.
 *
 * @param elf the bytes of an ELF file
 * @throws SwitchyardError SY_ERR_ELF for a file that is no such program, SY_ERR_ARGUMENT for options that cannot be,
 *   SY_ERR_MEMORY, SY_ERR_CANCELLED, SY_ERR_ADDON
 */
export async function execute(elf: Uint8Array, options: ExecuteOptions = {}): Promise<Execution> {
  const { inputs = [], dumps = [], maxCycles = DEFAULT_MAX_CYCLES } = options;
  const { maxMemoryBytes = DEFAULT_MAX_MEMORY_BYTES } = options;
  if (!(elf instanceof Uint8Array)) refuse('elf', 'is no Uint8Array');
  requireCount('maxCycles', maxCycles);
  requireCount('maxMemoryBytes', maxMemoryBytes);
  checkInputs(inputs);
  checkDumps(dumps);
  const outcome = await runGuest({
    elf,
    inputs,
    maxCycles,
    maxMemoryBytes,
    profile: options.profile ?? false,
    dumps: Uint32Array.from(dumps.flatMap(({ from, to }) => [from, to])),
    onConsole: options.onConsole ?? (() => undefined),
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  });
  return toExecution(outcome);
}

function refuse(argument: string, problem: string): never {
  throw new SwitchyardError('SY_ERR_ARGUMENT', `${argument} ${problem}`, {
    argument,
    remedy: 'Correct the named argument.',
  });
}

function requireCount(argument: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) refuse(argument, `is ${value}, no whole number above 0`);
}

function checkInputs(inputs: readonly Uint8Array[]): void {
  let bytes = 0;
  for (const input of inputs) {
    if (!(input instanceof Uint8Array)) refuse('inputs', 'are not all of type Uint8Array');
    bytes += input.length;
  }
  if (bytes > MAX_INPUT_BYTES) refuse('inputs', `have ${bytes} bytes, more than ${MAX_INPUT_BYTES}`);
}

function checkDumps(dumps: readonly MemoryRange[]): void {
  let bytes = 0;
  for (const { from, to } of dumps) {
    const isRange = Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to < 2 ** 32;
    if (!isRange) refuse('dumps', `from ${from} to ${to} is no range of addresses`);
    bytes += to - from;
  }
  if (bytes > MAX_DUMP_BYTES) refuse('dumps', `have ${bytes} bytes, more than ${MAX_DUMP_BYTES}`);
}

function toExecution(outcome: GuestOutcome): Execution {
  const { end, fault, limit, detail, exitCode, committedWords, digestMatches, usedBytes, ...rest } = outcome;
  const { word, function: functionName, ...counts } = rest;
  const run = {
    ...counts,
    word,
    functionName,
    digest: describeDigest(committedWords, digestMatches),
    memoryBytes: usedBytes,
  };
  switch (end) {
    case 'halted':
      return { kind: 'halted', exitCode, ...run };
    case 'fault':
      return { kind: 'fault', fault, message: detail, ...run };
    case 'limit':
      return { kind: 'limit', limit: limit === 'memory' ? 'memory' : 'cycles', message: detail, ...run };
  }
}

function describeDigest(committedWords: number, matches: boolean): Execution['digest'] {
  if (committedWords === 0) return 'absent';
  if (committedWords !== 0xff) return 'partial';
  return matches ? 'committed' : 'wrong';
}
