import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { ok, warn, type Check } from './check.js';

const run = promisify(execFile);

/** Whether systemd starts the daemon, and sees to it that it lives. */
export async function checkService(): Promise<Check> {
  const name = 'service';
  if (!existsSync('/run/systemd/system'))
    return warn(name, 'there is no systemd here', 'See that something starts the daemon again that ends.');
  const keys = ['LoadState', 'UnitFileState', 'Type', 'WatchdogUSec'];
  let text: string;
  try {
    const shown = await run('systemctl', ['show', 'switchyard.service', `--property=${keys.join(',')}`], {
      timeout: 5000,
    });
    text = shown.stdout;
  } catch {
    return warn(name, 'systemd does not answer', 'systemctl status switchyard');
  }
  return judgeService(new Map(text.split('\n').map((line) => line.split('=', 2) as [string, string])));
}

/** @param unit what systemd says of the unit, by key */
export function judgeService(unit: ReadonlyMap<string, string>): Check {
  const name = 'service';
  if (unit.get('LoadState') !== 'loaded') {
    const remedy = 'cp packaging/switchyard.service /etc/systemd/system/ && systemctl daemon-reload';
    return warn(name, 'there is no unit switchyard.service', remedy);
  }
  if (unit.get('Type') !== 'notify' || ['0', 'infinity', ''].includes(unit.get('WatchdogUSec') ?? '')) {
    const remedy = 'Type=notify and WatchdogSec=60s in the unit, as in packaging/switchyard.service.';
    return warn(name, 'systemd does not watch whether the daemon lives', remedy);
  }
  if (unit.get('UnitFileState') !== 'enabled')
    return warn(name, 'the daemon does not start with the machine', 'systemctl enable switchyard');
  return ok(name, `enabled, watchdog ${unit.get('WatchdogUSec')}`);
}
