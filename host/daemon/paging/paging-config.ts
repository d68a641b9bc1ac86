import { z } from 'zod';

const seconds = (most: number) => z.number().positive().max(most);

const url = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .refine((text) => !new URL(text).username, 'has a user name in it: use headers');

const headers = z.record(
  z
    .string()
    .regex(/^(?!(?:host|content-\w+|connection)$)[A-Za-z0-9-]{1,64}$/i, 'is no header that may be set'),
  z.string().regex(/^[\x20-\x7e]{0,1024}$/, 'is no value of a header'),
);

const webhook = z.strictObject({
  kind: z.literal('webhook').describe('webhook: whoever takes what Alertmanager sends'),
  url: url.describe('where pages are POSTed to'),
  headers: headers.optional().describe('sent with each page, such as Authorization'),
});

const pagerduty = z.strictObject({
  kind: z.literal('pagerduty').describe('pagerduty: a service of PagerDuty (Events API, version 2)'),
  routingKey: z
    .string()
    .regex(/^[A-Za-z0-9]{32}$/)
    .optional()
    .describe('the integration key of the service'),
  routingKeyFile: z
    .string()
    .min(1)
    .optional()
    .describe('instead: a file that has it; relative to the file of the configuration'),
  url: url.default('https://events.pagerduty.com/v2/enqueue').describe('where events are POSTed to'),
});

/** Who is told when something is wrong. */
export const pagingConfig = z.strictObject({
  targets: z
    .array(z.discriminatedUnion('kind', [webhook, pagerduty]))
    .max(16)
    .default([])
    .describe('who is paged, each of one kind'),
  server: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('what pages call this server; default: its host name'),
  link: url.optional().describe('where people look at this server, for links in pages'),
  runbooks: z
    .string()
    .min(1)
    .max(1024)
    .default('docs/runbooks')
    .describe('where the runbook pages are: a URL, or a folder'),
  repeatSeconds: seconds(30 * 86_400)
    .default(14_400)
    .describe('after how long targets are told again of what lasts'),
  clearSeconds: seconds(86_400)
    .default(60)
    .describe('how long something must be over before targets are told that it is'),
  timeoutSeconds: seconds(300).default(10).describe('how long a target may take to answer'),
  attempts: z.int().min(1).max(100).default(8).describe('how often a page is sent that is not accepted'),
  retrySeconds: seconds(300)
    .default(1)
    .describe('the pause before a page is sent again; it doubles each time, up to 300'),
  queuedPages: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('pages that wait for a target; the oldest are dropped'),
});

export type PagingConfig = z.infer<typeof pagingConfig>;
