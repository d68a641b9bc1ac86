import { mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Device, type OpenOptions } from '../../../host/runtime/index.js';

/** Devices that fail as lines of a file say; `native/faulty/fault_file.h` has their form. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-faults-'));
let files = 0;

/** A new file of faults. */
export function faultFile(...lines: readonly string[]): string {
  const file = path.join(folder, String(files++));
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

export function faultsLeft(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

/** How faulty devices are opened in tests: small, and quick to be given up. */
export function faultyOptions(file: string, options: OpenOptions = {}): OpenOptions {
  const { process, ...others } = options;
  return {
    ...{ threads: 1, budgetBytes: 2 ** 30, isa: file, ...others },
    process: { arenaBytes: 2 ** 28, heartbeatMilliseconds: 100, ...process },
  };
}

export function openFaulty(file: string, options: OpenOptions = {}): Promise<Device> {
  return Device.openAnywhere('faulty0', faultyOptions(file, options));
}

/** Processes that this one has started and that are still there. */
export function childProcesses(): number[] {
  const tasks = readdirSync('/proc/self/task');
  return tasks.flatMap((task) => {
    const children = readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  });
}

/** Memory files that this process has open, and mappings of them. */
export function memoryFiles(): { readonly descriptors: number; readonly mappings: number } {
  const descriptors = readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).includes('switchyard-arena');
    } catch {
      return false;
    }
  });
  const mappings = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return {
    descriptors: descriptors.length,
    mappings: mappings.filter((line) => line.includes('switchyard-arena')).length,
  };
}

/** Waits until something holds; fails after ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('waited in vain');
}
