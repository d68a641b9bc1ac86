import {
  END_STATES,
  LIVE_STATES,
  type DaemonMetrics,
  type EndState,
  type JobReading,
  type LiveState,
} from '../../telemetry/index.js';
import { comparePromise, type DoneShard, type EngineListener, type JobNews } from '../engine/index.js';
import type { JobState } from '../store/index.js';

/** What is remembered of a job that is not finished. */
interface Live extends JobReading {
  /** Seconds since 1970; undefined of one that was not accepted, or not since the daemon has started. */
  readonly acceptedAt: number | undefined;
}

/** Where the device is not known any more. */
const NO_DEVICE = 'none';

/** Tells the metrics what becomes of jobs. */
export class JobTelemetry implements EngineListener {
  private readonly live = new Map<string, Live>();
  private hasStarted = false;

  constructor(private readonly metrics: () => Pick<DaemonMetrics, 'jobs' | 'proofEnergy'>) {}

  /** Jobs that are not finished. */
  get jobs(): readonly JobReading[] {
    return [...this.live.values()];
  }

  /** From now on, jobs that begin are new. */
  started(): void {
    this.hasStarted = true;
  }

  onBegin(job: JobNews): void {
    const { jobs, proofEnergy } = this.metrics();
    if (this.hasStarted) jobs.submitted();
    if (job.shardsDone > 0) proofEnergy.spoil(job.id);
    this.remember(job);
  }

  onChange(job: JobNews, from: JobState): void {
    const { jobs } = this.metrics();
    const { state } = job;
    const acceptedAt = this.live.get(job.id)?.acceptedAt;
    if (state === 'proving' && from === 'accepted' && acceptedAt !== undefined) {
      jobs.started(job.changedAt - acceptedAt);
    }
    if (!isEnd(state)) return this.remember(job);
    this.live.delete(job.id);
    jobs.ended(state);
    if (job.deadline !== undefined && (from === 'accepted' || from === 'proving')) {
      if (state === 'done') jobs.deadline(job.changedAt <= job.deadline ? 'met' : 'missed');
      if (state === 'failed') jobs.deadline('missed');
    }
    if (state === 'done') this.tellDone(job);
  }

  onLate(job: JobNews): void {
    if (this.live.has(job.id)) this.remember(job);
  }

  onShard(_job: JobNews, { device, isKept, cycles, seconds, predictedSeconds }: DoneShard): void {
    const isPredicted = !isKept && predictedSeconds !== undefined && predictedSeconds > 0;
    this.metrics().jobs.shard({
      ...{ device: isKept ? NO_DEVICE : device, isKept, cycles },
      predictionRatio: isPredicted ? seconds / predictedSeconds : undefined,
    });
  }

  onFailure(_job: JobNews, { code }: { readonly code: string }): void {
    this.metrics().jobs.failed(code);
  }

  onEnd(id: string): void {
    this.live.delete(id);
    this.metrics().proofEnergy.drop(id);
  }

  private tellDone({ id, submittedAt, changedAt, promise }: JobNews): void {
    const { jobs, proofEnergy } = this.metrics();
    const { predictedSeconds, measuredSeconds } = comparePromise(promise, undefined, changedAt);
    const isPredicted = predictedSeconds !== undefined && predictedSeconds > 0;
    jobs.done({
      seconds: changedAt - submittedAt,
      predictionRatio: isPredicted ? measuredSeconds! / predictedSeconds : undefined,
    });
    proofEnergy.finish(id);
  }

  private remember({ id, state, submittedAt, changedAt, isLate }: JobNews): void {
    if (!isLive(state)) return;
    const isAccepted = state === 'accepted' || state === 'proving';
    const before = this.live.get(id)?.acceptedAt;
    const acceptedAt = state === 'accepted' ? (before ?? changedAt) : before;
    this.live.set(id, { state, submittedAt, acceptedAt, isAtRisk: isAccepted && isLate });
  }
}

function isLive(state: JobState): state is LiveState {
  return (LIVE_STATES as readonly JobState[]).includes(state);
}

function isEnd(state: JobState): state is EndState {
  return (END_STATES as readonly JobState[]).includes(state);
}
