import { z } from 'zod';

/** What clients and daemon say to each other. The OpenAPI description is made from these schemas. */

export const JOB_STATE_NAMES = [
  'submitted',
  'sizing',
  'accepted',
  'refused',
  'proving',
  'done',
  'failed',
  'cancelled',
] as const;

const FINAL_STATE_NAMES: readonly string[] = ['refused', 'done', 'failed', 'cancelled'];

/** Whether nothing more will become of a job in this state. */
export function isFinalState(state: string): boolean {
  return FINAL_STATE_NAMES.includes(state);
}

const artifact = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of the bytes, in lower-case hexadecimal');
export const time = z.iso.datetime().describe('in UTC, such as 2030-01-31T12:00:00Z');

export const jobId = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  .describe('the id that submitting gave');

export const jobRequest = z.strictObject({
  program: artifact.describe('the id of an uploaded program'),
  inputs: z
    .array(artifact)
    .max(1024)
    .default([])
    .describe('ids of uploaded inputs, in the order in which the program reads them'),
  deadline: time
    .optional()
    .describe('when the proof must be done, in UTC; a job without one comes after those with one'),
  cycleLimit: z
    .int()
    .min(1)
    .max(2 ** 48)
    .optional()
    .describe(
      'the most instructions that the run may take; a job with one is decided on at once, by this number',
    ),
  priority: z
    .int()
    .min(-100)
    .max(100)
    .default(0)
    .describe('the higher, the sooner, among jobs with the same deadline'),
  parameters: z.enum(['default', 'bench', 'dev']).default('default').describe('how sure the proof is'),
  hashSet: z
    .enum(['p2-24-16', 'p2-16', 'keccak'])
    .default('p2-24-16')
    .describe('the hash of trees and transcript'),
  objective: z
    .enum(['latency', 'throughput'])
    .default('throughput')
    .describe(
      'latency: this proof as soon as possible, shards that are late copied; throughput: as many proofs as possible',
    ),
  allowExitCode: z
    .boolean()
    .default(false)
    .describe('proves a run that ends with another exit code than 0, too'),
});
export type JobRequest = z.infer<typeof jobRequest>;
export type JobRequestInput = z.input<typeof jobRequest>;

export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .describe('a request that is repeated with the same key makes no second job');

export const apiError = z.strictObject({
  error: z.strictObject({
    code: z.string().describe('stable, such as UNAUTHORISED'),
    message: z.string().describe('what is wrong'),
    remedy: z.string().describe('what to do about it'),
  }),
});
export type ApiError = z.infer<typeof apiError>['error'];

export const uploaded = z.strictObject({
  id: artifact,
  bytes: z.int(),
  isNew: z.boolean().describe('whether it was not there before'),
});
export type Uploaded = z.infer<typeof uploaded>;

export const jobView = z.strictObject({
  id: jobId,
  owner: z.string().describe('the name of the token that it was submitted with'),
  state: z.enum(JOB_STATE_NAMES),
  submittedAt: time,
  changedAt: time.describe('when its state changed'),
  request: jobRequest,
  cycles: z
    .number()
    .nullable()
    .describe('of the run, or the declared limit as long as the run was not counted'),
  shards: z.number().nullable().describe('how many are expected'),
  shardsDone: z.number().describe('how many are proven and kept'),
  predictedFinish: time.nullable().describe('null where nothing was predicted'),
  isLate: z.boolean().describe('predicted not to be done by its deadline'),
  proof: z
    .strictObject({
      id: artifact,
      bytes: z.int(),
      publicValues: z.string().describe('hexadecimal'),
      exitCode: z.int(),
    })
    .nullable()
    .describe('of a job that is done'),
  problem: z
    .strictObject({ code: z.string(), message: z.string(), remedy: z.string() })
    .nullable()
    .describe('why it failed or was refused'),
  notes: z
    .array(z.strictObject({ at: time, kind: z.string(), text: z.string() }))
    .describe('what was noticed of it, the latest last'),
});
export type JobView = z.infer<typeof jobView>;

export const jobList = z.strictObject({
  jobs: z.array(jobView),
  next: z.int().nullable().describe('as `before` this asks for the rest; null where there is none'),
});
export type JobList = z.infer<typeof jobList>;

export const listQuery = z.strictObject({
  state: z.enum(JOB_STATE_NAMES).optional(),
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
  before: z.coerce
    .number<number>()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('`next` of the list before'),
});

export const health = z.strictObject({ status: z.literal('ok') });

export const readiness = z.strictObject({
  status: z
    .enum(['ready', 'degraded', 'unready'])
    .describe('ready: every device can prove; degraded: one at least can; unready: none can'),
  storage: z.enum(['ok', 'full']).describe('full: nothing is accepted for want of disk space'),
  devices: z
    .array(
      z.strictObject({
        id: z.string(),
        state: z.string().describe('ready, suspect, restarting, poisoned or lost'),
        canProve: z.boolean(),
        secondsSinceProof: z.number().nullable().describe('since it was last seen to prove something'),
        missing: z.string().nullable().describe('why it cannot prove'),
      }),
    )
    .describe('the devices to prove on'),
});

export const drainRequest = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(30 * 86_400)
    .optional()
    .describe('how long jobs that are being proven may take to end; default: shutdown.drainSeconds'),
});

export const drainView = z.strictObject({
  proving: z.int().describe('jobs that are still being proven'),
  endsAt: time.describe('when the daemon ends at the latest'),
});
export type DrainView = z.infer<typeof drainView>;
