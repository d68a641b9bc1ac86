import type { DaemonConfig } from '../../daemon/index.js';
import { loadProfile } from '../../dispatch/index.js';
import { PlanError } from '../../planner/index.js';
import { SwitchyardError } from '../../runtime/index.js';
import { openSession } from '../planning/session.js';
import { UsageError } from '../usage-error.js';
import { fail, ok, warn, type Check } from './check.js';

const CALIBRATE = 'Stop the daemon, then as its user: switchyard calibrate';

/** Opens the devices, and sees whether they were measured as they are. A daemon that runs has them open already. */
export async function checkDevices({ proving }: DaemonConfig, isRunning: boolean): Promise<Check[]> {
  if (isRunning) {
    const { problem } = loadProfile();
    const profile =
      problem === undefined ? ok('profile', 'can be read') : warn('profile', problem, CALIBRATE);
    return [ok('devices', 'the daemon that runs has them open'), profile];
  }
  try {
    await using session = await openSession({
      ...(proving.devices && { devices: proving.devices.join(',') }),
      ...(proving.threads !== undefined && { threads: String(proving.threads) }),
    });
    const { ids, notes, unmeasured } = session;
    const devices = ids.map((id) =>
      unmeasured.includes(id)
        ? warn(`device ${id}`, notes.find((note) => note.startsWith(`${id} `)) ?? 'not measured', CALIBRATE)
        : ok(`device ${id}`, 'opens, and is measured'),
    );
    const others = notes.filter((note) => !unmeasured.some((id) => note.startsWith(`${id} `)));
    return [...devices, ...others.map((note) => warn('devices', note, 'See switchyard devices.'))];
  } catch (error) {
    if (error instanceof SwitchyardError || error instanceof PlanError)
      return [fail('devices', error.message, error.remedy)];
    if (error instanceof UsageError) return [fail('devices', error.message, 'Correct proving.devices.')];
    throw error;
  }
}
