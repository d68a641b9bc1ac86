import { forecast, newlyLate, promised, type Forecast, type QueuedJob, type Situation } from './forecast.js';
import { byUrgency } from './urgency.js';

export type Verdict =
  | {
      readonly ok: true;
      /** Undefined for a job without a deadline, which is promised nothing. */
      readonly finish: number | undefined;
    }
  | {
      readonly ok: false;
      readonly finish: number;
      /** The job that would be late: the new one, or one that was promised to be in time. */
      readonly late: string;
    };

/**
 * Whether a job can be accepted so that it, and every job that is in time now, is in time. Who is late already is not
 * made to count against it, and one without a deadline comes after all that were promised anything.
 *
 * @param situation with the jobs that are accepted already
 * @param before the forecast of what is {@link promised} in it, if that is known already
 */
export function admit(candidate: QueuedJob, situation: Situation, before?: Forecast): Verdict {
  if (candidate.deadline === Infinity) return { ok: true, finish: undefined };
  const outlook = promised({ ...situation, jobs: inOrder(candidate, situation.jobs) });
  const after = forecast(outlook);
  const late = after.late.has(candidate.id)
    ? candidate.id
    : newlyLate(before ?? forecast(promised(situation)), after);
  const finish = after.finishes.get(candidate.id)!;
  if (late === undefined) return { ok: true, finish };
  // One that is late is placed after all others; what it is told is when it would be done in its place.
  return { ok: false, finish: inItsPlace(candidate, outlook, finish), late };
}

/** @param situation with the candidate */
function inItsPlace(candidate: QueuedJob, situation: Situation, finish: number): number {
  if (!situation.rules.lateYield) return finish;
  const stubborn = { ...situation, rules: { ...situation.rules, lateYield: false } };
  return forecast(stubborn).finishes.get(candidate.id)!;
}

function inOrder(candidate: QueuedJob, jobs: readonly QueuedJob[]): QueuedJob[] {
  const after = jobs.findIndex((job) => byUrgency(job, candidate) > 0);
  const at = after < 0 ? jobs.length : after;
  return [...jobs.slice(0, at), candidate, ...jobs.slice(at)];
}
