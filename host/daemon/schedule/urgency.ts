/** What a job is proven for: to be done soon itself, or for as many jobs as possible to be done. */
export type Objective = 'latency' | 'throughput';

/** In seconds, after which all deadlines count alike: the year 2286. */
const WITHOUT_DEADLINE = 1e10;
/** Above everything that is not late. */
const LATE = 2e10;
/** Of what nobody waits for: after all jobs. */
export const LEAST_URGENT = 2 * LATE;
/** All ranks together are less than the hundredth of a second that deadlines are told apart by, and exact beside LATE. */
const RANK = 2e-5;

/** What a job's place in the order follows from. */
export interface Claim {
  /** In seconds since 1970. */
  readonly deadline: number | undefined;
  /** From -100 to 100; the higher, the sooner. */
  readonly priority: number;
  readonly objective: Objective;
}

/**
 * The order of work as one number, the lower the sooner: by deadline, then by priority, then who is after latency. Jobs
 * without a deadline come after those with one, and what yields because it is late comes after all.
 */
export function urgencyOf({ deadline, priority, objective }: Claim, yields: boolean): number {
  const base = Math.min(Math.round((deadline ?? Infinity) * 100) / 100, WITHOUT_DEADLINE);
  const rank = 2 * priority + (objective === 'latency' ? 1 : 0);
  return base - RANK * rank + (yields ? LATE : 0);
}

/** Who has a place in an order. */
export interface Ranked {
  /** The lower, the sooner. */
  readonly urgency: number;
  /** Of those that are as urgent, the lower comes first. */
  readonly place: number;
}

/** The one order of jobs: negative where the first comes before the second. */
export function byUrgency(a: Ranked, b: Ranked): number {
  return a.urgency - b.urgency || a.place - b.place;
}
