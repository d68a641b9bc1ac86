/** Work that is still to be done for a job. */
export interface PredictedWork {
  readonly id: string;
  /** The lower, the sooner. */
  readonly urgency: number;
  /** For each shard that is left, seconds on each lane. */
  readonly shards: readonly (readonly number[])[];
}

/**
 * When each job is done, in seconds from now, if nothing else comes: shards in order of urgency, each on the lane that
 * is done with it first. Infinity where no lane can prove a shard.
 */
export function predictFinishes(jobs: readonly PredictedWork[], lanes: number): Map<string, number> {
  const free = Array.from({ length: lanes }, () => 0);
  const finishes = new Map<string, number>();
  for (const { id, shards } of [...jobs].sort((a, b) => a.urgency - b.urgency)) {
    let finish = 0;
    for (const seconds of shards) finish = Math.max(finish, place(free, seconds));
    finishes.set(id, finish);
  }
  return finishes;
}

/** Gives a shard to a lane; returns when it is done. */
function place(free: number[], seconds: readonly number[]): number {
  let best = -1;
  let soonest = Infinity;
  for (const [lane, from] of free.entries()) {
    const end = from + seconds[lane];
    if (end < soonest) [best, soonest] = [lane, end];
  }
  if (best >= 0) free[best] = soonest;
  return soonest;
}

/** A job as admission looks at it. */
export interface AdmissionJob extends PredictedWork {
  /** Seconds from now; Infinity without one. */
  readonly deadline: number;
}

export type Verdict =
  | { readonly ok: true; readonly finish: number }
  | {
      readonly ok: false;
      readonly finish: number;
      /** The job that would be late: the new one, or one that was promised to be in time. */
      readonly late: string;
    };

/**
 * Whether a job can be accepted so that it, and every job that is in time now, is in time. Who is late already is not
 * made to count against it.
 */
export function admit(candidate: AdmissionJob, accepted: readonly AdmissionJob[], lanes: number): Verdict {
  const before = predictFinishes(accepted, lanes);
  const after = predictFinishes([...accepted, candidate], lanes);
  const finish = after.get(candidate.id)!;
  if (finish > candidate.deadline) return { ok: false, finish, late: candidate.id };
  const harmed = accepted.find(
    ({ id, deadline }) => before.get(id)! <= deadline && after.get(id)! > deadline,
  );
  return harmed ? { ok: false, finish, late: harmed.id } : { ok: true, finish };
}
