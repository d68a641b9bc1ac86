import type { JobRequest } from '../api/index.js';
import type { JobState } from '../store/index.js';
import type { JobPromise } from './job-promise.js';
import type { LiveJob } from './live-job.js';
import type { Problem } from './problem.js';
import type { DoneShard } from './workshop.js';

/** A job as listeners are told of it. Times are in seconds since 1970. */
export interface JobNews {
  readonly id: string;
  readonly owner: string;
  readonly state: JobState;
  readonly request: JobRequest;
  readonly submittedAt: number;
  readonly changedAt: number;
  readonly deadline: number | undefined;
  readonly promise: JobPromise | undefined;
  readonly predictedFinish: number | undefined;
  readonly isLate: boolean;
  readonly cycles: number | undefined;
  readonly shards: number | undefined;
  readonly shardsDone: number;
}

/** A shard that a lane is late with, and that another one proves, too. */
export interface ShardCopy {
  readonly shard: number;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Who wants to know what becomes of jobs. What is told is in the store. */
export interface EngineListener {
  /** A job that was submitted, or that goes on since the daemon has started again. */
  onBegin?(job: JobNews): void;
  /** A job has another state than before. */
  onChange?(job: JobNews, from: JobState): void;
  /** A job that was accepted is predicted to be late, or to be in time after all. */
  onLate?(job: JobNews): void;
  onShard?(job: JobNews, shard: DoneShard): void;
  onCopy?(job: JobNews, copy: ShardCopy): void;
  /** Work on a job has failed; it is tried again unless its state changes. */
  onFailure?(job: JobNews, problem: Problem): void;
  /** A proof was found damaged on the disk. */
  onDamage?(id: string): void;
  /** Work on a job is over, whatever became of it. */
  onEnd?(id: string): void;
}

export function newsOf(job: LiveJob): JobNews {
  const { id, record, request, deadline, promise, predictedFinish, isLate, size, shardsDone } = job;
  const { owner, state, submittedAt, changedAt } = record;
  return {
    ...{ id, owner, state, request, submittedAt, changedAt, deadline, promise, predictedFinish, isLate },
    ...{ cycles: size?.cycles, shards: size?.shapes.length, shardsDone },
  };
}
