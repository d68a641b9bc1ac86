import { Command, Option } from 'commander';
import { explainPlan, type PlannedSpan, type Profiles } from '../planner/index.js';
import { SwitchyardError } from '../runtime/index.js';
import { planRun, predictShapes, scoutRun, SHAPES, type PlannedRun } from '../vm/index.js';
import { ModelLog } from './bench/model-log.js';
import { chromeTrace } from './bench/timeline.js';
import { requireWritable, writeOutputFile } from './files.js';
import { addGuestOptions, loadGuest, type GuestOptions } from './guest/guest-options.js';
import { addPlanningOptions, type PlanningOptions } from './planning/options.js';
import { modelledProfile } from './planning/modelled-cards.js';
import { openSession, type PlanningSession } from './planning/session.js';
import { chooseParameters, HASH_CHOICES, PARAMS_HELP } from './proof/options.js';
import { DEFAULT_LIMITS, shapeOption, shapeOf } from './guest/run-options.js';
import { formatCount, formatSeconds } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends GuestOptions, PlanningOptions {
  readonly params: string;
  readonly hash: string;
  readonly shape: string;
  readonly timeline?: string;
  readonly modelled?: boolean;
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
    .option(
      '--modelled',
      'plan with emulated FPGA cards as the cards that they stand for, by modelled times in place of measured ones',
    )
    .option('--timeline <file>', 'write the prediction for one shard of each shape as Chrome trace JSON')
    .option('--json', 'machine-readable output (schema switchyard-plan/1)')
    .action(plan);
}

async function plan(file: string, options: Options): Promise<void> {
  const guest = { ...DEFAULT_LIMITS, ...loadGuest(file, options) };
  const parameters = chooseParameters(options.params, options.hash);
  if (options.timeline !== undefined) requireWritable(options.timeline);
  // Device models inherit where to report from this process.
  using log = options.modelled === true ? new ModelLog() : undefined;
  await using session = await openSession(options);
  const modelled = log ? await modelCards(session, log) : {};
  tell(session, modelled);
  const unknown = session.unmeasured.filter((id) => !(id in modelled));
  if (unknown.length > 0) throw unmeasured(unknown);
  const scouted = await scoutRun({ ...guest, allowExitCode: true });
  const { extensionDegree } = parameters;
  const shapes = predictShapes(scouted, {
    ...{ extensionDegree, shardCycles: 2 ** 32 - 1, shape: shapeOf(options.shape) },
  });
  const { devices, planOptions } = session;
  const profiles = { ...session.profiles, ...modelled };
  const { cycles } = scouted;
  const planned = await planRun({ shapes, cycles, parameters, devices, profiles, options: planOptions });
  if (options.timeline !== undefined) {
    const trace = chromeTrace(planned.kinds.flatMap(({ plan, shape }) => spansOf(plan.timeline, shape)));
    writeOutputFile(options.timeline, `${JSON.stringify(trace)}\n`);
  }
  if (options.json) console.log(JSON.stringify(describe(planned, cycles), null, 2));
  else print(planned, cycles);
}

/** Profiles of the cards that emulated ones stand for. */
async function modelCards({ fleet, devices }: PlanningSession, log: ModelLog): Promise<Profiles> {
  const found: Record<string, Profiles[string]> = {};
  for (const { id, isEmulated } of devices) {
    const device = fleet.fleet.members.find((member) => member.id === id)?.device;
    const profile = isEmulated && device ? await modelledProfile(device, log) : undefined;
    if (profile) found[id] = profile;
  }
  return found;
}

function tell({ notes }: PlanningSession, modelled: Profiles): void {
  const isOfModelled = (note: string) => Object.keys(modelled).some((id) => note.startsWith(`${id} `));
  for (const note of notes.filter((one) => !isOfModelled(one))) console.error(`switchyard: ${note}`);
  for (const id of Object.keys(modelled))
    console.error(`switchyard: ${id} stands for a card: its times are modelled, none is measured`);
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
