import { randomUUID } from 'node:crypto';
import type { JobRequest, JobView } from '../api/index.js';
import { artifactId } from '../artifacts/index.js';
import { isFinal, isStoreError, storeError, type JobFilter, type JobRecord } from '../store/index.js';
import { now } from './clock.js';
import { Collector } from './collector.js';
import { newsOf, type JobNews } from './engine-listener.js';
import type { EngineParts } from './engine-parts.js';
import { JobBoard } from './job-board.js';
import { JobDriver } from './job-driver.js';
import { promiseOf } from './job-promise.js';
import { describeJob, type ChangeDetail } from './job-view.js';
import { LiveJob, Stopped } from './live-job.js';
import { requireGuest } from './load-guest.js';
import { ProofMender } from './proof-mender.js';
import { Timetable } from './timetable.js';

export interface Submission {
  readonly owner: string;
  readonly request: JobRequest;
  readonly idempotencyKey?: string | undefined;
  readonly mostUnfinished: number;
}

const MOST_NOTES = 50;

const PREDICT_MILLISECONDS = 1000;

/** All jobs: takes them in, has them driven, and goes on with what it finds unfinished when it begins. */
export class JobEngine {
  private readonly closing = new AbortController();
  private readonly board: JobBoard;
  private readonly timetable: Timetable;
  private readonly driver: JobDriver;
  private readonly mender: ProofMender;
  private readonly collector: Collector;
  /** Time passes, and devices come and go, while nothing becomes of any job. */
  private readonly clock: NodeJS.Timeout;
  private readonly running = new Set<Promise<void>>();

  private constructor(private readonly parts: EngineParts) {
    const { signal } = this.closing;
    this.board = new JobBoard(parts.listeners ?? [], parts.log);
    this.timetable = new Timetable({ ...parts, board: this.board });
    this.driver = new JobDriver(parts, this.board, this.timetable, signal);
    this.mender = new ProofMender(parts, signal);
    this.collector = new Collector(parts);
    this.clock = setInterval(() => {
      if (this.board.accepted.length > 0) this.driver.predict();
    }, PREDICT_MILLISECONDS);
  }

  /** Begins, with the jobs that the store has unfinished. @throws SwitchyardError SY_ERR_STORE */
  static async start(parts: EngineParts): Promise<JobEngine> {
    const engine = new JobEngine(parts);
    for (const record of await parts.store.order('unfinished')) {
      const job = new LiveJob(record);
      await engine.restore(job);
      engine.begin(job);
      parts.log.info({ job: job.id, state: record.state, shards: job.shardsDone }, 'job goes on');
    }
    return engine;
  }

  /** How many jobs are being proven. */
  get provenNow(): number {
    return this.driver.provenNow;
  }

  /** From now on begins to prove no job; those that wait go on when an engine starts again. */
  drain(): void {
    this.driver.drain();
  }

  /** Whether anything can be accepted for now. */
  get hasRoom(): boolean {
    return this.parts.artifacts.hasRoom(0, 'upload');
  }

  /** The jobs that are not finished, the most urgent first. */
  get unfinished(): readonly JobNews[] {
    return [...this.board.all].sort((a, b) => a.urgency - b.urgency).map(newsOf);
  }

  /**
   * Writes a job down and begins with it.
   *
   * @throws SwitchyardError SY_ERR_STORE FULL; ARTIFACT for a program or input that is not there; QUOTA, KEY_REUSED
   */
  async submit({ owner, request, idempotencyKey, mostUnfinished }: Submission): Promise<JobView> {
    const { store, artifacts, config, log } = this.parts;
    if (!this.hasRoom) throw storeError('FULL', 'there is no room for another job');
    const text = JSON.stringify(request);
    const needs = [...new Set([request.program, ...request.inputs])];
    // From here until the store names them nobody may collect them.
    const releases = needs.map((id) => artifacts.hold(id));
    try {
      requireGuest(request, artifacts, config.limits);
      const { job, isNew } = await store.order('submit', {
        ...{ id: randomUUID(), owner, idempotencyKey, needs, mostUnfinished },
        ...{ request: text, requestDigest: artifactId(Buffer.from(text)), at: now() },
      });
      if (!isNew) return await this.describe(job);
      log.info({ job: job.id, owner }, 'job submitted');
      const live = new LiveJob(job);
      this.begin(live);
      // Nothing can have become of it yet that the store would know more of.
      return describeJob(job, [], [], live);
    } finally {
      for (const release of releases) release();
    }
  }

  /** @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB */
  async job(id: string): Promise<JobView> {
    return await this.describe(await this.parts.store.order('job', id));
  }

  async list(filter: JobFilter): Promise<{ readonly view: JobView; readonly place: number }[]> {
    const records = await this.parts.store.order('list', filter);
    return await Promise.all(
      records.map(async (record) => ({ view: await this.describe(record), place: record.place })),
    );
  }

  /** Cancels a job; one that is cancelled stays so. @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB, TRANSITION, FULL */
  async cancel(id: string): Promise<JobView> {
    const record = await this.parts.store.order('advance', id, 'cancelled', '{}', now());
    const job = this.board.find(id);
    if (job && job.record.state !== 'cancelled') {
      const from = job.record.state;
      job.record = record;
      job.end.abort(new Stopped('cancelled'));
      this.board.tell((listener) => listener.onChange?.(newsOf(job), from));
    }
    this.board.wake(id);
    return await this.describe(record);
  }

  /**
   * The proof of a job that is done. One that is damaged on the disk is not given out, but made again.
   *
   * @throws SwitchyardError SY_ERR_STORE UNKNOWN_JOB; TRANSITION where the job is not done; ARTIFACT while the proof is
   *   made again
   */
  async proof(id: string): Promise<Uint8Array> {
    const view = await this.job(id);
    if (!view.proof) throw storeError('TRANSITION', `the job is ${view.state} and has no proof`);
    try {
      return await this.parts.artifacts.get(view.proof.id);
    } catch (error) {
      if (!isStoreError(error, 'ARTIFACT')) throw error;
      this.board.tell((listener) => listener.onDamage?.(id));
      this.mender.begin(id, view.proof.id);
      throw storeError('ARTIFACT', 'the proof is damaged on the disk, and is being made again', error);
    }
  }

  /** Calls a listener after each change of a job, until the function that is returned is called. */
  watch(id: string, listener: () => void): () => void {
    return this.board.watch(id, listener);
  }

  /** Stops all work where it is; it goes on when an engine starts again. */
  async close(): Promise<void> {
    this.collector.close();
    clearInterval(this.clock);
    this.closing.abort(new Stopped('closing'));
    for (const job of this.board.all) job.end.abort(new Stopped('closing'));
    await Promise.allSettled([...this.running, this.mender.settle()]);
  }

  /** What was known of a job that is accepted already: time on lanes is set aside for it before others are decided on. */
  private async restore(job: LiveJob): Promise<void> {
    const { store, workshop } = this.parts;
    const kept = await store.order('shards', job.id);
    job.shardsDone = kept.length;
    for (const { position } of kept) job.settled.add(position);
    if (!job.isAccepted) return;
    const history = await store.order('history', job.id);
    const changes = history.map(({ at, detail }) => ({ at, ...(JSON.parse(detail) as ChangeDetail) }));
    job.promise = promiseOf(changes);
    const cycles = changes.find((change) => change.cycles !== undefined)?.cycles;
    if (cycles === undefined) return;
    job.size = workshop.estimate(cycles);
    await this.timetable.price(job);
  }

  private begin(job: LiveJob): void {
    const { board, driver } = this;
    board.add(job);
    board.tell((listener) => listener.onBegin?.(newsOf(job)));
    const ended = driver.drive(job).catch((error: unknown) => {
      // It goes on when the daemon starts again.
      this.parts.log.error({ job: job.id, err: error }, 'work on job has ended unexpectedly');
    });
    const run = ended.finally(() => {
      this.running.delete(run);
      board.remove(job);
      board.tell((listener) => listener.onEnd?.(job.id));
      board.wake(job.id);
      driver.predict();
    });
    this.running.add(run);
  }

  private async describe(record: JobRecord): Promise<JobView> {
    const { store } = this.parts;
    const [history, notes] = await Promise.all([
      store.order('history', record.id),
      store.order('notes', record.id, MOST_NOTES),
    ]);
    const live = isFinal(record.state) ? undefined : this.board.find(record.id);
    return describeJob(record, history, notes, live);
  }
}
