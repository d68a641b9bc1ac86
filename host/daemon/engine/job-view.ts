import type { JobRequest, JobView } from '../api/index.js';
import type { JobRecord, NoteRecord, TransitionRecord } from '../store/index.js';
import type { LiveJob } from './live-job.js';

/** What changes of state are written down with. */
export interface ChangeDetail {
  readonly cycles?: number;
  readonly shards?: number;
  readonly predictedFinish?: number;
  /** When that was predicted, if not with the change, in seconds since 1970. */
  readonly predictedAt?: number;
  readonly proof?: NonNullable<JobView['proof']>;
  readonly problem?: NonNullable<JobView['problem']>;
}

export function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

export function optionalTime(seconds: number | undefined): string | null {
  return seconds === undefined || !Number.isFinite(seconds) || seconds > 8e12 ? null : timeText(seconds);
}

/** A job as clients see it. */
export function describeJob(
  record: JobRecord,
  history: readonly TransitionRecord[],
  notes: readonly NoteRecord[],
  live: LiveJob | undefined,
): JobView {
  const known: ChangeDetail = Object.assign(
    {},
    ...history.map(({ detail }) => JSON.parse(detail) as ChangeDetail),
  ) as ChangeDetail;
  const cycles = live?.size?.cycles ?? known.cycles ?? null;
  const shards = live?.size?.shapes.length ?? known.shards ?? null;
  const isDone = record.state === 'done';
  return {
    ...{ id: record.id, owner: record.owner, state: record.state },
    submittedAt: timeText(record.submittedAt),
    changedAt: timeText(record.changedAt),
    request: JSON.parse(record.request) as JobRequest,
    ...{ cycles, shards, shardsDone: isDone ? (shards ?? 0) : (live?.shardsDone ?? 0) },
    predictedFinish: optionalTime(live ? live.predictedFinish : known.predictedFinish),
    isLate: live?.isLate ?? notes.some(({ kind }) => kind === 'late'),
    proof: known.proof ?? null,
    problem: known.problem ?? null,
    notes: notes.map(({ at, kind, text }) => ({ at: timeText(at), kind, text })),
  };
}
