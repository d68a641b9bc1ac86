import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { type TestFn } from 'ava';
import {
  buildModelContainer,
  describeContainer,
  findXrtLibraries,
  MANIFEST_NAME,
  parseManifest,
  parseModelReport,
  prepareEmulation,
  withEntry,
  writeManifest,
  type ModelDesign,
  type ModelEvent,
} from '../../host/bitstream/index.js';
import { designOf } from '../bitstream/design.js';
import { childProcesses, until } from '../runtime/process/faulty.js';
import { repositoryFile } from '../support/repository.js';

/** Emulated FPGA cards for tests: their files, what they are told to do wrong, and what they leave. */

const MODEL = repositoryFile('build/model/switchyard-device-model');
const KERNELS = repositoryFile('build/model/switchyard-model-kernels.so');
const isThere =
  findXrtLibraries() !== undefined &&
  existsSync(MODEL) &&
  existsSync(repositoryFile('build/Release/switchyard-xrt.so'));

/** Tests that need XRT and the plugin. One after the other: what cards do is told by the environment. */
export const xrtTest = (isThere ? test.serial : test.skip) as TestFn;
export const SKIPPED = isThere ? '' : ' (skipped: XRT or its plugin is not installed)';

/** Those of this process: tests of other files run beside it. */
const folders: string[] = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder of emulation files, that devices of this process use from now on. */
export function useEmulation({ units = 1, cards = 1 } = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-cards-'));
  prepareEmulation({
    ...{ folder, design: designOf(units), cards, model: MODEL, commit: 'unknown' },
    kernels: KERNELS,
  });
  folders.push(folder);
  process.env.SWITCHYARD_XRT_EMULATION = folder;
  process.env.SWITCHYARD_MODEL_REPORT = path.join(folder, 'report.jsonl');
  process.env.SWITCHYARD_MODEL_FAULTS = path.join(folder, 'faults');
  return folder;
}

/** Adds a bitstream to the folder's; returns the path. */
export function addBitstream(folder: string, file: string, design: ModelDesign): string {
  const manifest = path.join(folder, 'bitstreams', MANIFEST_NAME);
  const container = buildModelContainer(design, readFileSync(KERNELS));
  const entry = describeContainer(container, {
    ...{ file, target: 'model', resources: null },
    ...{ tool: 'test', sourceCommit: 'unknown' },
  });
  writeFileSync(path.join(folder, 'bitstreams', file), container);
  writeFileSync(manifest, writeManifest(withEntry(parseManifest(readFileSync(manifest, 'utf8')), entry)));
  return path.join(folder, 'bitstreams', file);
}

/** What cards of the folder are to do wrong from the next process on; hls/model/faults.h has the form. */
export function tellFaults(folder: string, ...lines: readonly string[]): void {
  writeFileSync(path.join(folder, 'faults'), lines.map((line) => `${line}\n`).join(''));
}

export function faultsLeft(folder: string): string[] {
  return readFileSync(path.join(folder, 'faults'), 'utf8').split('\n').filter(Boolean);
}

export function modelEvents(folder: string): ModelEvent[] {
  return parseModelReport(readFileSync(path.join(folder, 'report.jsonl'), 'utf8'));
}

export interface Leftovers {
  readonly children: readonly number[];
  /** Of XRT's emulation, sockets with them. */
  readonly folders: readonly string[];
  /** Device models of this process's folders. */
  readonly models: readonly number[];
}

export function leftovers(): Leftovers {
  const models = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const program = readlinkSync(`/proc/${pid}/exe`);
        return folders.some((folder) => program.startsWith(folder));
      } catch {
        return false;
      }
    });
  const left = readdirSync('/tmp').filter((name) => name.startsWith('switchyard-xrt-'));
  return { children: childProcesses(), folders: left, models: models.map(Number) };
}

/** Waits until nothing more is there than before. */
export async function nothingIsLeft(before: Leftovers): Promise<void> {
  await until(() => {
    const after = leftovers();
    const isKnown =
      <T>(old: readonly T[]) =>
      (one: T) =>
        old.includes(one);
    return (
      after.children.every(isKnown(before.children)) &&
      after.folders.every(isKnown(before.folders)) &&
      after.models.every(isKnown(before.models))
    );
  });
}
