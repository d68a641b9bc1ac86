import { Command } from 'commander';
import { loadProfile } from '../dispatch/index.js';
import { staleness } from '../planner/index.js';
import {
  Device,
  listDevices,
  selfTest,
  SupervisedDevice,
  type DeviceList,
  type DeviceState,
  type PresentDevice,
} from '../runtime/index.js';
import { deviceLabel } from './device-label.js';
import { parseDevices } from './planning/options.js';
import { formatBytes, formatSeconds } from './quantity.js';
import { formatTable } from './table.js';

interface Options {
  readonly devices?: string;
  readonly test?: boolean;
  readonly json?: boolean;
}

/** What became of trying a device. */
type Trial =
  | { readonly state: 'ready'; readonly seconds: number; readonly pid: number; readonly memory: DeviceState }
  | { readonly state: 'failed'; readonly reason: string };

interface ListedDevice extends PresentDevice {
  /** Why its profile does not count; null where it does. */
  readonly unmeasured: string | null;
  readonly trial?: Trial;
}

/** `switchyard devices` */
export function devicesCommand(): Command {
  return new Command('devices')
    .description('list the devices of this machine, and the backends that offer none with the reason')
    .option('--devices <list>', 'with --test: those to try, emulated ones too; default: all that are listed')
    .option('--test', 'open each in a process of its own, as proofs do, and run its self-test')
    .option('--json', 'machine-readable output (schema switchyard-devices/1)')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { devices, missing } = await listDevices();
  const { profiles, problem } = loadProfile();
  if (problem !== undefined) console.error(`switchyard: ${problem}`);
  const now = Date.now() / 1000;
  const listed: ListedDevice[] = [];
  for (const device of devices) {
    const unmeasured = staleness(profiles, { device: device.id, identity: device.identity }, now) ?? null;
    listed.push({ ...device, unmeasured, ...(options.test ? { trial: await tryDevice(device.id) } : {}) });
  }
  const others = (parseDevices(options.devices) ?? []).filter((id) => !listed.some((one) => one.id === id));
  const trials = options.test
    ? await Promise.all(others.map(async (id) => ({ id, trial: await tryDevice(id) })))
    : [];
  if (options.json) {
    const report = { schema: 'switchyard-devices/1', devices: listed, missing, trials };
    console.log(JSON.stringify(report, null, 2));
  } else print(listed, missing, trials);
}

async function tryDevice(id: string): Promise<Trial> {
  const started = performance.now();
  try {
    if (id.startsWith('cpu')) {
      await using device = Device.open(id);
      await selfTest(device);
      return passed(device, started);
    }
    await using supervised = await SupervisedDevice.start(id);
    return passed(supervised.device!, started);
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

function passed(device: Device, started: number): Trial {
  const seconds = (performance.now() - started) / 1e3;
  return { state: 'ready', seconds, pid: device.pid ?? process.pid, memory: device.state() };
}

function describeTrial(trial: Trial): string {
  if (trial.state === 'failed') return `failed: ${trial.reason}`;
  const { seconds, pid, memory } = trial;
  return `ready in ${formatSeconds(seconds)}, process ${pid}, budget ${formatBytes(memory.budgetBytes)}`;
}

function print(
  devices: readonly ListedDevice[],
  missing: DeviceList['missing'],
  trials: readonly { readonly id: string; readonly trial: Trial }[],
): void {
  const rows = devices.map((device) => [
    deviceLabel(device.id, device.isEmulated),
    device.model,
    device.path,
    String(device.threads),
    formatBytes(device.memoryBytes),
    device.unmeasured === null ? 'measured' : 'not measured',
  ]);
  const columns = ['device', 'model', 'path', 'threads', 'memory', 'profile'];
  console.log(formatTable(columns, rows, new Set(['threads', 'memory'])));
  for (const { id, isEmulated, unmeasured, trial } of devices) {
    // Emulated ones are measured by name alone.
    const command = isEmulated ? `switchyard calibrate --devices ${id}` : 'switchyard calibrate';
    if (unmeasured !== null) console.log(`\n${id}: ${unmeasured}\n  Run ${command}.`);
    if (trial) console.log(`\n${id}: ${describeTrial(trial)}`);
  }
  for (const { id, trial } of trials) console.log(`\n${id}: ${describeTrial(trial)}`);
  for (const { backend, reason, remedy } of missing) {
    console.log(`\n${backend}: no device: ${reason}\n  ${remedy}`);
  }
}
