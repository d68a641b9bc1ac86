import { isFinal, type JobState } from '../store/index.js';
import type { EngineListener, JobNews } from '../engine/index.js';
import type { Problem } from '../engine/problem.js';
import { now } from '../engine/clock.js';
import type { PageDesk } from './page-desk.js';

/** How long targets are told of what has happened and is over. */
const EVENT_SECONDS = 3600;
/** So many failures within so long are not chance. */
const FAILURES = 3;
const FAILURE_SECONDS = 900;

/** Timers of Node do not count further than 24 days. */
const MOST_ALARM_SECONDS = 86_400;

/** Codes of failures that are the server's fault, not the job's. */
const OF_SERVER = new Set([
  'INTERNAL',
  'SY_ERR_ADDON',
  'SY_ERR_CLOSED',
  'SY_ERR_DEVICE',
  'SY_ERR_LOST',
  'SY_ERR_MEMORY',
  'SY_ERR_PROOF',
  'SY_ERR_STORE',
]);

/** Pages for what becomes of jobs. */
export class JobPages implements EngineListener {
  private readonly late = new Map<string, JobNews>();
  /** For each accepted job with a deadline: rings when that passes. */
  private readonly alarms = new Map<string, NodeJS.Timeout>();
  private failures: readonly number[] = [];

  constructor(private readonly desk: PageDesk) {}

  onBegin(job: JobNews): void {
    if (isPromised(job.state)) this.watchDeadline(job);
  }

  onLate(job: JobNews): void {
    if (job.isLate) this.late.set(job.id, job);
    else this.late.delete(job.id);
    this.tellLate();
  }

  onChange(job: JobNews, from: JobState): void {
    if (job.state === 'accepted') this.watchDeadline(job);
    if (!isFinal(job.state)) return;
    const late = job.deadline === undefined ? 0 : job.changedAt - job.deadline;
    if (isPromised(from) && late > 0 && job.state !== 'cancelled')
      this.tellMissed(job, `ended ${Math.ceil(late)} s after its deadline`);
    this.forget(job.id);
  }

  onFailure({ id }: JobNews, { code, message }: Problem): void {
    if (!OF_SERVER.has(code)) return;
    const time = now();
    this.failures = [...this.failures.filter((at) => at > time - FAILURE_SECONDS), time].slice(-FAILURES);
    if (this.failures.length < FAILURES) return;
    this.desk.raise(
      'SwitchyardJobsFailing',
      {
        summary: `work on jobs has failed ${FAILURES} times or more within a quarter of an hour`,
        description: `the last was job ${id}: ${code}: ${message}`,
      },
      { forSeconds: FAILURE_SECONDS },
    );
  }

  onEnd(id: string): void {
    this.forget(id);
  }

  /** Whatever is predicted or hangs: a deadline that passes is told of. */
  private watchDeadline(job: JobNews): void {
    if (job.deadline === undefined) return;
    clearTimeout(this.alarms.get(job.id));
    const seconds = job.deadline - now();
    const ring = () => {
      if (seconds > MOST_ALARM_SECONDS) this.watchDeadline(job);
      else this.tellMissed(job, 'is not done at its deadline');
    };
    const timer = setTimeout(ring, Math.max(0, Math.min(MOST_ALARM_SECONDS, seconds)) * 1000).unref();
    this.alarms.set(job.id, timer);
  }

  private forget(id: string): void {
    clearTimeout(this.alarms.get(id));
    this.alarms.delete(id);
    if (this.late.delete(id)) this.tellLate();
  }

  private tellLate(): void {
    const [first] = this.late.values();
    if (!(first as JobNews | undefined)) return this.desk.clear('SwitchyardDeadlineAtRisk');
    this.desk.raise('SwitchyardDeadlineAtRisk', {
      summary: `${this.late.size} accepted ${this.late.size === 1 ? 'job is' : 'jobs are'} predicted to be late`,
      description: `the first is ${first.id} of ${first.owner}`,
    });
  }

  private tellMissed({ id, owner }: JobNews, how: string): void {
    this.desk.raise(
      'SwitchyardDeadlineMissed',
      {
        summary: 'a job has missed its deadline',
        description: `job ${id} of ${owner} ${how}`,
      },
      { forSeconds: EVENT_SECONDS },
    );
  }
}

/** Whether a job in this state was promised to be in time. */
function isPromised(state: JobState): boolean {
  return state === 'accepted' || state === 'proving';
}
