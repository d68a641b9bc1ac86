import { fingerprint, labelsOf, type Page, type PageSource } from './condition.js';
import type { PageTarget } from './page-target.js';

export interface WebhookSettings {
  /** For logs, such as `webhook 0`. */
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What an alert has for its end as long as it has not ended: Go's zero time. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** A page as Alertmanager's webhook receiver sends it, version 4: a group of one alert. */
export function alertmanagerPayload({ status, condition, startsAt, endsAt }: Page, source: PageSource) {
  const { name, summary, description, runbook } = condition;
  const labels = labelsOf(condition, source);
  const annotations = {
    ...(description === undefined ? {} : { description }),
    ...{ runbook_url: runbook, summary },
  };
  const link = source.link ?? '';
  return {
    ...{ version: '4', groupKey: `{}:{alertname=${JSON.stringify(name)}}`, truncatedAlerts: 0 },
    ...{ status, receiver: 'switchyard', groupLabels: { alertname: name } },
    ...{ commonLabels: labels, commonAnnotations: annotations, externalURL: link },
    alerts: [
      {
        ...{ status, labels, annotations, startsAt: new Date(startsAt).toISOString() },
        endsAt: endsAt === undefined ? NO_TIME : new Date(endsAt).toISOString(),
        ...{ generatorURL: link, fingerprint: fingerprint(labels) },
      },
    ],
  };
}

/** Whoever takes what Alertmanager sends. */
export function webhookTarget({ name, url, headers = {} }: WebhookSettings): PageTarget {
  const { pathname, search } = new URL(url);
  return {
    name,
    identity: JSON.stringify(['webhook', url, headers]),
    // Many services have their secret in the path.
    secrets: [url, `${pathname}${search}`, ...Object.values(headers)].filter((text) => text.length > 1),
    request: (page, source) => ({
      ...{ url, headers: { ...headers, 'content-type': 'application/json' } },
      body: JSON.stringify(alertmanagerPayload(page, source)),
    }),
  };
}
