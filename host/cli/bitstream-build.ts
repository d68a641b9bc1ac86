import os from 'node:os';
import path from 'node:path';
import { Command, Option } from 'commander';
import {
  BITSTREAM_TARGETS,
  buildBitstream,
  CARD_NAMES,
  dryRun,
  formatCommand,
  PACKAGE_ROOT,
  type BitstreamTarget,
  type Built,
  type BuildRequest,
  type CardName,
} from '../bitstream/index.js';
import { UsageError } from './usage-error.js';

export const BITSTREAM_FOLDER = path.join(PACKAGE_ROOT, 'bitstreams');
const SCHEMA = 'switchyard-bitstream-build/1';

interface Options {
  readonly platform: CardName;
  readonly target: BitstreamTarget;
  readonly clock: string;
  readonly pipelines: string;
  readonly jobs?: string;
  readonly out: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `switchyard bitstream build` */
export function buildCommand(): Command {
  return new Command('build')
    .description('build the kernels for a card, or for the device model in its place')
    .addOption(new Option('--platform <card>', 'the card').choices(CARD_NAMES).makeOptionMandatory())
    .addOption(
      new Option(
        '--target <what>',
        'hw: the card, with Vitis (hours); hw_emu: its emulation, with Vitis; model: our device model, without',
      )
        .choices(BITSTREAM_TARGETS)
        .makeOptionMandatory(),
    )
    .option('--clock <MHz>', "the kernels' clock", '300')
    .option('--pipelines <count>', 'compute units for Poseidon2, each one pipeline of either width', '1')
    .option('--jobs <count>', "of Vivado at the same time; default: this machine's threads")
    .option('--out <folder>', 'where bitstream and manifest go', BITSTREAM_FOLDER)
    .option('--dry-run', 'print the commands that hw or hw_emu would run, and run none')
    .option('--json', `machine-readable output (schema ${SCHEMA})`)
    .action(build);
}

async function build(options: Options): Promise<void> {
  const { platform: card, target, out: folder } = options;
  const request: BuildRequest = {
    ...{ card, target, folder },
    megahertz: parseWithin(options.clock, '--clock', 50, 650),
    pipelines: parseWithin(options.pipelines, '--pipelines', 1, 32),
    jobs: parseWithin(options.jobs ?? String(os.availableParallelism()), '--jobs', 1, 999),
  };
  if (target === 'model' && card !== 'u55c')
    throw new UsageError(`the device model stands for a u55c; there is none for a ${card}`);
  if (options.dryRun) {
    if (target === 'model') throw new UsageError('--dry-run: a model is built without any command');
    printDryRun(request, target, options.json === true);
    return;
  }
  const built = await buildBitstream(request, (line) => console.error(`+ ${line}`));
  if (options.json) console.log(JSON.stringify({ schema: SCHEMA, ...describe(built) }, null, 2));
  else printBuilt(built);
}

function parseWithin(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d{1,4}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`${option}: '${text}' is no whole number from ${least} to ${most}`);
}

function printDryRun(request: BuildRequest, target: 'hw' | 'hw_emu', isJson: boolean): void {
  const { connectivity, commands } = dryRun(request, target);
  if (isJson) {
    console.log(JSON.stringify({ schema: SCHEMA, dryRun: { connectivity, commands } }, null, 2));
    return;
  }
  console.log(`# ${connectivity.file}`);
  for (const line of connectivity.content.trimEnd().split('\n')) console.log(`#   ${line}`);
  for (const command of commands) console.log(formatCommand(command));
}

function describe({ file, entry, findings }: Built) {
  if (!findings) return { file, entry };
  const { loops, routed } = findings;
  return { file, entry, loops, ...(routed ? { slack: routed.slack, clocks: routed.clocks } : {}) };
}

function printBuilt({ file, entry, findings }: Built): void {
  console.log(`${file}\n`);
  const { platform, computeUnits, clockMegahertz, resources, tool, sha256, sourceCommit } = entry;
  const lines = [
    ['platform', platform],
    ['compute units', computeUnits.map(({ name }) => name).join(', ')],
    ['clock', `${clockMegahertz} MHz${findings?.routed ? '' : ' (asked for, not routed)'}`],
    ['tool', tool],
    ['sources', sourceCommit],
    ['SHA-256', sha256],
  ];
  if (findings?.routed) {
    const { setup, hold, pulse } = findings.routed.slack;
    lines.push(['slack', `setup ${setup} ns, hold ${hold} ns, pulse ${pulse} ns`]);
  }
  if (resources) {
    const { lut, ff, dsp, bram, uram } = resources;
    lines.push(['resources', `${lut} LUT, ${ff} FF, ${dsp} DSP, ${bram} BRAM, ${uram} URAM`]);
  }
  for (const [kernel, loops] of Object.entries(findings?.loops ?? {}))
    lines.push([`${kernel}`, loops.map(({ loop, interval }) => `${loop} ${interval}`).join(', ')]);
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) console.log(`  ${name.padEnd(width)}  ${value}`);
  if (findings)
    console.log('\nbehind kernels: their pipelined loops, with clocks from one iteration to the next');
}
