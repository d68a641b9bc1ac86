import { Option, type Command } from 'commander';
import { Device, listIsas } from '../../runtime/index.js';
import { UsageError } from '../usage-error.js';
import { BENCH_SCHEMA } from './results.js';

/** Options that every bench command has. */
export interface BenchOptions {
  readonly threads?: string;
  readonly isa?: string;
  readonly device: string;
  readonly runs: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly compare?: string;
  readonly peer?: string;
}

/** Adds the options of {@link BenchOptions} to a command. */
export function addBenchOptions(
  command: Command,
  { runs, fileName, placeholders }: { runs: number; fileName: string; placeholders: string },
): Command {
  return command
    .option('--threads <list>', 'thread counts, such as 1,2; default: all threads')
    .addOption(
      new Option('--isa <name>', 'instruction set of the CPU device').choices([
        'scalar',
        'avx2',
        'avx512',
        'neon',
      ]),
    )
    .option('--device <id>', 'the device', 'cpu0')
    .option('--runs <count>', 'runs of each', String(runs))
    .option('--json', `machine-readable output (schema ${BENCH_SCHEMA})`)
    .option('--out <folder>', `write ${fileName} into this folder`)
    .option('--compare <file>', 'show the speed against an earlier results file')
    .option('--peer <name=command>', `run another program in turn; ${placeholders} are filled in`);
}

/** A whole number from 1 to 9999. @throws UsageError */
export function parseCount(text: string, option: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${option}: '${text}' is no count from 1 to 9999`);
  return Number(text);
}

/** The thread counts of `--threads`; undefined stands for all threads. @throws UsageError */
export function parseThreads({ threads }: BenchOptions): (number | undefined)[] {
  return threads === undefined
    ? [undefined]
    : threads.split(',').map((count) => parseCount(count, '--threads'));
}

/** @throws UsageError where this machine does not run the instruction set of `--isa` */
export function checkIsa({ isa }: BenchOptions): void {
  if (isa === undefined || listIsas().some(({ name, isSupported }) => name === isa && isSupported)) return;
  throw new UsageError(`this machine does not run ${isa}; switchyard doctor lists what it runs`);
}

/** Opens the device of the options, with so many threads if it is the CPU; others in processes of their own. */
export function openDevice({ device, isa }: BenchOptions, threads: number | undefined): Promise<Device> {
  return Device.openAnywhere(device, {
    ...(threads === undefined ? {} : { threads }),
    ...(isa === undefined ? {} : { isa }),
  });
}

/** A line for people who watch: on a terminal, and not beside JSON. */
export function progress({ json }: Pick<BenchOptions, 'json'>, line: string): void {
  if (process.stderr.isTTY && !json) console.error(line);
}
