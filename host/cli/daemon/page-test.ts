import { pagerSettings, type DaemonConfig } from '../../daemon/index.js';
import { postPage, redact, type Page } from '../../telemetry/index.js';
import { ExitCode } from '../exit-code.js';

/** Sends each target of a configuration a test page, or the resolve of one, and says what came back. */
export async function sendTestPages({ paging }: DaemonConfig, isResolve: boolean): Promise<void> {
  const { source, targets, timeoutSeconds } = pagerSettings(paging);
  if (targets.length === 0) console.log('there are no targets: paging.targets of the configuration is empty');
  const at = Date.now();
  const page: Page = {
    status: isResolve ? 'resolved' : 'firing',
    condition: {
      ...{ name: 'SwitchyardTest', labels: {}, severity: 'critical', runbook: `${paging.runbooks}/README.md` },
      summary: `a test page of ${source.name}: nothing is wrong`,
    },
    ...{ startsAt: at, endsAt: isResolve ? at : undefined },
  };
  for (const target of targets) {
    const request = target.request(page, source);
    const outcome = await postPage(request, { timeoutSeconds }, new AbortController().signal);
    const { isAccepted, status } = outcome;
    const answer = redact(outcome.text, target).replace(/\s+/g, ' ').trim();
    const said = answer === '' ? '' : `: ${answer}`;
    console.log(`${target.name}: ${isAccepted ? 'accepted' : 'NOT ACCEPTED'}, ${status ?? 'no answer'}${said}`);
    if (!isAccepted) process.exitCode = ExitCode.BAD;
  }
  if (targets.length > 0 && !isResolve) console.log('The same with --resolve ends what this has begun.');
}
