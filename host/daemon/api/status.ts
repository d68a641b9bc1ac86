import { z } from 'zod';
import { JOB_STATE_NAMES, jobId, time } from './schemas.js';

/** What the status page shows, and whoever else wants to look at the daemon as a whole. */

/** Stages that look alike on the timeline. */
export const STAGE_FAMILIES = [
  'tables',
  'commit',
  'permutation',
  'quotient',
  'open',
  'fold',
  'grind',
  'move',
  'other',
] as const;
export type StageFamily = (typeof STAGE_FAMILIES)[number];

const DEVICE_STATE_NAMES = ['ready', 'suspect', 'restarting', 'poisoned', 'lost'] as const;

const seconds = z.number().describe('since 1970');

const daemonState = z.strictObject({
  version: z.string(),
  startedAt: time,
  state: z.enum(['running', 'draining']).describe('draining: it finishes what it has, and accepts nothing'),
  hasRoom: z.boolean().describe('whether there is disk space for another job'),
});

const deviceState = z.strictObject({
  id: z.string(),
  kind: z.string().describe('such as cpu, cuda or xrt'),
  name: z.string().describe('its model'),
  isEmulated: z.boolean().describe('its silicon is a model in software'),
  state: z.enum(DEVICE_STATE_NAMES),
  reason: z.string().nullable().describe('why it is not ready'),
  memory: z
    .strictObject({ usedBytes: z.number(), budgetBytes: z.number() })
    .nullable()
    .describe('null while the device is away'),
  work: z
    .strictObject({
      stage: z.string(),
      family: z.enum(STAGE_FAMILIES),
      job: jobId.nullable().describe('null for a job of somebody else, or none'),
      shard: z.int().nullable(),
      since: seconds,
    })
    .nullable()
    .describe('what it does now'),
});

const queuedJob = z.strictObject({
  id: jobId,
  owner: z.string(),
  program: z.string().describe('the id of its program'),
  state: z.enum(JOB_STATE_NAMES),
  priority: z.int(),
  submittedAt: time,
  deadline: time.nullable(),
  predictedFinish: time.nullable().describe('null where nothing was predicted'),
  isLate: z.boolean().describe('predicted not to be done by its deadline'),
  shards: z.number().nullable(),
  shardsDone: z.number(),
});

const finishedJob = z.strictObject({
  id: jobId,
  owner: z.string(),
  program: z.string(),
  state: z.enum(JOB_STATE_NAMES),
  finishedAt: time,
  deadline: time.nullable(),
  cycles: z.number().nullable(),
  shards: z.number().nullable(),
  predictedSeconds: z.number().nullable().describe('from its acceptance on, as predicted then'),
  measuredSeconds: z.number().nullable().describe('from its acceptance on'),
});

const incident = z.strictObject({
  at: time,
  kind: z.string().describe('such as fallback, lost or failure'),
  device: z.string().nullable(),
  job: jobId.nullable(),
  text: z.string(),
});

const span = z.strictObject({
  number: z.int().describe('a span that is sent again with the same number has grown'),
  device: z.string(),
  queue: z.int().describe('of the device; those run side by side'),
  family: z.enum(STAGE_FAMILIES).describe('what took the most of it'),
  start: seconds,
  end: seconds,
  busySeconds: z.number().describe('that the device worked within it'),
  stages: z.int().describe('how many short stages it is made of'),
});
export type TimelineSpan = z.infer<typeof span>;

const shardSpan = z.strictObject({
  number: z.int(),
  device: z.string(),
  job: jobId.nullable().describe('null for a job of somebody else'),
  shard: z.int(),
  start: seconds,
  end: seconds.describe('of the latest stage of this shard on this device'),
});
export type TimelineShard = z.infer<typeof shardSpan>;

/** Each part is sent again as a whole when it has changed. */
const parts = {
  daemon: daemonState,
  devices: z.array(deviceState),
  queue: z.strictObject({
    jobs: z.array(queuedJob).describe('the most urgent first'),
    total: z.int().describe('how many there are, shown or not'),
  }),
  finished: z.array(finishedJob).describe('the latest first'),
  incidents: z.array(incident).describe('faults, fallbacks and failures, the latest first'),
};

/** Of the timeline what is new. */
const timeline = z.strictObject({
  seconds: z.number().describe('how far back it reaches'),
  spans: z.array(span),
  shards: z.array(shardSpan),
});

export const statusView = z.strictObject({ at: seconds, ...parts, timeline });
export type StatusView = z.infer<typeof statusView>;

export const statusUpdate = z.strictObject({ at: seconds, ...z.object(parts).partial().shape, timeline });
export type StatusUpdate = z.infer<typeof statusUpdate>;
