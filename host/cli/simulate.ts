import { Command, Option } from 'commander';
import {
  readMachine,
  readTrace,
  runOf,
  Simulation,
  summarise,
  type SimulationSummary,
  type Spread,
} from '../daemon/index.js';
import { profilePath } from '../dispatch/index.js';
import { chooseParameters, HASH_CHOICES, PARAMS_HELP } from './proof/options.js';
import { formatCount, formatSeconds, formatShare } from './quantity.js';
import { formatTable } from './table.js';
import { UsageError } from './usage-error.js';

interface Options {
  readonly trace?: string;
  readonly profile?: string;
  readonly devices?: string;
  readonly activeJobs: string;
  readonly late: 'yield' | 'continue' | 'fail';
  readonly params: string;
  readonly hash: string;
  readonly json?: boolean;
}

/** `switchyard simulate` */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('run a trace of jobs on a virtual clock, decided on as the daemon decides')
    .option(
      '--trace <file>',
      'jobs and what happens to devices: JSON lines as docs/simulate.md describes them',
    )
    .option('--profile <file>', 'what work takes: a profile, or a file of seconds; default: the profile')
    .option('--devices <list>', 'devices to prove on, such as cpu0,cuda0; default: all that the file has')
    .option('--active-jobs <count>', 'jobs that are proven side by side, as proving.activeJobs', '4')
    .addOption(
      new Option('--late <policy>', 'what becomes of late jobs, as deadlines.late')
        .choices(['yield', 'continue', 'fail'])
        .default('yield'),
    )
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'default')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript').choices(HASH_CHOICES).default('poseidon2'),
    )
    .option('--json', 'machine-readable output (schema switchyard-simulation/1)')
    .action(simulate);
}

async function simulate(options: Options): Promise<void> {
  if (options.trace === undefined) throw new UsageError('--trace names the trace');
  if (!/^[1-9]\d{0,1}$/.test(options.activeJobs)) {
    throw new UsageError(`--active-jobs: '${options.activeJobs}' is no count from 1 to 99`);
  }
  const trace = readTrace(options.trace);
  const machine = await readMachine(
    {
      file: options.profile ?? profilePath(),
      devices: options.devices?.split(','),
      parameters: chooseParameters(options.params, options.hash),
    },
    new Set(trace.jobs.flatMap((job) => [...new Set(runOf(job).shapes)])),
  );
  const unknown = trace.events.find(({ device }) => !machine.devices.includes(device));
  if (unknown) console.error(`switchyard: the trace has events of ${unknown.device}, which is not simulated`);
  const { activeJobs, late } = options;
  const summary = summarise(new Simulation(trace, machine, { activeJobs: Number(activeJobs), late }).run());
  if (options.json) console.log(JSON.stringify(summary, null, 2));
  else print(summary);
}

function print({
  jobs,
  seconds,
  shards,
  copies,
  wastedSeconds,
  devices,
  ...summary
}: SimulationSummary): void {
  const { submitted, done, refused, failed, unfinished, withDeadline, missed, flagged } = jobs;
  console.log(
    `${formatCount(submitted, 'job')} in ${formatSeconds(seconds)}, ${withDeadline} of them with a deadline`,
  );
  const ends = { done, refused, failed, unfinished };
  for (const [what, count] of Object.entries(ends)) if (count > 0) console.log(`  ${what}: ${count}`);
  console.log(
    `deadlines missed by accepted jobs: ${missed}; predicted at some time to be missed: ${flagged}`,
  );
  const wasted = wastedSeconds > 0 ? `, ${formatSeconds(wastedSeconds)} of lanes in vain` : '';
  console.log(`${formatCount(shards, 'shard')}, ${copies} of them copied${wasted}\n`);
  const rows = devices.map(({ device, busySeconds, utilisation }) => [
    ...[device, formatSeconds(busySeconds), formatShare(utilisation)],
  ]);
  console.log(formatTable(['device', 'busy', 'share'], rows, new Set(['busy', 'share'])));
  printSpread('\nwaiting for the first shard', summary.waitingSeconds);
  printSpread('done later than promised', summary.laterThanPromisedSeconds);
}

function printSpread(what: string, spread: Spread | null): void {
  if (!spread) return;
  const [p50, p99, max] = [spread.p50, spread.p99, spread.max].map((value) =>
    Math.abs(value) < 5e-4 ? '0 s' : `${value < 0 ? '-' : ''}${formatSeconds(Math.abs(value))}`,
  );
  console.log(`${what}: median ${p50}, p99 ${p99}, at most ${max}`);
}
