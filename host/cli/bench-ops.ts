import { Command } from 'commander';
import { parseDeviceId, type Device } from '../runtime/index.js';
import type { PowerMonitor } from '../telemetry/index.js';
import { CATALOGUE, type BenchOp } from './bench/catalogue.js';
import { describeMachine } from './bench/machine.js';
import { holdAgainst, measureRooflines, summarise, Workload, type Rooflines } from './bench/measure.js';
import { describeModel, ModelLog } from './bench/model-log.js';
import {
  addBenchOptions,
  checkIsa,
  openDevice,
  parseCount,
  parseThreads,
  progress,
  type BenchOptions,
} from './bench/options.js';
import {
  addPowerOptions,
  measureEnergy,
  openPower,
  parseMeterSeconds,
  type PowerOptions,
} from './bench/power.js';
import { energyTable } from './bench/energy-table.js';
import { describePeer, parsePeer, runPeer, speedRatio, type Peer } from './bench/peer.js';
import {
  BENCH_SCHEMA,
  describeChange,
  readBenchFile,
  writeBenchFile,
  type BenchFile,
  type BenchResult,
} from './bench/results.js';
import { formatShape, parseShape, type Shape } from './bench/shape.js';
import { deviceLabel } from './device-label.js';
import { formatRate, formatSeconds, formatShare } from './quantity.js';
import { formatTable } from './table.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options extends BenchOptions, PowerOptions {
  readonly op?: string[];
  readonly shape?: string[];
  readonly quick?: boolean;
}

interface Task {
  readonly op: BenchOp;
  readonly shape: Shape;
}

/** What energy is measured by, and for how long. */
interface Metering {
  readonly power: PowerMonitor;
  readonly seconds: number;
}

/** `switchyard bench ops` */
export function opsCommand(): Command {
  const names = CATALOGUE.map(({ name }) => name).join(', ');
  const command = new Command('ops')
    .description('measure single ops on one device')
    .option('--op <name...>', `which ops; all by default: ${names}`)
    .option('--shape <rows x columns...>', 'shapes such as 2^18x64, instead of each op’s own')
    .option('--quick', 'small shapes and few runs: shows that everything works, says little of speed')
    .action(benchOps);
  addBenchOptions(command, {
    runs: 7,
    fileName: 'ops.json',
    placeholders: '{op}, {shape}, {threads}',
  });
  return addPowerOptions(command);
}

async function benchOps(options: Options): Promise<void> {
  const runs = parseCount(options.runs, '--runs');
  const tasks = chooseTasks(options);
  const peer = options.peer === undefined ? undefined : parsePeer(options.peer);
  const before = options.compare === undefined ? undefined : readBenchFile(options.compare);
  checkIsa(options);
  const seconds = parseMeterSeconds(options);
  await using power = await openPower(options);
  const metering = power && { power, seconds };
  const results: BenchResult[] = [];
  for (const threads of parseThreads(options)) {
    using log = new ModelLog();
    await using device = await openDevice(options, threads);
    progress(
      options,
      `measuring the rooflines of ${device.id}, ${device.info.path}, ${device.info.threads} threads`,
    );
    const rooflines = await measureRooflines(device, options.quick === true);
    for (const task of tasks) {
      progress(options, `${task.op.name} ${formatShape(task.shape)}`);
      const bounds = rooflines?.[task.op.field];
      const context = { peer, metering, log, rooflines: bounds };
      results.push(await benchTask(device, task, options.quick ? 2 : runs, context));
    }
  }
  const file: BenchFile = { schema: BENCH_SCHEMA, machine: { ...describeMachine(VERSION) }, results };
  if (options.json) console.log(JSON.stringify(file, null, 2));
  else printResults(file, before);
  if (options.out !== undefined) progress(options, `wrote ${writeBenchFile(options.out, 'ops.json', file)}`);
}

/** What all measurements of a device share. */
interface OpContext {
  readonly rooflines: Rooflines | undefined;
  readonly peer: Peer | undefined;
  readonly metering: Metering | undefined;
  readonly log: ModelLog;
}

async function benchTask(
  device: Device,
  { op, shape }: Task,
  runs: number,
  { rooflines, peer, metering, log }: OpContext,
): Promise<BenchResult> {
  log.restart();
  const workload = await Workload.prepare(device, op, shape);
  // Of bringing the input and one run.
  const modelled = log.summary();
  const seconds: number[] = [];
  const ratios: number[] = [];
  for (let run = 0; run < runs; run++) {
    const ours = await workload.time();
    seconds.push(ours);
    if (!peer) continue;
    const threads = device.info.threads;
    const theirs = await runPeer(peer, { op: op.name, shape: formatShape(shape), threads });
    ratios.push(speedRatio(ours, op.count(shape), theirs));
  }
  const energy =
    metering &&
    (await measureEnergy(metering.power, metering.seconds, op.count(shape) * (op.segments ?? 1), () =>
      workload.time(),
    ));
  await workload.release();
  const sample = summarise(seconds);
  const held = rooflines && holdAgainst(rooflines, op, shape, sample.medianSeconds);
  return {
    op: op.name,
    shape: formatShape(shape),
    device: device.id,
    isa: device.info.path,
    threads: device.info.threads,
    ...sample,
    rate: op.count(shape) / sample.medianSeconds,
    unit: op.unit,
    ...(modelled ? { modelled } : {}),
    ...(held?.length ? { roofline: held[0], rooflines: held } : {}),
    ...(energy ? { energy } : {}),
    ...(peer ? { peer: { name: peer.name, ratios, medianRatio: summarise(ratios).medianSeconds } } : {}),
  };
}

function chooseTasks(options: Options): Task[] {
  const isCard = parseDeviceId(options.device)?.backend !== 'cpu';
  const names = options.op ?? CATALOGUE.map(({ name }) => name);
  const ops = names.map((name) => {
    const op = CATALOGUE.find((candidate) => candidate.name === name);
    if (!op) throw new UsageError(`there is no op '${name}'; bench ops --help lists them`);
    return op;
  });
  return ops.flatMap((op) => {
    const shapes = options.shape ?? (options.quick ? [op.quickShape] : isCard ? op.cardShapes : op.shapes);
    return shapes.map((shape) => ({ op, shape: parseShape(shape) }));
  });
}

function printResults({ machine, results }: BenchFile, before: BenchFile | undefined): void {
  console.log(`${machine.processor}\n`);
  const header = ['op', 'shape', 'device', 'isa', 'threads', 'median', 'spread', 'rate', 'roofline'];
  const withPeer = results.some(({ peer }) => peer);
  if (withPeer) header.push('peer');
  if (before) header.push('before');
  const rows = results.map((result) => {
    const row = [
      result.op,
      result.shape,
      deviceLabel(result.device, result.modelled !== undefined),
      result.isa,
      String(result.threads),
      formatSeconds(result.medianSeconds),
      formatShare((result.maxSeconds - result.minSeconds) / result.medianSeconds),
      formatRate(result.rate, `${result.unit}/s`),
      describeRooflines(result),
    ];
    if (withPeer) row.push(describePeer(result));
    if (before) row.push(describeChange(result, before));
    return row;
  });
  console.log(formatTable(header, rows, new Set(['threads', 'median', 'spread', 'rate', 'roofline'])));
  const energy = energyTable(results, 'run');
  if (energy !== undefined) console.log(`\n${energy}`);
  for (const { op, shape, modelled } of results) {
    if (!modelled) continue;
    console.log(`\n${op} ${shape}, the input brought once and one run`);
    for (const [name, value] of describeModel(modelled)) console.log(`  ${name.padEnd(27)}  ${value}`);
  }
}

function describeRooflines({ rooflines = [] }: BenchResult): string {
  return rooflines.map(({ bound, share }) => `${formatShare(share)} of ${bound}`).join(', ');
}
