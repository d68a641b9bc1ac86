import { forecast, newlyLate, type QueuedJob, type Situation } from './forecast.js';
import { byUrgency } from './urgency.js';

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
 *
 * @param situation with the jobs that are accepted already
 * @param before its forecast
 */
export function admit(candidate: QueuedJob, situation: Situation, before = forecast(situation)): Verdict {
  const jobs = inOrder(candidate, situation.jobs);
  const after = forecast({ ...situation, jobs });
  const late = after.late.has(candidate.id) ? candidate.id : newlyLate(before, after);
  // One that is late is placed after all others; what it is told is when it would be done in its place.
  const finish = after.finishes.get(candidate.id)!;
  return late === undefined
    ? { ok: true, finish }
    : { ok: false, finish: inItsPlace(candidate, { ...situation, jobs }, finish), late };
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
