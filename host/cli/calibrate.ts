import { Command } from 'commander';
import { loadProfile, profilePath, saveProfile } from '../dispatch/index.js';
import { currentProfiles, fitsOf, type Profiles } from '../planner/index.js';
import { PRESETS } from '../stark/proof/index.js';
import { calibrate } from '../vm/index.js';
import { addPlanningOptions, type PlanningOptions } from './planning/options.js';
import { openSession } from './planning/session.js';
import { formatRate, formatSeconds, formatShare } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends PlanningOptions {
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** `switchyard calibrate` */
export function calibrateCommand(): Command {
  const command = new Command('calibrate').description(
    'measure what every op takes on every device, by proving a program on it; plans are made from that',
  );
  return addPlanningOptions(command)
    .option('--quick', 'small proofs alone: less sure about large ones')
    .option('--json', 'machine-readable output (schema switchyard-calibrate/1)')
    .action(run);
}

async function run(options: Options): Promise<void> {
  await using session = await openSession(options);
  const { fleet, ids, notes } = session;
  for (const note of notes) console.error(`switchyard: ${note}`);
  const started = performance.now();
  const profiles = await calibrate({
    ...{ fleet: fleet.fleet, ids, threads: fleet.cpu.info.threads },
    parameters: [PRESETS.bench, PRESETS.default],
    isQuick: options.quick === true,
    profiles: loadProfile().profiles,
    now: Date.now() / 1000,
    onTrial: ({ device, shape, cycles }) => {
      if (process.stderr.isTTY && !options.json) {
        console.error(`${device}: ${cycles} cycles in shape ${shape}`);
      }
    },
  });
  saveProfile(profiles);
  const seconds = (performance.now() - started) / 1e3;
  const current = currentProfiles(profiles, session.identities);
  const classes = describe(current);
  if (options.json) {
    const report = { schema: 'switchyard-calibrate/1', file: profilePath(), seconds, classes };
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  const rows = classes.map(({ device, costClass, latencySeconds, workPerSecond, error }) => [
    ...[device, costClass, formatSeconds(latencySeconds), formatRate(workPerSecond, '/s')],
    formatShare(error),
  ]);
  const right = new Set(['latency', 'rate', 'error']);
  console.log(formatTable(['device', 'work', 'latency', 'rate', 'error'], rows, right));
  console.log(`measured in ${formatSeconds(seconds)}; kept in ${profilePath()}`);
}

function describe(profiles: Profiles) {
  return Object.entries(profiles).flatMap(([device, profile]) =>
    [...fitsOf(profile)].map(([costClass, fit]) => ({ device, costClass, ...fit })),
  );
}
