import { Command } from 'commander';
import { parseDeviceId } from '../runtime/index.js';
import { loadDaemon, percentile, slopeOf, type LoadFigures } from './bench/daemon-load.js';
import { describeMachine } from './bench/machine.js';
import { summarise } from './bench/measure.js';
import { parseCount, progress } from './bench/options.js';
import { BENCH_SCHEMA, writeBenchFile, type BenchFile, type BenchResult } from './bench/results.js';
import { formatBytes, formatSeconds } from './quantity.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options {
  readonly device: string;
  readonly threads: string;
  readonly queued: string;
  readonly warmup: string;
  readonly done: string;
  readonly json?: boolean;
  readonly out?: string;
}

const FILE_NAME = 'daemon.json';

/** `switchyard bench daemon` */
export function daemonBenchCommand(): Command {
  return new Command('daemon')
    .description(
      'measure how soon a daemon that proves answers submissions, and whether its memory stays flat',
    )
    .option('--device <id>', 'the device that it proves on', 'cpu0')
    .option('--threads <count>', 'threads of the CPU device', '1')
    .option('--queued <count>', 'jobs that are queued while others are proven', '1000')
    .option('--warmup <count>', 'jobs that are done before memory is measured', '50')
    .option('--done <count>', 'jobs that are done while it is', '200')
    .option('--json', `machine-readable output (schema ${BENCH_SCHEMA})`)
    .option('--out <folder>', `write ${FILE_NAME} into this folder`)
    .action(benchDaemon);
}

async function benchDaemon(options: Options): Promise<void> {
  const { device } = options;
  if (!parseDeviceId(device)) throw new UsageError(`--device: '${device}' is no device such as cpu0`);
  const [threads, queued, warmup, done] = (['threads', 'queued', 'warmup', 'done'] as const).map((name) =>
    parseCount(options[name], `--${name}`),
  );
  if (warmup + done > queued) throw new UsageError('--done: more jobs than are queued, with --warmup');
  const onProgress = (line: string) => progress(options, line);
  const figures = await loadDaemon({ device, threads, queued, warmup, done, onProgress });
  const result = describe(figures, { device, threads });
  const file: BenchFile = {
    schema: BENCH_SCHEMA,
    machine: { ...describeMachine(VERSION) },
    results: [result],
  };
  if (options.json) console.log(JSON.stringify(file, null, 2));
  else print(result);
  if (options.out !== undefined) onProgress(`wrote ${writeBenchFile(options.out, FILE_NAME, file)}`);
}

function describe(
  { submitSeconds, doneMeanwhile, memory, loadAverage }: LoadFigures,
  where: { readonly device: string; readonly threads: number },
): BenchResult {
  const sample = summarise(submitSeconds);
  const resident = memory.map(({ residentBytes }) => residentBytes);
  return {
    ...{ op: 'daemon-submit', shape: 'T12', isa: 'any', ...where, ...sample },
    ...{ rate: 1 / sample.medianSeconds, unit: 'job' },
    daemon: {
      p99Seconds: percentile(submitSeconds, 0.99),
      doneMeanwhile,
      jobsDone: memory.at(-1)!.done,
      residentBytes: { first: resident[0], last: resident.at(-1)!, most: Math.max(...resident) },
      residentBytesPerJob: slopeOf(memory),
      loadAverage: [...loadAverage],
    },
  };
}

function print({ runs, medianSeconds, maxSeconds, daemon }: BenchResult): void {
  const { p99Seconds, doneMeanwhile, jobsDone, residentBytes, residentBytesPerJob, loadAverage } = daemon!;
  console.log(
    `${runs} jobs queued while ${doneMeanwhile} were proven: answered in ${formatSeconds(medianSeconds)} (median), ` +
      `${formatSeconds(p99Seconds)} (p99), at most ${formatSeconds(maxSeconds)}`,
  );
  const { first, last, most } = residentBytes;
  const slope = `${residentBytesPerJob < 0 ? '-' : ''}${formatBytes(Math.abs(100 * residentBytesPerJob))}`;
  console.log(
    `${jobsDone} jobs done: ${slope} of memory more for each hundred; ` +
      `${formatBytes(first)} at first, ${formatBytes(last)} at last, ${formatBytes(most)} at most`,
  );
  console.log(`load average ${loadAverage.map((load) => load.toFixed(1)).join(' before, ')} after`);
}
