import { pagerSettings, type DaemonConfig } from '../../daemon/index.js';
import { SwitchyardError } from '../../runtime/index.js';
import { testPages } from '../daemon/page-test.js';
import { fail, ok, warn, type Check } from './check.js';

/** @param isSending whether each target gets a test page */
export async function checkPaging(config: DaemonConfig, isSending: boolean): Promise<Check[]> {
  const name = 'paging';
  let count: number;
  try {
    count = pagerSettings(config.paging).targets.length;
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    return [fail(name, error.message, error.remedy)];
  }
  if (count === 0) {
    const remedy = 'Set paging.targets, or let Prometheus watch the daemon by monitoring/alerts.yml.';
    return [warn(name, 'the daemon pages nobody by itself', remedy)];
  }
  if (!isSending) return [ok(name, `${count} targets; --send tries them with a test page`)];
  const tried = await testPages(config, false);
  return tried.map(({ target, isAccepted, said }) =>
    isAccepted
      ? ok(target, `accepted a test page: ${said}`)
      : fail(target, `did not accept a test page: ${said}`, 'Correct the target: docs/daemon.md, paging.'),
  );
}
