import { Command, Option } from 'commander';
import type { OpSample } from '../dispatch/index.js';
import { encodeProofFile, type StarkParameters } from '../stark/proof/index.js';
import { securityOf } from '../stark/security/index.js';
import type { PowerMonitor, SourceReading } from '../telemetry/index.js';
import { describeMachine } from './bench/machine.js';
import { summarise } from './bench/measure.js';
import {
  addBenchOptions,
  checkIsa,
  parseCount,
  parseThreads,
  progress,
  type BenchOptions,
} from './bench/options.js';
import { ModelLog } from './bench/model-log.js';
import { addPowerOptions, energyFigures, openPower, type PowerOptions } from './bench/power.js';
import { parsePeer, runPeer, speedRatio, type Peer } from './bench/peer.js';
import { openPlace, type BenchPlace } from './bench/place.js';
import { predictProof } from './bench/predict-proof.js';
import { printProofs } from './bench/print-proofs.js';
import { lookupShare, proveOnce, sumStages, type ProveRun } from './bench/prove-run.js';
import {
  BENCH_SCHEMA,
  readBenchFile,
  writeBenchFile,
  type BenchFile,
  type BenchResult,
} from './bench/results.js';
import { chromeTrace } from './bench/timeline.js';
import type { Workload } from './bench/workload.js';
import { BENCH_AIRS, workloadOf, type BenchAir } from './bench/workloads.js';
import { writeOutputFile } from './files.js';
import { assignOption } from './planning/options.js';
import { refineProfile } from './planning/session.js';
import { chooseParameters, hashChoiceOf, PARAMS_HELP } from './proof/options.js';
import { UsageError } from './usage-error.js';
import { VERSION } from './version.js';

interface Options extends BenchOptions, PowerOptions {
  readonly air: BenchAir;
  readonly logRows: string;
  readonly hash?: string;
  readonly params: string;
  readonly upload?: boolean;
  readonly assign?: string[];
  readonly keep?: string;
  readonly timeline?: string;
}

/** What all measurements of one command line share. */
interface Task {
  readonly workload: Workload;
  readonly parameters: StarkParameters;
  readonly options: Options;
  readonly runs: number;
  readonly peer: Peer | undefined;
}

/** `switchyard bench prove` */
export function proveCommand(): Command {
  const command = new Command('prove')
    .description(
      'measure a proof, from the traces on the device (or, with --upload, in this process) to the verified proof',
    )
    .addOption(
      new Option('--air <name>', 'the table, or machine: four tables in one proof')
        .choices(BENCH_AIRS)
        .makeOptionMandatory(),
    )
    .requiredOption('--log-rows <n>', 'log2 of the rows of the trace, of the machine log2 of its steps')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript; default: poseidon2').choices([
        'poseidon2',
        'keccak',
      ]),
    )
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'bench')
    .option('--upload', 'have the trace in this process, so that its way to the device is part of proving')
    .addOption(assignOption())
    .option('--keep <file>', 'write the proof file of the last run')
    .option('--timeline <file>', 'write the stages of the last run as Chrome trace JSON')
    .action(benchProve);
  addBenchOptions(command, {
    runs: 3,
    fileName: 'prove.json',
    placeholders: '{op}, {air}, {hash}, {log_rows}, {shape}, {threads}',
  });
  return addPowerOptions(command);
}

async function benchProve(options: Options): Promise<void> {
  if (!/^\d{1,2}$/.test(options.logRows)) {
    throw new UsageError(`--log-rows: '${options.logRows}' is no number of rows in log2`);
  }
  const parameters = chooseParameters(options.params, options.hash);
  const task: Task = {
    workload: workloadOf(
      options.air,
      Number(options.logRows),
      parameters,
      options.upload ? 'host' : 'device',
    ),
    parameters,
    options,
    runs: parseCount(options.runs, '--runs'),
    peer: options.peer === undefined ? undefined : parsePeer(options.peer),
  };
  checkField(task);
  const before = options.compare === undefined ? undefined : readBenchFile(options.compare);
  const threadCounts = parseThreads(options);
  checkIsa(options);

  await using power = await openPower(options);
  const results: BenchResult[] = [];
  let last: ProveRun | undefined;
  for (const threads of threadCounts) {
    using log = new ModelLog();
    await using place = await openPlace(options, threads);
    const measured = await measure(place, task, log, power);
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
function checkField({ workload: { air, field }, parameters, options }: Task): void {
  if (parameters.field === field) return;
  throw new UsageError(`--params: ${options.params} is over ${parameters.field}; ${air} is over ${field}`);
}

/** Runs ours and the peer's in turn. */
async function measure(
  place: BenchPlace,
  task: Task,
  log: ModelLog,
  power: PowerMonitor | undefined,
): Promise<{ result: BenchResult; last: ProveRun }> {
  const { device } = place;
  const { workload, parameters, options, peer } = task;
  const { air, shape, logRows, count, unit } = workload;
  const hash = hashChoiceOf(parameters.hashSet);
  const labels = {
    op: `prove-${air}`,
    shape,
    threads: device.info.threads,
  };
  const runs: ProveRun[] = [];
  const ratios: number[] = [];
  const readings: SourceReading[][] = [];
  const samples: OpSample[] = [];
  // By the profile of one device.
  const predictedSeconds = place.assign ? null : await predictProof(device, workload);
  while (runs.length < task.runs) {
    progress(options, `${labels.op} ${labels.shape}, ${labels.threads} threads, run ${runs.length + 1}`);
    log.restart();
    const run = await proveOnce(place, workload, (sample) => samples.push(sample));
    runs.push(run);
    if (power)
      readings.push(power.over({ start: run.start, end: run.start + run.seconds, isSettled: false }));
    if (!peer) continue;
    const values = { ...labels, air, hash, log_rows: logRows };
    ratios.push(speedRatio(run.seconds, count, await runPeer(peer, values)));
  }
  const modelled = log.summary();
  const unkept = refineProfile(samples);
  if (unkept !== undefined) console.error(`switchyard: what was measured is not kept: ${unkept}`);
  const sample = summarise(runs.map(({ seconds }) => seconds));
  const totalSeconds = runs.reduce((sum, { seconds }) => sum + seconds, 0);
  const result: BenchResult = {
    ...labels,
    device: place.label,
    isa: device.info.path,
    ...sample,
    rate: count / sample.medianSeconds,
    unit,
    ...(modelled ? { modelled } : {}),
    proof: {
      air,
      hash,
      parameters: options.params,
      securityBits: securityOf(workload.statement).provenBits,
      logRows,
      ...(options.upload ? { isUploaded: true } : {}),
      predictedSeconds,
      ...(unit === 'cell' ? { cells: count } : {}),
      ...describeRun(medianRun(runs)),
      // The first run's, before any verification: proving alone.
      peakProcessBytes: runs[0].peakProcessBytes,
    },
    ...(power ? { energy: energyFigures(readings, runs.length, totalSeconds, count) } : {}),
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
    proofBytes: run.file.proof.length,
    mainThreadShare: run.mainThreadShare,
    peakDeviceBytes: run.peakDeviceBytes,
    ...(Object.keys(run.linkBytes).length > 0 ? { linkBytes: run.linkBytes } : {}),
    lookupShare: lookupShare(run),
    stages: sumStages(run.provingStages),
  };
}

/** Writes what `--keep` and `--timeline` ask for. */
function keepRun({ options }: Task, run: ProveRun): void {
  const { keep, timeline } = options;
  if (keep !== undefined) writeOutputFile(keep, encodeProofFile(run.file));
  if (timeline !== undefined) writeOutputFile(timeline, `${JSON.stringify(chromeTrace(run.timeline))}\n`);
}
