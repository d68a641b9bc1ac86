import type { Condition, Severity } from '../../telemetry/index.js';

/** What the daemon pages for by itself. The alert rules under monitoring/ have the same names, and the same pages. */
export const CONDITION_SEVERITIES = {
  SwitchyardDeadlineAtRisk: 'critical',
  SwitchyardDeadlineMissed: 'critical',
  SwitchyardDevicePoisoned: 'critical',
  SwitchyardDeviceDown: 'critical',
  SwitchyardCanaryFailing: 'critical',
  SwitchyardDiskFull: 'critical',
  SwitchyardDiskFilling: 'warning',
  SwitchyardJobsFailing: 'critical',
  SwitchyardStoreErrors: 'critical',
} as const satisfies Record<string, Severity>;

export type ConditionName = keyof typeof CONDITION_SEVERITIES;

export interface ConditionText {
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description?: string;
}

/** @param runbooks where the runbook pages are, `paging.runbooks` of the configuration */
export function daemonCondition(
  name: ConditionName,
  { labels = {}, summary, description }: ConditionText,
  runbooks: string,
): Condition {
  return {
    ...{ name, labels, severity: CONDITION_SEVERITIES[name], summary },
    ...(description === undefined ? {} : { description }),
    runbook: `${runbooks.replace(/\/$/, '')}/${name}.md`,
  };
}
