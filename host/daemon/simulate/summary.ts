import { isAfter } from '../schedule/index.js';
import type { SimulatedJob } from './simulated-job.js';
import type { SimulationOutcome } from './simulation.js';

export const SIMULATION_SCHEMA = 'switchyard-simulation/1';

/** Of many values. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface SimulationSummary {
  readonly schema: typeof SIMULATION_SCHEMA;
  /** From the first submission to the last end. */
  readonly seconds: number;
  readonly jobs: {
    readonly submitted: number;
    readonly done: number;
    readonly refused: number;
    /** By the policy for late jobs. */
    readonly failed: number;
    /** Whose shards have found no lane to the end. */
    readonly unfinished: number;
    readonly withDeadline: number;
    /** Accepted, and not done by their deadlines. */
    readonly missed: number;
    /** Accepted, and predicted to be late at some time. */
    readonly flagged: number;
  };
  readonly shards: number;
  readonly copies: number;
  /** Of lanes, for what was in vain. */
  readonly wastedSeconds: number;
  readonly devices: readonly {
    readonly device: string;
    readonly busySeconds: number;
    /** Busy seconds as a share of all. */
    readonly utilisation: number;
  }[];
  /** From submission to the first shard, of jobs that were begun; null where there is none. */
  readonly waitingSeconds: Spread | null;
  /** How much later jobs were done than was promised when they were accepted; null where there is none. */
  readonly laterThanPromisedSeconds: Spread | null;
  /** In order of submission. */
  readonly each: readonly {
    readonly id: string;
    readonly submittedAt: number;
    readonly deadline: number | null;
    readonly end: string;
    readonly endedAt: number;
    readonly beganAt: number | null;
    /** When it was decided on; of jobs with a deadline alone. */
    readonly predictedFinish: number | null;
    readonly isMissed: boolean;
    readonly wasFlagged: boolean;
  }[];
}

function isMissed({ end, deadline }: SimulatedJob): boolean {
  if (end?.what === 'refused' || deadline === Infinity) return false;
  return end?.what !== 'done' || isAfter(end.at, deadline);
}

function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1)! };
}

/** What a simulation came to, in figures. */
export function summarise({ jobs, lanes, end, ...counts }: SimulationOutcome): SimulationSummary {
  const began = Math.min(...jobs.map(({ spec }) => spec.at));
  const ended = Math.max(...jobs.map((job) => job.end?.at ?? end));
  const seconds = ended - began;
  const count = (what: (job: SimulatedJob) => boolean) => jobs.filter(what).length;
  const done = jobs.filter((job) => job.end?.what === 'done');
  return {
    schema: SIMULATION_SCHEMA,
    seconds,
    jobs: {
      submitted: jobs.length,
      done: done.length,
      refused: count((job) => job.end?.what === 'refused'),
      failed: count((job) => job.end?.what === 'failed'),
      unfinished: count((job) => job.end?.what === 'unfinished'),
      withDeadline: count(({ deadline }) => deadline < Infinity),
      missed: count(isMissed),
      flagged: count(({ wasLate }) => wasLate),
    },
    ...counts,
    devices: lanes.map(({ name, busySeconds }) => ({
      ...{ device: name, busySeconds, utilisation: seconds > 0 ? busySeconds / seconds : 0 },
    })),
    waitingSeconds: spread(
      jobs.flatMap(({ firstBegan, spec }) => (firstBegan === undefined ? [] : [firstBegan - spec.at])),
    ),
    laterThanPromisedSeconds: spread(
      done.flatMap((job) => (job.predictedFinish === undefined ? [] : [job.end!.at - job.predictedFinish])),
    ),
    each: jobs.map((job) => ({
      ...{ id: job.id, submittedAt: job.spec.at, deadline: job.deadline < Infinity ? job.deadline : null },
      ...{ end: job.end!.what, endedAt: job.end!.at, beganAt: job.firstBegan ?? null },
      predictedFinish: job.predictedFinish ?? null,
      ...{ isMissed: isMissed(job), wasFlagged: job.wasLate },
    })),
  };
}
