import { Command, Option } from 'commander';
import { Journal, type StageRecord } from '../dispatch/index.js';
import { HOST_PROFILE, type ProfileSample } from '../planner/index.js';
import { SwitchyardError } from '../runtime/index.js';
import type { StarkParameters } from '../stark/proof/index.js';
import { describeSecurity, securityOf } from '../stark/security/index.js';
import {
  encodeRunProof,
  hostSamples,
  proveRun,
  runSecurity,
  WorkFolder,
  type ProvenRun,
} from '../vm/index.js';
import { chromeTrace } from './bench/timeline.js';
import { requireWritable, writeOutputFile } from './files.js';
import { addGuestOptions, loadGuest, parseAmount, type GuestOptions } from './guest/guest-options.js';
import { DEFAULT_LIMITS, shapeOf, shapeOption } from './guest/run-options.js';
import { ProvingWatch } from './live/proving-watch.js';
import { comparePrediction, countEvents } from './planning/compare.js';
import { addPlanningOptions, type PlanningOptions } from './planning/options.js';
import { openPool } from './planning/pool.js';
import { openSession, refineProfile, type PlanningSession } from './planning/session.js';
import { chooseParameters, HASH_CHOICES, PARAMS_HELP } from './proof/options.js';
import { formatBytes, formatCount, formatRate, formatSeconds } from './quantity.js';
import { formatTable } from './table.js';

interface Options extends GuestOptions, PlanningOptions {
  readonly output: string;
  readonly params: string;
  readonly hash: string;
  readonly shape: string;
  readonly shardCycles?: string;
  readonly work?: string;
  readonly allowExitCode?: boolean;
  readonly timeline?: string;
  readonly json?: boolean;
}

/** `switchyard prove` */
export function proveCommand(): Command {
  const command = new Command('prove').description(
    'prove that a RISC-V program ran; exit code 1 if it fails or does not end',
  );
  return addPlanningOptions(addGuestOptions(command))
    .requiredOption('-o, --output <file>', 'where to write the proof')
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'default')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript').choices(HASH_CHOICES).default('poseidon2'),
    )
    .addOption(shapeOption())
    .option('--shard-cycles <count>', 'the most cycles of a shard, such as 2^20')
    .option('--work <folder>', 'keep proofs of shards there, and go on from those that are')
    .option('--allow-exit-code', 'prove a run that ends with another exit code than 0, too')
    .option('--timeline <file>', 'write what ran when as Chrome trace JSON')
    .option('--json', 'machine-readable output (schema switchyard-prove/1)')
    .action(prove);
}

async function prove(file: string, options: Options): Promise<void> {
  const { elf, inputs, ...limits } = loadGuest(file, options);
  const parameters = chooseParameters(options.params, options.hash);
  for (const output of [options.output, options.timeline]) {
    if (output !== undefined) requireWritable(output);
  }
  const work = options.work === undefined ? undefined : new WorkFolder(options.work);
  const shardCycles =
    options.shardCycles === undefined ? undefined : parseAmount(options.shardCycles, '--shard-cycles');
  const watch = new ProvingWatch(options.json === true);
  try {
    await using session = await openSession(options, (event) => watch.onDevice(event));
    for (const note of session.notes) console.error(`switchyard: ${note}`);
    const journal = new Journal(watch);
    const pool = openPool(session, { parameters, journal, watch });
    const host: StageRecord[] = [];
    const started = performance.now();
    const proven = await proveRun({
      ...{ elf, inputs, parameters, pool, work, shardCycles },
      ...{ ...DEFAULT_LIMITS, ...limits },
      shape: shapeOf(options.shape),
      allowExitCode: options.allowExitCode,
      onScout: (scout) => watch.onScout(scout),
      onShard: (report) => watch.onShard(report),
      onHostWork: ({ seconds, ...work }) => {
        const end = journal.now();
        host.push({ device: HOST_PROFILE, ...work, start: end - seconds, end });
      },
    });
    const seconds = (performance.now() - started) / 1e3;
    const bytes = encodeRunProof(proven.run);
    writeOutputFile(options.output, bytes);
    if (options.timeline !== undefined) {
      writeOutputFile(options.timeline, `${JSON.stringify(chromeTrace(journal.stages, host))}\n`);
    }
    const unkept = refineProfile(measuredBy(proven, session, parameters, watch, seconds));
    if (unkept !== undefined) console.error(`switchyard: what was measured is not kept: ${unkept}`);
    watch.close();
    const report = describe(proven, { session, journal, watch, seconds, proofBytes: bytes.length });
    if (options.json) console.log(JSON.stringify(report, null, 2));
    else printReport(report, options.output);
  } finally {
    watch.close();
  }
}

/** What the run has measured: the devices' ops, and the host's work beside them. */
function measuredBy(
  { shards }: ProvenRun,
  { fleet }: PlanningSession,
  { queryCount }: StarkParameters,
  { samples }: ProvingWatch,
  runSeconds: number,
): ProfileSample[] {
  const { threads } = fleet.cpu.info;
  return [...samples, ...hostSamples(shards, { threads, queryCount, runSeconds })];
}

/** What `--json` prints. */
function describe(
  { run, key, scout, shards }: ProvenRun,
  {
    session,
    journal,
    watch,
    seconds,
    proofBytes,
  }: {
    readonly session: PlanningSession;
    readonly journal: Journal;
    readonly watch: ProvingWatch;
    readonly seconds: number;
    readonly proofBytes: number;
  },
) {
  const cycles = shards.reduce((sum, shard) => sum + shard.cycles, 0);
  const security = runSecurity(run);
  if (security === undefined) {
    throw new SwitchyardError('SY_ERR_PROOF', 'a run without shards', { remedy: 'Report this.' });
  }
  const { provenBits } = securityOf(security);
  const { info } = session.fleet.cpu;
  return {
    schema: 'switchyard-prove/1',
    ...{ cycles, seconds, cyclesPerSecond: cycles / seconds, proofBytes, provenBits },
    securityText: describeSecurity(securityOf(security)),
    scoutSeconds: scout.seconds,
    ...comparePrediction(watch.planned, shards, journal.stages, seconds),
    devices: session.ids,
    isa: info.path,
    threads: info.threads,
    peakDeviceBytes: Object.fromEntries(journal.peakBytes),
    linkBytes: Object.fromEntries(journal.linkBytes),
    peakProcessBytes: process.resourceUsage().maxRSS * 1024,
    exitCode: run.exitCode,
    publicValues: Buffer.from(run.publicValues).toString('hex'),
    entryPc: 4 * key.entryPc,
    initialRoot: [...key.initialRoot],
    faults: countEvents(watch.events),
    events: watch.events,
    shards,
  };
}

function printReport(report: ReturnType<typeof describe>, output: string): void {
  const { shards, cycles, seconds, cyclesPerSecond, publicValues, exitCode, peakProcessBytes } = report;
  console.log(`proven: ${cycles} cycles in ${formatCount(shards.length, 'shard')}, exit code ${exitCode}`);
  if (publicValues !== '') console.log(`public values ${publicValues}`);
  const { predictedSeconds } = report;
  const predicted =
    predictedSeconds === null
      ? 'not predicted: switchyard calibrate has not measured this yet'
      : `predicted ${formatSeconds(predictedSeconds)}`;
  console.log(`${formatSeconds(seconds)} (${predicted}), ${formatRate(cyclesPerSecond, 'cycles/s')}`);
  console.log(`${report.securityText}; not zero-knowledge`);
  console.log(`${formatBytes(report.proofBytes)} in ${output}, peak memory ${formatBytes(peakProcessBytes)}`);
  const rows = report.stages.map(({ stage, predictedSeconds, measuredSeconds }) => [
    stage,
    predictedSeconds === null ? '' : formatSeconds(predictedSeconds),
    formatSeconds(measuredSeconds),
  ]);
  console.log(formatTable(['stage', 'predicted', 'time'], rows, new Set(['predicted', 'time'])));
  for (const [kind, count] of Object.entries(report.faults)) console.log(`${kind}: ${count}`);
}
