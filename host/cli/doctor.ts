import { readFileSync } from 'node:fs';
import os from 'node:os';
import { Command } from 'commander';
import { addonPath, listDevices, listIsas, SwitchyardError, type PresentDevice } from '../runtime/index.js';
import { examineServer, type DaemonDoctorOptions } from './doctor/daemon-doctor.js';
import { deviceLabel } from './device-label.js';
import { ExitCode } from './exit-code.js';
import { formatBytes } from './quantity.js';
import { UsageError } from './usage-error.js';

interface Finding {
  readonly name: string;
  /** `missing` makes the command fail; `note` does not. */
  readonly state: 'ok' | 'note' | 'missing';
  readonly detail: string;
  readonly remedy?: string;
}

/** `switchyard doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say what this machine offers, what is missing, and how to get it')
    .option('--daemon', 'say what this machine lacks as a server that runs the daemon')
    .option('--config <file>', 'with --daemon: the configuration')
    .option('--send', 'with --daemon: send each target of paging a test page')
    .option('--json', 'machine-readable output (schema switchyard-doctor/1, switchyard-doctor-daemon/1)')
    .action(async (options: DaemonDoctorOptions & { daemon?: boolean }) => {
      if (options.daemon) return await examineServer(options);
      if (options.config !== undefined || options.send)
        throw new UsageError('--config and --send go with --daemon');
      const findings = await examine(process.env);
      if (options.json) console.log(JSON.stringify({ schema: 'switchyard-doctor/1', findings }, null, 2));
      else for (const finding of findings) printFinding(finding);
      if (findings.some(({ state }) => state === 'missing')) process.exitCode = ExitCode.ENVIRONMENT;
    });
}

function printFinding({ name, state, detail, remedy }: Finding): void {
  console.log(`${state.padEnd(7)}  ${name.padEnd(16)}  ${detail}`);
  if (remedy) console.log(`${' '.repeat(27)}${remedy}`);
}

async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return [nodeFinding(), machineFinding(), hugePageFinding(), ...(await nativeFindings(env))];
}

function nodeFinding(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isRecent = major > 20 || (major === 20 && minor >= 19);
  return {
    name: 'node',
    state: isRecent ? 'ok' : 'missing',
    detail: process.version,
    ...(isRecent ? {} : { remedy: 'Install Node 20.19 or later.' }),
  };
}

function machineFinding(): Finding {
  const processors = os.cpus();
  const memory = process.constrainedMemory();
  const total = memory > 0 && memory < os.totalmem() ? memory : os.totalmem();
  return {
    name: 'machine',
    state: 'ok',
    detail: `${processors[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} threads, ${formatBytes(total)}`,
  };
}

function hugePageFinding(): Finding {
  const name = 'huge pages';
  let setting: string;
  try {
    setting = readFileSync('/sys/kernel/mm/transparent_hugepage/enabled', 'utf8');
  } catch {
    return { name, state: 'note', detail: 'the system does not say whether it has them' };
  }
  const chosen = /\[(\w+)\]/.exec(setting)?.[1] ?? 'unknown';
  if (chosen !== 'never') return { name, state: 'ok', detail: `transparent huge pages: ${chosen}` };
  return {
    name,
    state: 'note',
    detail: 'transparent huge pages are off; large transforms are slower',
    remedy: 'echo madvise > /sys/kernel/mm/transparent_hugepage/enabled',
  };
}

function describeCpu({ model, path }: Omit<PresentDevice, 'backend'>, env: NodeJS.ProcessEnv): string {
  return `${model}, ${path}${env.SWITCHYARD_CPU ? ' (by SWITCHYARD_CPU)' : ''}`;
}

async function nativeFindings(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const isas = listIsas().map(({ name, description, isSupported }): Finding => ({
      name: `isa ${name}`,
      state: isSupported ? 'ok' : 'note',
      detail: isSupported ? description : `${description}: this processor lacks it`,
    }));
    const { devices, missing } = await listDevices();
    const chosen = devices.map(({ backend, ...device }): Finding => ({
      name: deviceLabel(device.id, device.isEmulated),
      state: 'ok',
      // A card's identity names its driver and runtime, too.
      detail: backend === 'cpu' ? describeCpu(device, env) : device.identity,
    }));
    const absent = missing.map(({ backend, reason, remedy }): Finding => ({
      name: backend,
      state: 'note',
      detail: reason,
      remedy,
    }));
    return [{ name: 'addon', state: 'ok', detail: addonPath() }, ...isas, ...chosen, ...absent];
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    return [{ name: 'addon', state: 'missing', detail: error.message, remedy: error.remedy }];
  }
}
