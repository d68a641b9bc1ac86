import { SwitchyardError } from '../../runtime/index.js';
import { readWholeConfig } from '../daemon/run-daemon.js';
import { ExitCode } from '../exit-code.js';
import { UsageError } from '../usage-error.js';
import { fail, ok, type Check } from './check.js';
import { checkDevices } from './device-checks.js';
import { checkClock, checkMachine } from './machine-checks.js';
import { checkPort, checkTls, checkTokens } from './network-checks.js';
import { checkPaging } from './paging-checks.js';
import { checkService } from './service-checks.js';
import { checkStorage } from './storage-checks.js';

export interface DaemonDoctorOptions {
  readonly config?: string;
  readonly send?: boolean;
  readonly json?: boolean;
}

/** Says what a server needs to run the daemon, what it lacks, and what to do about it. */
export async function examineServer(options: DaemonDoctorOptions): Promise<void> {
  const checks = await examine(options);
  if (options.json) console.log(JSON.stringify({ schema: 'switchyard-doctor-daemon/1', checks }, null, 2));
  else checks.forEach(printCheck);
  if (checks.some(({ state }) => state === 'fail')) process.exitCode = ExitCode.ENVIRONMENT;
}

async function examine({ config: file, send }: DaemonDoctorOptions): Promise<Check[]> {
  if (file === undefined) throw new UsageError('--config names the configuration of the daemon');
  const general = [await checkClock(), await checkService()];
  try {
    const config = readWholeConfig(file);
    const { check: port, isRunning } = await checkPort(config);
    return [
      ok('configuration', `${file}: no mistakes found`),
      checkTokens(config),
      port,
      checkTls(config),
      ...checkStorage(config),
      ...checkMachine(config),
      ...(await checkDevices(config, isRunning)),
      ...(await checkPaging(config, send === true)),
      ...general,
    ];
  } catch (error) {
    if (error instanceof UsageError) return [fail('configuration', error.message, 'Correct it.'), ...general];
    if (!(error instanceof SwitchyardError) || error.code !== 'SY_ERR_CONFIG') throw error;
    return [fail('configuration', error.message, error.remedy), ...general];
  }
}

function printCheck({ name, state, detail, remedy }: Check): void {
  console.log(`${state.padEnd(4)}  ${name.padEnd(16)}  ${detail}`);
  if (remedy !== undefined) console.log(`${' '.repeat(24)}${remedy}`);
}
