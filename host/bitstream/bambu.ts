/** Resources of what the HLS compiler Bambu (PandA) makes of the kernels' arithmetic, where it is installed. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isOnPath } from './find-program.js';
import { FULL_ROUNDS, PARTIAL_ROUNDS } from './permutation.js';
import { synthesise, type Resources } from './synthesis.js';
import { ToolError } from './tool-error.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCE = 'hls/bambu/blocks.cpp';

/** Of width 16, and how often each occurs in an unrolled permutation; what is between them is left out. */
const BLOCKS = [
  { what: 'cube', top: 'bambu_cube', times: 0 },
  { what: 'external round', top: 'bambu_external_round', times: FULL_ROUNDS },
  { what: 'internal round', top: 'bambu_internal_round', times: PARTIAL_ROUNDS[16] },
] as const;

/** A block takes Bambu a minute at most where it was measured; beyond this something is wrong. */
const PATIENCE_MILLISECONDS = 20 * 60_000;
/** An external round is 1 MB. */
const MOST_RTL_BYTES = 2 ** 26;
/** What is kept of its output, for its last line. */
const TAIL_CHARACTERS = 4096;

export interface BambuBlock extends Resources {
  readonly what: string;
  /** In a permutation of width 16; 0 where another block holds it. */
  readonly times: number;
  readonly how: 'synthesised';
}

/** What Bambu's RTL takes; or why nobody knows. */
export type BambuEstimate =
  | {
      /** Bambu and its version, as it calls itself. */
      readonly tool: string;
      readonly blocks: readonly BambuBlock[];
      /** The rounds of a permutation of width 16, without what comes before, between and behind them. */
      readonly rounds: Resources & { readonly how: 'extrapolated' };
    }
  | { readonly missing: string };

/** @throws ToolError where Bambu is there and fails */
export async function estimateBambu(env: NodeJS.ProcessEnv): Promise<BambuEstimate> {
  if (!isOnPath('bambu', env))
    return { missing: 'Bambu is not installed: there is no program bambu on PATH' };
  const tool = versionIn(await runBambu(['--version'], ROOT, env));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bambu-'));
  try {
    const sources: Record<string, string> = {};
    for (const { top } of BLOCKS) {
      await runBambu(bambuArguments(top), folder, env);
      sources[`${top}.v`] = readRtlOf(top, folder);
    }
    return { tool, ...(await synthesiseBlocks(sources)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Arguments by which Bambu writes TOP.v into the folder that it runs in: an input every clock, 300 MHz on a U55C. */
export function bambuArguments(top: string): string[] {
  return [
    path.join(ROOT, SOURCE),
    `--top-fname=${top}`,
    `--pipelining=${top}=1`,
    // Results as plain ports, as the source's pragmas say.
    '--generate-interface=INFER',
    ...['--compiler=I386_CLANG16', '--std=c++17', '-O2'],
    ...['--device-name=xcu55c-2Lfsvh2892-VVD', '--clock-period=3.33'],
    ...[`-I${path.join(ROOT, 'hls/include')}`, `-I${path.join(ROOT, 'native')}`],
  ];
}

async function synthesiseBlocks(sources: Readonly<Record<string, string>>) {
  const blocks: BambuBlock[] = [];
  for (const { what, top, times } of BLOCKS) {
    // Each by itself: its library of operators comes with every file.
    const file = { [`${top}.v`]: sources[`${top}.v`] };
    const { resources } = await synthesise([{ name: top }], 'inferred', file);
    blocks.push({ what, times, how: 'synthesised', ...resources[0] });
  }
  const total = (of: (block: Resources) => number) =>
    blocks.reduce((sum, block) => sum + block.times * of(block), 0);
  const rounds = {
    dsp: total(({ dsp }) => dsp),
    lut: total(({ lut }) => lut),
    shift: total(({ shift }) => shift),
    ff: total(({ ff }) => ff),
    how: 'extrapolated',
  } as const;
  return { blocks, rounds };
}

function readRtlOf(top: string, folder: string): string {
  const file = path.join(folder, `${top}.v`);
  const { size } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (size === undefined || size > MOST_RTL_BYTES)
    throw new ToolError(`bambu has written no ${top}.v that could be read`, REMEDY);
  return readFileSync(file, 'utf8');
}

function versionIn(output: string): string {
  const version = /Version:\s*(PandA\s\S+)/.exec(output)?.[1];
  if (version === undefined) throw new ToolError('bambu --version tells no version', REMEDY);
  return `Bambu (${version})`;
}

const REMEDY = `Run bambu on ${SOURCE} by hand, or take it off PATH for an estimate without it.`;

/** Runs it to its end. @returns the end of what it printed @throws ToolError with its last line */
function runBambu(args: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bambu', args, {
      ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
      timeout: PATIENCE_MILLISECONDS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-TAIL_CHARACTERS);
      });
    child.once('error', (error) => reject(new ToolError(`bambu cannot be run: ${error.message}`, REMEDY)));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const last = output.trim().split('\n').at(-1) ?? '';
      reject(new ToolError(`bambu has ended with ${signal ?? code}: ${last}`, REMEDY));
    });
  });
}
