import type { JobState } from './job-state.js';

/** A job as the store has it. Times are in seconds since 1970. */
export interface JobRecord {
  /** Grows from job to job. */
  readonly place: number;
  readonly id: string;
  /** The name of the token that it was submitted with. */
  readonly owner: string;
  /** JSON, as the daemon has written it. */
  readonly request: string;
  readonly submittedAt: number;
  readonly state: JobState;
  /** How often its state has changed. */
  readonly changes: number;
  readonly changedAt: number;
  /** What belongs to its last change of state, JSON. */
  readonly detail: string;
}

export interface TransitionRecord {
  readonly number: number;
  readonly state: JobState;
  readonly at: number;
  readonly detail: string;
}

/** Something that was noticed of a job, such as that it will be late. */
export interface NoteRecord {
  readonly at: number;
  readonly kind: string;
  readonly text: string;
}

export interface ShardRecord {
  readonly position: number;
  readonly artifact: string;
}

/** A job to write down. */
export interface JobSubmission {
  readonly id: string;
  readonly owner: string;
  readonly idempotencyKey?: string | undefined;
  /** Tells requests with the same key apart. */
  readonly requestDigest: string;
  readonly request: string;
  readonly at: number;
  /** Artifacts that it needs until it is forgotten. */
  readonly needs: readonly string[];
  /** How many jobs its owner may have that are not finished. */
  readonly mostUnfinished: number;
}

export interface JobFilter {
  readonly owner?: string | undefined;
  readonly state?: JobState | undefined;
  /** Only jobs before this place: lists begin with the latest. */
  readonly before?: number | undefined;
  readonly limit: number;
}
