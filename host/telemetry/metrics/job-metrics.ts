import { BUCKETS } from './buckets.js';
import { LabelValues, type MetricRegistry } from './metric-registry.js';

/** States of jobs that are not finished. */
export const LIVE_STATES = ['submitted', 'sizing', 'accepted', 'proving'] as const;
export type LiveState = (typeof LIVE_STATES)[number];

/** States that jobs end in. */
export const END_STATES = ['done', 'refused', 'failed', 'cancelled'] as const;
export type EndState = (typeof END_STATES)[number];

/** A job that is not finished. Times are in seconds since 1970. */
export interface JobReading {
  readonly state: LiveState;
  readonly submittedAt: number;
  /** Whether it was accepted, and is predicted to be late. */
  readonly isAtRisk: boolean;
}

/** What is known of a job that is done. */
export interface DoneJob {
  /** From submission. */
  readonly seconds: number;
  /** What it took since it was accepted over what was predicted then; undefined where nothing was. */
  readonly predictionRatio: number | undefined;
}

/** What was proven of a job. */
export interface ShardReading {
  /** Empty of a shard whose proof was kept from before. */
  readonly device: string;
  readonly isKept: boolean;
  readonly cycles: number;
  /** Measured over predicted seconds; undefined where nothing was predicted. */
  readonly predictionRatio: number | undefined;
}

/** Metrics of jobs and their shards. */
export class JobMetrics {
  private readonly submittedJobs;
  private readonly finishedJobs;
  private readonly deadlines;
  private readonly jobSeconds;
  private readonly waitSeconds;
  private readonly jobRatio;
  private readonly shardRatio;
  private readonly shards;
  private readonly cycles;
  private readonly failures;
  private readonly codes = new LabelValues();

  /** @param now seconds since 1970 */
  constructor(registry: MetricRegistry, jobs: () => readonly JobReading[], now: () => number) {
    const count = registry.gauge('jobs', 'Jobs that are not finished.', ['state'], () => {
      for (const state of LIVE_STATES)
        count.set({ state }, jobs().filter((job) => job.state === state).length);
    });
    this.submittedJobs = registry.counter('jobs_submitted_total', 'Jobs that were taken in.');
    this.finishedJobs = registry.counter('jobs_finished_total', 'Jobs that are finished.', ['state']);
    for (const state of END_STATES) this.finishedJobs.inc({ state }, 0);
    this.deadlines = registry.counter(
      'deadlines_total',
      'Jobs with a deadline that were accepted and are done in time (met), or late or failed (missed).',
      ['result'],
    );
    for (const result of ['met', 'missed']) this.deadlines.inc({ result }, 0);
    const atRisk = registry.gauge(
      'jobs_at_risk',
      'Accepted jobs that are predicted to be late.',
      [],
      () => void atRisk.set(jobs().filter(({ isAtRisk }) => isAtRisk).length),
    );
    const oldest = registry.gauge('queue_oldest_seconds', 'Age of the oldest job that waits.', [], () => {
      const waiting = jobs().filter(({ state }) => state !== 'proving');
      oldest.set(Math.max(0, ...waiting.map(({ submittedAt }) => now() - submittedAt)));
    });
    this.jobSeconds = registry.histogram(
      'job_seconds',
      'From the submission of a job until it is done.',
      BUCKETS.job,
    );
    this.waitSeconds = registry.histogram(
      'job_wait_seconds',
      'From the acceptance of a job until it is being proven.',
      BUCKETS.wait,
    );
    this.jobRatio = registry.histogram(
      'job_prediction_ratio',
      'What jobs took from acceptance until they were done, over what was predicted at acceptance.',
      BUCKETS.ratio,
    );
    this.shardRatio = registry.histogram(
      'shard_prediction_ratio',
      'What shards took, over what was predicted.',
      BUCKETS.ratio,
      ['device'],
    );
    this.shards = registry.counter(
      'shards_total',
      'Shards whose proof has verified; kept ones were proven before, on a device that is not known any more.',
      ['device', 'kept'],
    );
    this.cycles = registry.counter('cycles_total', 'Instructions of programs that were proven.');
    this.failures = registry.counter('job_failures_total', 'Attempts at jobs that have failed.', ['code']);
  }

  submitted(): void {
    this.submittedJobs.inc();
  }

  /** A job that was accepted begins to be proven. @param seconds since it was accepted */
  started(seconds: number): void {
    this.waitSeconds.observe(Math.max(0, seconds));
  }

  ended(state: EndState): void {
    this.finishedJobs.inc({ state });
  }

  done({ seconds, predictionRatio }: DoneJob): void {
    this.jobSeconds.observe(Math.max(0, seconds));
    if (predictionRatio !== undefined) this.jobRatio.observe(predictionRatio);
  }

  deadline(result: 'met' | 'missed'): void {
    this.deadlines.inc({ result });
  }

  shard({ device, isKept, cycles, predictionRatio }: ShardReading): void {
    this.shards.inc({ device, kept: String(isKept) });
    if (!isKept) this.cycles.inc(cycles);
    if (predictionRatio !== undefined) this.shardRatio.observe({ device }, predictionRatio);
  }

  failed(code: string): void {
    this.failures.inc({ code: this.codes.of(code) });
  }
}
