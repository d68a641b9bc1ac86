import { Command, Option } from 'commander';
import { Device, listIsas } from '../runtime/index.js';
import { CATALOGUE, type BenchOp } from './bench/catalogue.js';
import { describeMachine } from './bench/machine.js';
import { measureRooflines, summarise, Workload, type Rooflines } from './bench/measure.js';
import { parsePeer, runPeer, type Peer } from './bench/peer.js';
import {
  BENCH_SCHEMA,
  readBenchFile,
  writeBenchFile,
  type BenchFile,
  type BenchResult,
} from './bench/results.js';
import { formatShape, parseShape, type Shape } from './bench/shape.js';
import { formatRate, formatSeconds, formatShare } from './quantity.js';
import { formatTable } from './table.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options {
  readonly op?: string[];
  readonly shape?: string[];
  readonly threads?: string;
  readonly isa?: string;
  readonly device: string;
  readonly runs: string;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly compare?: string;
  readonly peer?: string;
}

interface Task {
  readonly op: BenchOp;
  readonly shape: Shape;
}

/** `switchyard bench`: hardware benchmark runs. */
export function benchCommand(): Command {
  return new Command('bench').description('measure this machine').addCommand(opsCommand());
}

function opsCommand(): Command {
  const names = CATALOGUE.map(({ name }) => name).join(', ');
  return new Command('ops')
    .description('measure single ops on one device')
    .option('--op <name...>', `which ops; all by default: ${names}`)
    .option('--shape <rows x columns...>', 'shapes such as 2^18x64, instead of each op’s own')
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
    .option('--runs <count>', 'runs of each op', '7')
    .option('--quick', 'small shapes and few runs: shows that everything works, says little of speed')
    .option('--json', `machine-readable output (schema ${BENCH_SCHEMA})`)
    .option('--out <folder>', 'write ops.json into this folder')
    .option('--compare <file>', 'show the speed against an earlier results file')
    .option('--peer <name=command>', 'run another program in turn; {op}, {shape}, {threads} are filled in')
    .action(benchOps);
}

async function benchOps(options: Options): Promise<void> {
  const runs = parseCount(options.runs, '--runs');
  const tasks = chooseTasks(options);
  const peer = options.peer === undefined ? undefined : parsePeer(options.peer);
  const before = options.compare === undefined ? undefined : readBenchFile(options.compare);
  if (
    options.isa !== undefined &&
    !listIsas().some(({ name, isSupported }) => name === options.isa && isSupported)
  ) {
    throw new UsageError(`this machine does not run ${options.isa}; switchyard doctor lists what it runs`);
  }
  const results: BenchResult[] = [];
  for (const threads of parseThreads(options.threads)) {
    await using device = Device.open(options.device, {
      ...(threads === undefined ? {} : { threads }),
      ...(options.isa === undefined ? {} : { isa: options.isa }),
    });
    progress(
      options,
      `measuring the rooflines of ${device.id}, ${device.info.path}, ${device.info.threads} threads`,
    );
    const rooflines = await measureRooflines(device, options.quick === true);
    for (const task of tasks) {
      progress(options, `${task.op.name} ${formatShape(task.shape)}`);
      results.push(await benchTask(device, task, options.quick ? 2 : runs, rooflines[task.op.field], peer));
    }
  }
  const file: BenchFile = { schema: BENCH_SCHEMA, machine: { ...describeMachine(VERSION) }, results };
  if (options.json) console.log(JSON.stringify(file, null, 2));
  else printResults(file, before);
  if (options.out !== undefined) progress(options, `wrote ${writeBenchFile(options.out, file)}`);
}

async function benchTask(
  device: Device,
  { op, shape }: Task,
  runs: number,
  rooflines: Rooflines,
  peer: Peer | undefined,
): Promise<BenchResult> {
  const workload = await Workload.prepare(device, op, shape);
  const seconds: number[] = [];
  const ratios: number[] = [];
  for (let run = 0; run < runs; run++) {
    const ours = await workload.time();
    seconds.push(ours);
    if (!peer) continue;
    const threads = device.info.threads;
    const theirs = await runPeer(peer, { op: op.name, shape: formatShape(shape), threads });
    ratios.push(theirs.rate === undefined ? theirs.seconds / ours : op.count(shape) / ours / theirs.rate);
  }
  await workload.release();
  const sample = summarise(seconds);
  const limit = rooflines[op.bound];
  return {
    op: op.name,
    shape: formatShape(shape),
    device: device.id,
    isa: device.info.path,
    threads: device.info.threads,
    ...sample,
    rate: op.count(shape) / sample.medianSeconds,
    unit: op.unit,
    roofline: { bound: op.bound, limit, share: op.work(shape) / sample.medianSeconds / limit },
    ...(peer ? { peer: { name: peer.name, ratios, medianRatio: summarise(ratios).medianSeconds } } : {}),
  };
}

function chooseTasks(options: Options): Task[] {
  const names = options.op ?? CATALOGUE.map(({ name }) => name);
  const ops = names.map((name) => {
    const op = CATALOGUE.find((candidate) => candidate.name === name);
    if (!op) throw new UsageError(`there is no op '${name}'; bench ops --help lists them`);
    return op;
  });
  return ops.flatMap((op) => {
    const shapes = options.shape ?? (options.quick ? [op.quickShape] : op.shapes);
    return shapes.map((shape) => ({ op, shape: parseShape(shape) }));
  });
}

function parseThreads(text: string | undefined): (number | undefined)[] {
  return text === undefined ? [undefined] : text.split(',').map((count) => parseCount(count, '--threads'));
}

function parseCount(text: string, option: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`${option}: '${text}' is no count from 1 to 9999`);
  return Number(text);
}

function progress(options: Options, line: string): void {
  if (process.stderr.isTTY && !options.json) console.error(line);
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
      result.device,
      result.isa,
      String(result.threads),
      formatSeconds(result.medianSeconds),
      formatShare((result.maxSeconds - result.minSeconds) / result.medianSeconds),
      formatRate(result.rate, `${result.unit}/s`),
      `${formatShare(result.roofline.share)} of ${result.roofline.bound}`,
    ];
    if (withPeer) row.push(result.peer ? `${result.peer.medianRatio.toFixed(2)}x ${result.peer.name}` : '');
    if (before) row.push(describeChange(result, before));
    return row;
  });
  console.log(formatTable(header, rows, new Set(['threads', 'median', 'spread', 'rate', 'roofline'])));
}

function describeChange(result: BenchResult, before: BenchFile): string {
  const old = before.results.find(
    ({ op, shape, device, isa, threads }) =>
      op === result.op &&
      shape === result.shape &&
      device === result.device &&
      isa === result.isa &&
      threads === result.threads,
  );
  return old ? `${(old.medianSeconds / result.medianSeconds).toFixed(2)}x` : 'new';
}
