/** Above every deadline in milliseconds. */
const WITHOUT_DEADLINE = 1e14;
/** Above everything that is not late. */
const LATE = 1e15;
/** Of what nobody waits for: after all jobs. */
export const LEAST_URGENT = 1e16;

/**
 * The order of work as one number, the lower the sooner: by deadline, then by priority. Jobs without a deadline come
 * after those with one, and what yields because it is late comes after all.
 *
 * @param deadline in seconds since 1970
 */
export function urgencyOf(deadline: number | undefined, priority: number, yields: boolean): number {
  const base = deadline === undefined ? WITHOUT_DEADLINE : Math.round(deadline * 1000);
  return base - priority / 1000 + (yields ? LATE : 0);
}
