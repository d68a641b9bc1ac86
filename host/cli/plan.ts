import { Command, Option } from 'commander';
import { explainPlan, type PlannedSpan } from '../planner/index.js';
import { SwitchyardError } from '../runtime/index.js';
import { planRun, predictShapes, scoutRun, SHAPES, type PlannedRun } from '../vm/index.js';
import { chromeTrace } from './bench/timeline.js';
import { requireWritable, writeOutputFile } from './files.js';
import { addGuestOptions, loadGuest, type GuestOptions } from './guest/guest-options.js';
import { addPlanningOptions, type PlanningOptions } from './planning/options.js';
import { openSession } from './planning/session.js';
import { chooseParameters, HASH_CHOICES, PARAMS_HELP } from './proof/options.js';
import { DEFAULT_LIMITS, shapeOption, shapeOf } from './guest/run-options.js';
import { formatCount, formatSeconds } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends GuestOptions, PlanningOptions {
  readonly params: string;
  readonly hash: string;
  readonly shape: string;
  readonly timeline?: string;
  readonly json?: boolean;
}

/** `switchyard plan` */
export function planCommand(): Command {
  const command = new Command('plan').description(
    'say what would run where if a program were proven, how long that would take, and why',
  );
  return addPlanningOptions(addGuestOptions(command))
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'default')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript').choices(HASH_CHOICES).default('poseidon2'),
    )
    .addOption(shapeOption())
    .option('--timeline <file>', 'write the prediction for one shard of each shape as Chrome trace JSON')
    .option('--json', 'machine-readable output (schema switchyard-plan/1)')
    .action(plan);
}

async function plan(file: string, options: Options): Promise<void> {
  const guest = { ...DEFAULT_LIMITS, ...loadGuest(file, options) };
  const parameters = chooseParameters(options.params, options.hash);
  if (options.timeline !== undefined) requireWritable(options.timeline);
  await using session = await openSession(options);
  for (const note of session.notes) console.error(`switchyard: ${note}`);
  if (session.unmeasured.length > 0) throw unmeasured(session.unmeasured);
  const scouted = await scoutRun({ ...guest, allowExitCode: true });
  const { extensionDegree } = parameters;
  const shapes = predictShapes(scouted, {
    ...{ extensionDegree, shardCycles: 2 ** 32 - 1, shape: shapeOf(options.shape) },
  });
  const { devices, profiles, planOptions } = session;
  const { cycles } = scouted;
  const planned = await planRun({ shapes, cycles, parameters, devices, profiles, options: planOptions });
  if (options.timeline !== undefined) {
    const trace = chromeTrace(planned.kinds.flatMap(({ plan, shape }) => spansOf(plan.timeline, shape)));
    writeOutputFile(options.timeline, `${JSON.stringify(trace)}\n`);
  }
  if (options.json) console.log(JSON.stringify(describe(planned, cycles), null, 2));
  else print(planned, cycles);
}

function unmeasured(ids: readonly string[]): SwitchyardError {
  return new SwitchyardError('SY_ERR_PROFILE', `${ids.join(', ')}: not measured yet, or not as it is now`, {
    device: ids[0],
    remedy: `Run switchyard calibrate --devices ${ids.join(',')}.`,
  });
}

function spansOf(spans: readonly PlannedSpan[], shape: number) {
  return spans.map(({ what, stage, direction, device, start, end }) => ({
    stage: `${SHAPES[shape].name} ${what === 'stage' ? stage : `${stage} (${direction!})`}`,
    ...{ device, start, end },
  }));
}

function describe({ kinds, stream, seconds }: PlannedRun, cycles: number) {
  return {
    schema: 'switchyard-plan/1',
    ...{ cycles, seconds, cost: stream.cost, hostSeconds: stream.hostSeconds, bottleneck: stream.bottleneck },
    lanes: stream.lanes.map(({ devices, shards, busySeconds }) => ({
      ...{ devices, busySeconds },
      shards: shards.map((shard, kind) => ({
        shape: SHAPES[kinds[kind].shape].name,
        count: shard?.share ?? 0,
        seconds: shard?.seconds ?? null,
      })),
    })),
    kinds: kinds.map(({ shape, count, plan }) => ({
      ...{ shape: SHAPES[shape].name, count, seconds: plan.seconds },
      choices: plan.choices,
      timeline: plan.timeline,
    })),
  };
}

function print({ kinds, stream, seconds }: PlannedRun, cycles: number): void {
  for (const { shape, count, plan } of kinds) {
    console.log(
      `${formatCount(count, 'shard')} of shape ${SHAPES[shape].name}, ${formatSeconds(plan.seconds)} each:`,
    );
    const rows = explainPlan(plan).map((row) => [
      row.stage,
      row.device,
      row.predicted,
      row.runnerUp,
      row.reason,
    ]);
    const columns = ['stage', 'device', 'predicted', 'runner-up', 'reason'];
    console.log(`${formatTable(columns, rows, new Set(['predicted']))}\n`);
  }
  const rows = stream.lanes.map(({ devices, shards, busySeconds }) => [
    devices.join(' + '),
    String(shards.reduce((sum, shard) => sum + (shard?.share ?? 0), 0)),
    formatSeconds(busySeconds),
  ]);
  console.log(formatTable(['lane', 'shards', 'busy'], rows, new Set(['shards', 'busy'])));
  const bound = stream.bottleneck === 'host' ? `the host's own work` : 'the devices';
  console.log(`${cycles} cycles in ${formatSeconds(seconds)}, bound by ${bound}`);
  if (stream.cost > 0) console.log(`cost ${stream.cost.toFixed(4)}`);
}
