import { Command, Option } from 'commander';
import { SwitchyardError, type Device } from '../runtime/index.js';
import type { PowerMonitor } from '../telemetry/index.js';
import type { StarkParameters } from '../stark/proof/index.js';
import { securityOf } from '../stark/security/index.js';
import { runSecurity, SHAPES } from '../vm/index.js';
import { cellsPerCycle, DEGREES, idleShare, stateCells } from './bench/guest-cells.js';
import {
  GUEST_RUNS,
  SMALL_RUN,
  STATE_RUNS,
  UNSEEN_RUNS,
  type GuestRun,
  type StateRun,
} from './bench/guest-runs.js';
import { describeMachine } from './bench/machine.js';
import { executeOnce, proveGuestOnce, rowsOf, type GuestProof } from './bench/measure-guest.js';
import { summarise } from './bench/measure.js';
import {
  addBenchOptions,
  checkIsa,
  openDevice,
  parseCount,
  parseThreads,
  progress,
  type BenchOptions,
} from './bench/options.js';
import { addPowerOptions, energyFigures, openPower, type PowerOptions } from './bench/power.js';
import { printGuests } from './bench/print-guests.js';
import {
  BENCH_SCHEMA,
  readBenchFile,
  writeBenchFile,
  type BenchFile,
  type BenchResult,
} from './bench/results.js';
import { chooseParameters, HASH_CHOICES, hashChoiceOf, PARAMS_HELP } from './proof/options.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options extends BenchOptions, PowerOptions {
  readonly guest?: string;
  readonly shape: string;
  readonly params: string;
  readonly hash: string;
}

/** What all measurements of one command line share. */
interface Task {
  readonly parameters: StarkParameters;
  readonly options: Options;
  readonly runs: number;
  /** Index of the shape to cut to. */
  readonly shape: number | undefined;
  readonly power: PowerMonitor | undefined;
}

const AUTO = 'auto';
const FILE_NAME = 'vm.json';

/** `switchyard bench vm` */
export function vmCommand(): Command {
  const command = new Command('vm')
    .description('measure guests: executed, and proven end to end; and what memory costs them')
    .option(
      '--guest <list>',
      `of ${[...GUEST_RUNS, ...UNSEEN_RUNS, ...STATE_RUNS, SMALL_RUN].map(({ name }) => name).join(', ')}; default: all but the last`,
    )
    .addOption(
      new Option('--shape <name>', 'the tables that shards are cut to; auto: chosen for each shard')
        .choices([AUTO, ...SHAPES.map(({ name }) => name)])
        .default(AUTO),
    )
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'bench')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript').choices(HASH_CHOICES).default('poseidon2'),
    )
    .action(benchVm);
  addBenchOptions(command, {
    runs: 1,
    fileName: FILE_NAME,
    placeholders: 'there are none here',
  });
  return addPowerOptions(command);
}

async function benchVm(options: Options): Promise<void> {
  if (options.peer !== undefined) throw new UsageError('--peer: there is none for guests');
  const shape = SHAPES.findIndex(({ name }) => name === options.shape);
  const parameters = chooseParameters(options.params, options.hash);
  const runs = parseCount(options.runs, '--runs');
  const { guests, states } = chooseRuns(options.guest);
  const before = options.compare === undefined ? undefined : readBenchFile(options.compare);
  const threadCounts = parseThreads(options);
  checkIsa(options);
  await using power = await openPower(options);
  const task: Task = { parameters, options, runs, shape: shape < 0 ? undefined : shape, power };

  const results: BenchResult[] = [];
  for (const threads of threadCounts) {
    await using device = await openDevice(options, threads);
    for (const guest of guests) {
      results.push(await measureExecution(device, guest, task));
      results.push(await measureProof(device, guest, task));
    }
    for (const run of states) results.push(await measureState(device, run));
  }
  const file: BenchFile = { schema: BENCH_SCHEMA, machine: { ...describeMachine(VERSION) }, results };
  if (options.json) console.log(JSON.stringify(file, null, 2));
  else printGuests(file, before);
  if (options.out !== undefined) progress(options, `wrote ${writeBenchFile(options.out, FILE_NAME, file)}`);
}

function chooseRuns(list: string | undefined): {
  readonly guests: readonly GuestRun[];
  readonly states: readonly StateRun[];
} {
  if (list === undefined) return { guests: [...GUEST_RUNS, ...UNSEEN_RUNS], states: STATE_RUNS };
  const names = list.split(',');
  const guests = [...GUEST_RUNS, ...UNSEEN_RUNS, SMALL_RUN];
  const unknown = names.find((name) => ![...guests, ...STATE_RUNS].some((run) => run.name === name));
  if (unknown !== undefined) throw new UsageError(`--guest: there is no guest '${unknown}'`);
  return {
    guests: guests.filter(({ name }) => names.includes(name)),
    states: STATE_RUNS.filter(({ name }) => names.includes(name)),
  };
}

function labelsOf(device: Device, op: string, { name }: GuestRun) {
  return { op, shape: name, device: device.id, isa: device.info.path, threads: device.info.threads };
}

/** Without a device: its labels say beside which proof it was measured. */
async function measureExecution(device: Device, guest: GuestRun, { runs }: Task): Promise<BenchResult> {
  const seconds: number[] = [];
  let cycles = 0;
  while (seconds.length < runs) {
    const run = await executeOnce(guest);
    cycles = run.cycles;
    seconds.push(run.seconds);
  }
  const sample = summarise(seconds);
  const labels = labelsOf(device, 'vm-execute', guest);
  return { ...labels, threads: 1, ...sample, rate: cycles / sample.medianSeconds, unit: 'cycle' };
}

async function measureProof(device: Device, guest: GuestRun, task: Task): Promise<BenchResult> {
  const { parameters, options, runs, shape, power } = task;
  const proofs: GuestProof[] = [];
  while (proofs.length < runs) {
    progress(options, `vm-prove ${guest.name}, ${device.info.threads} threads, run ${proofs.length + 1}`);
    proofs.push(await proveGuestOnce(device, guest, parameters, shape));
  }
  const sample = summarise(proofs.map(({ seconds }) => seconds));
  const median = [...proofs].sort((a, b) => a.seconds - b.seconds)[(runs - 1) >> 1];
  const { proven, processorSeconds, proofBytes, peakDeviceBytes, peakProcessBytes } = median;
  const { shards, run } = proven;
  const security = runSecurity(run);
  if (security === undefined) {
    throw new SwitchyardError('SY_ERR_PROOF', 'a run without shards', { remedy: 'Report this.' });
  }
  const cycles = shards.reduce((sum, shard) => sum + shard.cycles, 0);
  return {
    ...labelsOf(device, 'vm-prove', guest),
    ...sample,
    rate: cycles / sample.medianSeconds,
    unit: 'cycle',
    guestProof: {
      hash: hashChoiceOf(parameters.hashSet),
      parameters: options.params,
      securityBits: securityOf(security).provenBits,
      cycles,
      shapes: shards.map((shard) => shard.shape),
      cellsPerCycle: DEGREES.map((degree) => cellsPerCycle(shards, degree)),
      idleShare: idleShare(shards.slice(0, -1)),
      runSeconds: median.seconds,
      ...{ processorSeconds, proofBytes, peakDeviceBytes, peakProcessBytes },
      stages: [...median.stages],
    },
    ...(power ? { energy: energyOf(proofs, power, cycles) } : {}),
  };
}

function energyOf(proofs: readonly GuestProof[], power: PowerMonitor, cycles: number) {
  const windows = proofs.map(({ start, seconds }) =>
    power.over({ start, end: start + seconds, isSettled: false }),
  );
  const total = proofs.reduce((sum, { seconds }) => sum + seconds, 0);
  return energyFigures(windows, proofs.length, total, cycles);
}

/** Of the run as one shard, which is not proven. */
async function measureState(device: Device, run: StateRun): Promise<BenchResult> {
  const { rows, seconds } = await rowsOf(run);
  return {
    ...labelsOf(device, 'vm-state', run),
    ...summarise([seconds]),
    threads: 1,
    rate: run.words / seconds,
    unit: 'word',
    state: {
      words: run.words,
      cellsPerWord: DEGREES.map((degree) => ({ degree, cells: stateCells(rows, degree) / run.words })),
    },
  };
}
