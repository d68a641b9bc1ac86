import { fingerprint, type Page, type PageSource } from './condition.js';
import type { PageTarget } from './page-target.js';

export interface PagerDutySettings {
  /** For logs, such as `pagerduty 1`. */
  readonly name: string;
  readonly url: string;
  readonly routingKey: string;
}

const MOST_SUMMARY = 1024;
const MOST_DEDUP_KEY = 255;

/** What tells incidents apart: that of a resolve is that of its trigger. */
function dedupKeyOf({ condition }: Page, source: PageSource): string {
  const { name, labels } = condition;
  // Not the severity: it may change while an incident lasts.
  const digest = fingerprint({ ...labels, alertname: name, instance: source.name });
  return `switchyard/${name}/${digest}`.slice(0, MOST_DEDUP_KEY);
}

/** A page as an event of PagerDuty's Events API, version 2. */
export function pagerDutyEvent(page: Page, source: PageSource, routingKey: string) {
  const { status, condition, startsAt } = page;
  const { name, labels, severity, summary, description, runbook } = condition;
  const common = { routing_key: routingKey, dedup_key: dedupKeyOf(page, source) };
  if (status === 'resolved') return { ...common, event_action: 'resolve' };
  const isLink = /^https?:\/\//.test(runbook);
  return {
    ...{ ...common, event_action: 'trigger', client: 'Switchyard' },
    ...(source.link === undefined ? {} : { client_url: source.link }),
    payload: {
      ...{ summary: summary.slice(0, MOST_SUMMARY), source: source.name, severity },
      ...{ timestamp: new Date(startsAt).toISOString(), component: 'switchyard', class: name },
      custom_details: { ...labels, ...(description === undefined ? {} : { description }), runbook },
    },
    ...(isLink ? { links: [{ href: runbook, text: 'What to do' }] } : {}),
  };
}

/** A service of PagerDuty, by its integration key. */
export function pagerDutyTarget({ name, url, routingKey }: PagerDutySettings): PageTarget {
  return {
    name,
    identity: JSON.stringify(['pagerduty', url, routingKey]),
    secrets: [routingKey],
    request: (page, source) => ({
      ...{ url, headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(pagerDutyEvent(page, source, routingKey)),
    }),
  };
}
