import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { promisify } from 'node:util';
import type { DaemonConfig } from '../../daemon/index.js';
import { formatBytes } from '../quantity.js';
import { fail, ok, warn, type Check } from './check.js';

const run = promisify(execFile);

/** Files that are open beside connections: artifacts, the database, devices. */
const OTHER_FILES = 512;
const MUCH_FILES = 8192;

/** What the system gives to a process: descriptors and memory. */
export function checkMachine(config: DaemonConfig): Check[] {
  return [checkDescriptors(config), checkMemory(config)];
}

function checkDescriptors({ limits }: DaemonConfig): Check {
  const name = 'descriptors';
  const text = readFileSync('/proc/self/limits', 'utf8');
  const limit = /^Max open files +(\d+)/m.exec(text)?.[1];
  if (limit === undefined) return ok(name, 'as many as there are');
  const detail = `${limit} files at a time, in this shell`;
  const needed = limits.connections + OTHER_FILES;
  const remedy = `LimitNOFILE=65536 in the unit, or ulimit -n 65536 before the start.`;
  if (Number(limit) < needed) return fail(name, `${detail}; limits.connections needs ${needed}`, remedy);
  return Number(limit) < MUCH_FILES ? warn(name, detail, remedy) : ok(name, detail);
}

/** A run that is proven has the tree over its state beside its memory: that much together, where it touches little of every page. */
const PROVEN_TIMES = 5;

function checkMemory({ limits, proving }: DaemonConfig): Check {
  const name = 'memory';
  const constrained = process.constrainedMemory();
  const total = constrained > 0 && constrained < os.totalmem() ? constrained : os.totalmem();
  const touched = (limits.sizings + proving.activeJobs) * limits.memoryBytes;
  const most = (limits.sizings + PROVEN_TIMES * proving.activeJobs) * limits.memoryBytes;
  const detail = `${formatBytes(total)}; programs may touch ${formatBytes(touched)} at a time, and make the host need ${formatBytes(most)}`;
  if (most <= total) return ok(name, detail);
  const remedy = 'Lower limits.memoryBytes, proving.activeJobs or limits.sizings.';
  return touched > total ? fail(name, detail, remedy) : warn(name, detail, remedy);
}

/** Whether the clock is kept right: deadlines are by it. */
export async function checkClock(): Promise<Check> {
  const name = 'clock';
  const remedy = 'apt-get install systemd-timesyncd (or chrony), then timedatectl set-ntp true';
  if (existsSync('/run/systemd/timesync/synchronized')) return ok(name, 'synchronised');
  try {
    const { stdout } = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value'], {
      timeout: 5000,
    });
    if (stdout.trim() === 'yes') return ok(name, 'synchronised');
    return warn(name, 'the clock is not synchronised; deadlines are by it', remedy);
  } catch {
    return warn(name, 'nobody says whether the clock is synchronised', remedy);
  }
}
