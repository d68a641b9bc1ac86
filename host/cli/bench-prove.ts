import { Command, Option } from 'commander';
import type { Device } from '../runtime/index.js';
import { encodeProofFile, type StarkParameters } from '../stark/proof/index.js';
import { securityOf, singleTable } from '../stark/security/index.js';
import { describeMachine } from './bench/machine.js';
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
import { parsePeer, runPeer, speedRatio, type Peer } from './bench/peer.js';
import { printProofs } from './bench/print-proofs.js';
import { proveOnce, sumStages, type ProveRun } from './bench/prove-run.js';
import {
  BENCH_SCHEMA,
  readBenchFile,
  writeBenchFile,
  type BenchFile,
  type BenchResult,
} from './bench/results.js';
import { formatShape } from './bench/shape.js';
import { BENCH_AIRS, tableWorkload, type BenchAir, type TableWorkload } from './bench/table-workload.js';
import { chromeTrace } from './bench/timeline.js';
import { writeOutputFile } from './files.js';
import { chooseParameters, hashChoiceOf, PARAMS_HELP } from './proof/options.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options extends BenchOptions {
  readonly air: BenchAir;
  readonly logRows: string;
  readonly hash?: string;
  readonly params: string;
  readonly keep?: string;
  readonly timeline?: string;
}

/** What all measurements of one command line share. */
interface Task {
  readonly table: TableWorkload;
  readonly parameters: StarkParameters;
  readonly options: Options;
  readonly runs: number;
  readonly peer: Peer | undefined;
}

/** `switchyard bench prove` */
export function proveCommand(): Command {
  const command = new Command('prove')
    .description('measure a proof of one table, from the trace on the device to the verified proof')
    .addOption(new Option('--air <name>', 'the table').choices(BENCH_AIRS).makeOptionMandatory())
    .requiredOption('--log-rows <n>', 'log2 of the rows of the trace')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript; default: poseidon2').choices([
        'poseidon2',
        'keccak',
      ]),
    )
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'bench')
    .option('--keep <file>', 'write the proof file of the last run')
    .option('--timeline <file>', 'write the stages of the last run as Chrome trace JSON')
    .action(benchProve);
  return addBenchOptions(command, {
    runs: 3,
    fileName: 'prove.json',
    placeholders: '{op}, {air}, {hash}, {log_rows}, {shape}, {threads}',
  });
}

async function benchProve(options: Options): Promise<void> {
  if (!/^\d{1,2}$/.test(options.logRows)) {
    throw new UsageError(`--log-rows: '${options.logRows}' is no number of rows in log2`);
  }
  const task: Task = {
    table: tableWorkload(options.air, Number(options.logRows)),
    parameters: chooseParameters(options.params, options.hash),
    options,
    runs: parseCount(options.runs, '--runs'),
    peer: options.peer === undefined ? undefined : parsePeer(options.peer),
  };
  checkField(task);
  const before = options.compare === undefined ? undefined : readBenchFile(options.compare);
  const threadCounts = parseThreads(options);
  checkIsa(options);

  const results: BenchResult[] = [];
  let last: ProveRun | undefined;
  for (const threads of threadCounts) {
    await using device = openDevice(options, threads);
    const measured = await measure(device, task);
    results.push(measured.result);
    last = measured.last;
  }
  if (last) keepRun(task, last);
  const file: BenchFile = { schema: BENCH_SCHEMA, machine: { ...describeMachine(VERSION) }, results };
  if (options.json) console.log(JSON.stringify(file, null, 2));
  else printProofs(file, before);
  if (options.out !== undefined)
    progress(options, `wrote ${writeBenchFile(options.out, 'prove.json', file)}`);
}

/** The traces are over one field. */
function checkField({ table, parameters, options }: Task): void {
  const { name } = table.chip.field;
  if (parameters.field === name) return;
  throw new UsageError(
    `--params: ${options.params} is over ${parameters.field}; ${table.air} is over ${name}`,
  );
}

/** Runs ours and the peer's in turn. */
async function measure(device: Device, task: Task): Promise<{ result: BenchResult; last: ProveRun }> {
  const { table, parameters, options, peer } = task;
  const hash = hashChoiceOf(parameters.hashSet);
  const labels = {
    op: `prove-${table.air}`,
    shape: formatShape({ rows: 2 ** table.logRows, columns: table.chip.width }),
    threads: device.info.threads,
  };
  const runs: ProveRun[] = [];
  const ratios: number[] = [];
  while (runs.length < task.runs) {
    progress(options, `${labels.op} ${labels.shape}, ${labels.threads} threads, run ${runs.length + 1}`);
    const run = await proveOnce(device, table, parameters);
    runs.push(run);
    if (!peer) continue;
    const values = { ...labels, air: table.air, hash, log_rows: table.logRows };
    ratios.push(speedRatio(run.seconds, table.count, await runPeer(peer, values)));
  }
  const sample = summarise(runs.map(({ seconds }) => seconds));
  const result: BenchResult = {
    ...labels,
    device: device.id,
    isa: device.info.path,
    ...sample,
    rate: table.count / sample.medianSeconds,
    unit: table.unit,
    proof: {
      air: table.air,
      hash,
      parameters: options.params,
      securityBits: securityOf(singleTable(parameters, table.chip, table.logRows)).provenBits,
      logRows: table.logRows,
      ...describeRun(medianRun(runs)),
      // The first run's, before any verification: proving alone.
      peakProcessBytes: runs[0].peakProcessBytes,
    },
    ...(peer ? { peer: { name: peer.name, ratios, medianRatio: summarise(ratios).medianSeconds } } : {}),
  };
  return { result, last: runs[runs.length - 1] };
}

function medianRun(runs: readonly ProveRun[]): ProveRun {
  return [...runs].sort((a, b) => a.seconds - b.seconds)[(runs.length - 1) >> 1];
}

function describeRun(run: ProveRun) {
  return {
    runSeconds: run.seconds,
    traceSeconds: run.traceSeconds,
    verifySeconds: run.verifySeconds,
    proofBytes: run.proof.length,
    mainThreadShare: run.mainThreadShare,
    peakDeviceBytes: run.peakDeviceBytes,
    stages: sumStages(run.provingStages),
  };
}

/** Writes what `--keep` and `--timeline` ask for. */
function keepRun({ table, parameters, options }: Task, run: ProveRun): void {
  const { keep, timeline } = options;
  if (keep !== undefined) {
    const { proof, publicValues } = run;
    writeOutputFile(keep, encodeProofFile({ parameters, chipName: table.chip.name, publicValues, proof }));
  }
  if (timeline !== undefined) writeOutputFile(timeline, `${JSON.stringify(chromeTrace(run.timeline))}\n`);
}
