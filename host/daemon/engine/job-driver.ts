import { setTimeout as sleep } from 'node:timers/promises';
import { Slots } from '../../vm/index.js';
import { isStoreError, type JobState } from '../store/index.js';
import { Turns } from '../schedule/index.js';
import { now, uptime } from './clock.js';
import { CountingTime } from './counting-time.js';
import { newsOf } from './engine-listener.js';
import type { EngineParts } from './engine-parts.js';
import type { JobBoard } from './job-board.js';
import { promiseDetail } from './job-promise.js';
import type { ChangeDetail } from './job-view.js';
import { keptShards } from './kept-shards.js';
import { Stopped, type LiveJob } from './live-job.js';
import { loadGuest } from './load-guest.js';
import { describeProblem, isOfJob } from './problem.js';
import type { Timetable } from './timetable.js';
import type { RunSize } from './workshop.js';

const MOST_RETRY_SECONDS = 300;

/** Where much happens, it is predicted no sooner again, and for no more than this share of all time. */
const PREDICT_AGAIN_SECONDS = 0.1;
const PREDICTING_SHARE = 0.05;

/** Takes jobs through their states. What is told to anybody is in the store first. */
export class JobDriver {
  private readonly sizing = new Slots(() => this.parts.config.limits.sizings);
  /** Jobs are decided on one after another. */
  private readonly deciding = new Slots(() => 1);
  private readonly turns: Turns<LiveJob>;
  private predictFrom = -Infinity;
  private soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: EngineParts,
    private readonly board: JobBoard,
    private readonly timetable: Timetable,
    private readonly closing: AbortSignal,
  ) {
    this.turns = new Turns(parts.config.proving.activeJobs);
  }

  /** Everything that becomes of a job, from the state that it is in. */
  async drive(job: LiveJob): Promise<void> {
    for (let failures = 0; ;) {
      try {
        if (!job.isAccepted && !(await this.decide(job))) return;
        await this.prove(job);
        return;
      } catch (error) {
        if (job.end.signal.aborted) {
          await this.endJob(job, job.end.signal.reason as Stopped);
          return;
        }
        if (error instanceof Stopped) continue;
        const isOwn = isOfJob(error);
        // A full disk is nobody's failure; whoever frees space lets the job go on.
        if (!isStoreError(error, 'FULL')) failures++;
        const problem = describeProblem(error);
        this.parts.log.warn({ job: job.id, err: error, failures }, 'work on job failed');
        this.board.tell((listener) => listener.onFailure?.(newsOf(job), problem));
        if (isOwn || failures >= this.parts.config.proving.attempts) {
          if (await this.finish(job, 'failed', { problem })) return;
        }
        const pause = Math.min(MOST_RETRY_SECONDS, this.parts.config.proving.retrySeconds * 2 ** failures);
        await sleep(pause * 1000, undefined, { signal: job.end.signal }).catch(() => undefined);
      }
    }
  }

  /** Begins with no other job, and lets those that have a turn end it. */
  drain(): void {
    this.turns.stop();
  }

  /** Jobs that are being proven. */
  get provenNow(): number {
    return this.turns.taken;
  }

  /** Predicts anew, and lets the order of jobs follow: at once, unless that was done just now, and then soon. */
  predict(): void {
    if (this.soon || this.closing.aborted) return;
    const wait = this.predictFrom - uptime();
    if (wait > 0) {
      this.soon = setTimeout(() => {
        this.soon = undefined;
        this.predict();
      }, 1000 * wait);
      return;
    }
    const began = uptime();
    this.timetable.predict();
    this.turns.update();
    this.predictFrom = uptime() + Math.max(PREDICT_AGAIN_SECONDS, (uptime() - began) / PREDICTING_SHARE);
  }

  /** What is left to do for a job whose work was ended. */
  private async endJob(job: LiveJob, { why }: Stopped): Promise<void> {
    if (why !== 'late') return;
    const problem = {
      code: 'LATE',
      message: 'the job cannot be done by its deadline any more',
      remedy: 'Submit it again with a later deadline.',
    };
    while (!(await this.finish(job, 'failed', { problem })) && !this.closing.aborted) {
      await sleep(this.parts.config.proving.retrySeconds * 1000);
    }
  }

  /** Writes a final state; false where the store cannot for now. */
  private async finish(job: LiveJob, state: JobState, detail: ChangeDetail): Promise<boolean> {
    try {
      await this.advance(job, state, detail);
      return true;
    } catch (error) {
      // Somebody was quicker, such as whoever cancelled it.
      if (isStoreError(error, 'TRANSITION')) return true;
      this.parts.log.error({ job: job.id, err: error }, 'state of job cannot be written');
      return false;
    }
  }

  private async advance(job: LiveJob, state: JobState, detail: ChangeDetail, result?: string): Promise<void> {
    const from = job.record.state;
    const text = JSON.stringify(detail);
    job.record = await this.parts.store.order('advance', job.id, state, text, now(), result);
    const { problem } = detail;
    this.parts.log.info({ job: job.id, state, ...(problem && { problem }) }, 'job changed');
    this.board.tell((listener) => listener.onChange?.(newsOf(job), from));
    this.board.wake(job.id);
  }

  /** Accepts a job or refuses it; says which. */
  private async decide(job: LiveJob): Promise<boolean> {
    const { cycleLimit } = job.request;
    job.size = cycleLimit === undefined ? await this.size(job) : this.parts.workshop.estimate(cycleLimit);
    await this.timetable.price(job);
    const release = await this.deciding.take(job.end.signal);
    try {
      const { isAccepted, detail } = this.timetable.decide(job);
      if (isAccepted && detail.predictedFinish !== undefined) {
        job.promise = { at: now(), finish: detail.predictedFinish };
      }
      await this.advance(job, isAccepted ? 'accepted' : 'refused', detail);
      if (isAccepted) this.predict();
      return isAccepted;
    } finally {
      release();
    }
  }

  private async size(job: LiveJob): Promise<RunSize> {
    const { artifacts, config, workshop } = this.parts;
    const release = await this.sizing.take(job.end.signal, job.urgency);
    try {
      await this.advance(job, 'sizing', {});
      using time = new CountingTime(config.limits.sizingSeconds, job.end.signal);
      try {
        const work = await loadGuest(job.request, artifacts, config.limits);
        return await workshop.size(work, job.parameters, time.signal);
      } catch (error) {
        throw time.reason ?? error;
      }
    } finally {
      release();
    }
  }

  private async prove(job: LiveJob): Promise<void> {
    const { artifacts, config, store, workshop } = this.parts;
    // It may be taken away again before it is begun with.
    job.turn = new AbortController();
    await this.turns.take(job, job.end.signal);
    job.turnSince = uptime();
    job.hasBegun = false;
    // A run that was sized has been counted in time before.
    const seconds = job.request.cycleLimit === undefined ? Infinity : config.limits.sizingSeconds;
    using time = new CountingTime(seconds, job.end.signal);
    try {
      job.turn.signal.throwIfAborted();
      // Whatever is proven is first predicted, even if it is so at once.
      if (!job.promise) this.timetable.predict();
      await this.advance(job, 'proving', promiseDetail(job.promise));
      const made = await workshop.prove({
        id: job.id,
        work: await loadGuest(job.request, artifacts, config.limits),
        parameters: job.parameters,
        minBits: config.proving.minBits,
        keeper: await keptShards(job.id, store, artifacts),
        label: { job: job.id },
        urgency: () => job.urgency,
        onSize: (size) => {
          time.stop();
          job.begin(size);
          this.predictAfter(this.timetable.price(job));
        },
        onProven: (index, isProven) => job.settle(index, isProven, uptime()),
        onShard: (shard) => {
          job.shardsDone++;
          job.settle(shard.index, true, uptime());
          this.predictAfter(this.timetable.refresh());
          this.board.tell((listener) => listener.onShard?.(newsOf(job), shard));
          this.board.wake(job.id);
        },
        signal: time.signal,
        pause: job.turn.signal,
      });
      const kept = await artifacts.put(made.proof);
      try {
        const proof = {
          ...{ id: kept.id, bytes: kept.bytes, exitCode: made.exitCode },
          publicValues: Buffer.from(made.publicValues).toString('hex'),
        };
        const { cycles = 0, shapes = [] } = job.size ?? {};
        await this.advance(job, 'done', { cycles, shards: shapes.length, proof }, kept.id);
      } finally {
        kept.release();
      }
    } catch (error) {
      if (job.turn.signal.aborted) throw job.turn.signal.reason;
      throw time.reason ?? error;
    } finally {
      job.turnSince = undefined;
      job.hasBegun = false;
      this.turns.end(job);
    }
  }

  /** Predicts once it is known what shards take. */
  private predictAfter(priced: Promise<void>): void {
    priced.then(
      () => this.predict(),
      (error: unknown) => this.parts.log.error({ err: error }, 'jobs cannot be predicted'),
    );
  }
}
