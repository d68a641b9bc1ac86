import { pagerSettings, type DaemonConfig } from '../../daemon/index.js';
import { postPage, redact, type Page } from '../../telemetry/index.js';
import { ExitCode } from '../exit-code.js';

/** What came of a test page. */
export interface TestedTarget {
  readonly target: string;
  readonly isAccepted: boolean;
  /** The status and the beginning of the answer, or why there was none. */
  readonly said: string;
}

/** Sends each target of a configuration a test page, or the resolve of one, once. */
export async function testPages({ paging }: DaemonConfig, isResolve: boolean): Promise<TestedTarget[]> {
  const { source, targets, timeoutSeconds } = pagerSettings(paging);
  const at = Date.now();
  const page: Page = {
    status: isResolve ? 'resolved' : 'firing',
    condition: {
      ...{
        name: 'SwitchyardTest',
        labels: {},
        severity: 'critical',
        runbook: `${paging.runbooks}/README.md`,
      },
      summary: `a test page of ${source.name}: nothing is wrong`,
    },
    ...{ startsAt: at, endsAt: isResolve ? at : undefined },
  };
  const { signal } = new AbortController();
  return await Promise.all(
    targets.map(async (target) => {
      const outcome = await postPage(target.request(page, source), { timeoutSeconds }, signal);
      const answer = redact(outcome.text, target).replace(/\s+/g, ' ').trim();
      const said = [outcome.status ?? 'no answer', answer].filter((part) => part !== '').join(': ');
      return { target: target.name, isAccepted: outcome.isAccepted, said };
    }),
  );
}

/** Sends test pages and prints what came back. */
export async function printTestPages(config: DaemonConfig, isResolve: boolean): Promise<void> {
  const tested = await testPages(config, isResolve);
  for (const { target, isAccepted, said } of tested) {
    console.log(`${target}: ${isAccepted ? 'accepted' : 'NOT ACCEPTED'}, ${said}`);
    if (!isAccepted) process.exitCode = ExitCode.BAD;
  }
  if (tested.length === 0) {
    console.log('there are no targets: paging.targets of the configuration is empty');
    process.exitCode = ExitCode.BAD;
  } else if (!isResolve) console.log('The same with --resolve ends what this has begun.');
}
