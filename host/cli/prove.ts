import { Command, Option } from 'commander';
import { Dispatcher } from '../dispatch/index.js';
import { Device, SwitchyardError } from '../runtime/index.js';
import { describeSecurity, securityOf } from '../stark/security/index.js';
import {
  encodeRunProof,
  proveRun,
  runSecurity,
  SHAPES,
  SoloPool,
  WorkFolder,
  type ProvenRun,
  type ScoutReport,
  type ShardReport,
} from '../vm/index.js';
import { chromeTrace } from './bench/timeline.js';
import { requireWritable, writeOutputFile } from './files.js';
import { addGuestOptions, loadGuest, parseAmount, type GuestOptions } from './guest/guest-options.js';
import { chooseParameters, HASH_CHOICES, PARAMS_HELP } from './proof/options.js';
import { formatBytes, formatCount, formatRate, formatSeconds } from './quantity.js';
import { formatTable } from './table.js';
import { UsageError } from './usage-error.js';

interface Options extends GuestOptions {
  readonly output: string;
  readonly params: string;
  readonly hash: string;
  readonly shape: string;
  readonly shardCycles?: string;
  readonly work?: string;
  readonly device: string;
  readonly threads?: string;
  readonly isa?: string;
  readonly allowExitCode?: boolean;
  readonly timeline?: string;
  readonly json?: boolean;
}

const DEFAULT_MAX_CYCLES = 2 ** 32;
const DEFAULT_MAX_MEMORY_BYTES = 2 ** 30;
/** The shape that stands for a choice for each shard. */
const AUTO = 'auto';

/** `switchyard prove` */
export function proveCommand(): Command {
  const command = new Command('prove').description(
    'prove that a RISC-V program ran; exit code 1 if it fails or does not end',
  );
  return addGuestOptions(command)
    .requiredOption('-o, --output <file>', 'where to write the proof')
    .option('--params <name>', `proof parameters: ${PARAMS_HELP}`, 'default')
    .addOption(
      new Option('--hash <name>', 'hash of trees and transcript').choices(HASH_CHOICES).default('poseidon2'),
    )
    .addOption(
      new Option(
        '--shape <name>',
        'the tables that shards are cut to, which decide memory and the number of shards; auto: for each shard what promises the fewest cells',
      )
        .choices([AUTO, ...SHAPES.map(({ name }) => name)])
        .default(AUTO),
    )
    .option('--shard-cycles <count>', 'the most cycles of a shard, such as 2^20')
    .option('--work <folder>', 'keep proofs of shards there, and go on from those that are')
    .option('--device <id>', 'the device', 'cpu0')
    .option('--threads <count>', 'threads of the CPU device; default: all')
    .option('--isa <name>', 'instruction set of the CPU device')
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
  await using device = Device.open(options.device, deviceOptions(options));
  const dispatcher = new Dispatcher(device);
  const started = performance.now();
  const proven = await proveRun({
    ...{ elf, inputs, parameters, pool: new SoloPool(dispatcher), work, shardCycles },
    ...{ maxCycles: DEFAULT_MAX_CYCLES, maxMemoryBytes: DEFAULT_MAX_MEMORY_BYTES, ...limits },
    shape: options.shape === AUTO ? undefined : SHAPES.findIndex(({ name }) => name === options.shape),
    allowExitCode: options.allowExitCode,
    onScout: (scout) => {
      if (!options.json) console.error(describeScout(scout));
    },
    onShard: (report) => {
      if (!options.json) console.error(describeShard(report));
    },
  });
  const seconds = (performance.now() - started) / 1e3;
  const bytes = encodeRunProof(proven.run);
  writeOutputFile(options.output, bytes);
  if (options.timeline !== undefined) {
    writeOutputFile(options.timeline, `${JSON.stringify(chromeTrace(dispatcher.timeline))}\n`);
  }
  const report = describe(proven, dispatcher, seconds, bytes.length);
  if (options.json) console.log(JSON.stringify(report, null, 2));
  else printReport(report, options.output);
}

function deviceOptions({ threads, isa }: Options) {
  if (threads !== undefined && !/^[1-9]\d{0,3}$/.test(threads)) {
    throw new UsageError(`--threads: '${threads}' is no count from 1 to 9999`);
  }
  return {
    ...(threads === undefined ? {} : { threads: Number(threads) }),
    ...(isa === undefined ? {} : { isa }),
  };
}

function describeScout({ cycles, shapes, seconds }: ScoutReport): string {
  const shards = formatCount(shapes.length, 'shard');
  return `${cycles} cycles, presumably ${shards}; counted in ${formatSeconds(seconds)}`;
}

function describeShard(report: ShardReport): string {
  const { index, shape, steps, isKept, replaySeconds, fillSeconds, proveSeconds, verifySeconds } = report;
  const how = isKept
    ? 'found in the work folder'
    : `replay ${formatSeconds(replaySeconds)}, fill ${formatSeconds(fillSeconds)}, prove ${formatSeconds(proveSeconds)}`;
  return `shard ${index}: ${steps} steps in shape ${shape}; ${how}, verified in ${formatSeconds(verifySeconds)}`;
}

/** What `--json` prints. */
function describe(
  { run, key, scout, shards }: ProvenRun,
  dispatcher: Dispatcher,
  seconds: number,
  proofBytes: number,
) {
  const cycles = shards.reduce((sum, shard) => sum + shard.cycles, 0);
  const security = runSecurity(run);
  if (security === undefined) {
    throw new SwitchyardError('SY_ERR_PROOF', 'a run without shards', { remedy: 'Report this.' });
  }
  const { provenBits } = securityOf(security);
  return {
    schema: 'switchyard-prove/1',
    ...{ cycles, seconds, cyclesPerSecond: cycles / seconds, proofBytes, provenBits },
    scoutSeconds: scout.seconds,
    securityText: describeSecurity(securityOf(security)),
    device: dispatcher.device.id,
    isa: dispatcher.device.info.path,
    threads: dispatcher.device.info.threads,
    peakDeviceBytes: dispatcher.peakBytes,
    peakProcessBytes: process.resourceUsage().maxRSS * 1024,
    exitCode: run.exitCode,
    publicValues: Buffer.from(run.publicValues).toString('hex'),
    entryPc: 4 * key.entryPc,
    initialRoot: [...key.initialRoot],
    shards,
  };
}

function printReport(report: ReturnType<typeof describe>, output: string): void {
  const { shards, cycles, seconds, cyclesPerSecond, publicValues, exitCode, peakProcessBytes } = report;
  console.log(`proven: ${cycles} cycles in ${formatCount(shards.length, 'shard')}, exit code ${exitCode}`);
  if (publicValues !== '') console.log(`public values ${publicValues}`);
  console.log(`${formatSeconds(seconds)}, ${formatRate(cyclesPerSecond, 'cycles/s')}`);
  console.log(`${report.securityText}; not zero-knowledge`);
  console.log(`${formatBytes(report.proofBytes)} in ${output}, peak memory ${formatBytes(peakProcessBytes)}`);
  const sum = (member: `${'cut' | 'replay' | 'fill' | 'prove' | 'verify'}Seconds`) =>
    formatSeconds(shards.reduce((total, shard) => total + shard[member], 0));
  const rows = [
    ['count', formatSeconds(report.scoutSeconds)],
    ['cut', sum('cutSeconds')],
    ['replay', sum('replaySeconds')],
    ['fill tables', sum('fillSeconds')],
    ['prove', sum('proveSeconds')],
    ['verify', sum('verifySeconds')],
  ];
  console.log(formatTable(['stage', 'time'], rows, new Set(['time'])));
}
