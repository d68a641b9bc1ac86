/** Runs Vitis, reads its reports, and says what came of it. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ToolError } from '../tool-error.js';
import { formatCommand, productsOf, vitisCommands, type Command, type VitisRequest } from './commands.js';
import { requireIntervals, requireTiming } from './judgement.js';
import { readClockReport, type KernelClock } from './reports/clock-report.js';
import { badReport } from './reports/report-error.js';
import { readSynthesisReport, type LoopInterval } from './reports/synthesis-report.js';
import { readTimingReport, type Slack } from './reports/timing-report.js';
import { readUtilisationReport, type CardResources } from './reports/utilisation-report.js';
import { writeWiring } from './wiring.js';

/** What the reports of a build say. */
export interface VitisFindings {
  readonly bitstream: Uint8Array;
  /** By kernel. */
  readonly loops: Readonly<Record<string, readonly LoopInterval[]>>;
  /** Of a routed design: emulation has none. */
  readonly routed: { readonly slack: Slack; readonly clocks: readonly KernelClock[] } | undefined;
  readonly resources: CardResources | undefined;
}

/** The largest report is the timing summary, tens of MB. */
const MOST_REPORT_BYTES = 2 ** 28;
/** A build leaves tens of thousands of files. */
const MOST_FILES = 1_000_000;

/**
 * Builds a bitstream: minutes for emulation, hours for a card.
 *
 * @param say is told each command before it runs
 * @throws ToolError where a tool fails, BitstreamError INTERVAL, TIMING or REPORT for what it has made
 */
export async function runVitis(request: VitisRequest, say: (line: string) => void): Promise<VitisFindings> {
  const products = productsOf(request);
  const inRoot = (name: string) => path.resolve(request.root, name);
  rmSync(inRoot(request.work), { recursive: true, force: true });
  mkdirSync(inRoot(request.work), { recursive: true });
  writeFileSync(inRoot(products.connectivity), writeWiring(request.kernels));

  const commands = vitisCommands(request);
  const loops: Record<string, LoopInterval[]> = {};
  for (const [i, command] of commands.entries()) {
    say(formatCommand(command));
    await runTool(command, request);
    // Before hours of linking.
    const compiled = products.objects[i]?.kernel;
    if (compiled === undefined) continue;
    const folder = inRoot(products.temporary(compiled));
    loops[compiled] = readSynthesisReport(
      readReport(findReport(folder, [/[/\\]syn[/\\]report[/\\]csynth\.xml$/])),
    );
    requireIntervals(compiled, loops[compiled]);
  }
  const bitstream = readFileSync(inRoot(products.bitstream));
  if (request.target === 'hw_emu') return { bitstream, loops, routed: undefined, resources: undefined };

  const linked = inRoot(path.join(products.reports, 'link'));
  const slack = readTimingReport(
    // Physical optimisation after routing, where it was needed, has the last word.
    readReport(
      findReport(linked, [/timing_summary_postroute_physopted\.rpt$/, /timing_summary_routed\.rpt$/]),
    ),
  );
  const clocks = readClockReport(readReport(inRoot(products.information)));
  requireTiming(slack, clocks);
  const resources = readUtilisationReport(readReport(findReport(linked, [/kernel_util_routed\.rpt$/])));
  return { bitstream, loops, routed: { slack, clocks }, resources };
}

/** What tools print goes to standard error, where people watch. */
function runTool(command: Command, { root, work }: VitisRequest): Promise<void> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const fail = (how: string) =>
      reject(
        new ToolError(
          `${program} ${how}`,
          `Its logs are in ${path.join(work, 'logs')}; the last lines above say more.`,
        ),
      );
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.once('error', (error) => fail(`cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => (code === 0 ? resolve() : fail(`has ended with ${signal ?? code}`)));
  });
}

/** The one file under a folder whose path matches the first pattern that any does. @throws BitstreamError REPORT */
function findReport(folder: string, patterns: readonly RegExp[]): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  if (files.length > MOST_FILES) throw badReport(`${folder} has too many files to look through`);
  for (const pattern of patterns) {
    const found = files.filter((file) => pattern.test(`${path.sep}${file}`));
    if (found.length === 1) return path.join(folder, found[0]);
    if (found.length > 1)
      throw badReport(`${folder} has more than one report ${found.slice(0, 2).join(', ')}`);
  }
  throw badReport(`${folder} has no report ${patterns.map(({ source }) => source).join(' or ')}`);
}

function readReport(file: string): string {
  let size: number;
  try {
    size = statSync(file).size;
  } catch {
    throw badReport(`there is no report ${file}`);
  }
  if (size > MOST_REPORT_BYTES) throw badReport(`${file} has ${size} bytes, too many for a report`);
  return readFileSync(file, 'utf8');
}
