import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SwitchyardError } from '../../runtime/index.js';
import { Slots } from '../../vm/index.js';
import type { JobRequest, JobView } from '../api/index.js';
import { artifactId, type ArtifactFolder } from '../artifacts/index.js';
import type { DaemonConfig } from '../config.js';
import type { DaemonLog } from '../log.js';
import {
  isFinal,
  isStoreError,
  storeError,
  type JobFilter,
  type JobRecord,
  type JobState,
  type JobStore,
} from '../store/index.js';
import { admit, predictFinishes, type AdmissionJob } from './admission.js';
import { describeJob, timeText, type ChangeDetail } from './job-view.js';
import { keptShards, NO_KEEPER } from './kept-shards.js';
import { LiveJob, Stopped } from './live-job.js';
import { describeProblem, isOfJob } from './problem.js';
import { Turns } from './turns.js';
import type { GuestWork, RunSize, Workshop } from './workshop.js';

export interface EngineParts {
  readonly store: JobStore;
  readonly artifacts: ArtifactFolder;
  readonly workshop: Workshop;
  readonly config: Pick<DaemonConfig, 'limits' | 'proving' | 'deadlines' | 'storage'>;
  readonly log: DaemonLog;
}

export interface Submission {
  readonly owner: string;
  readonly request: JobRequest;
  readonly idempotencyKey?: string | undefined;
  readonly mostUnfinished: number;
}

const MOST_NOTES = 50;
const MOST_RETRY_SECONDS = 300;

/**
 * Takes jobs through their states: sizes, admits and proves them, and goes on with what it finds unfinished when it
 * begins. What is told to anybody is in the store first.
 */
export class JobEngine {
  private readonly live = new Map<string, LiveJob>();
  private readonly sizing = new Slots(() => this.parts.config.limits.sizings);
  /** Jobs are decided on one after another. */
  private readonly deciding = new Slots(() => 1);
  private readonly turns: Turns<LiveJob>;
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly running = new Set<Promise<void>>();
  private readonly repairs = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private collector: NodeJS.Timeout | undefined;

  private constructor(private readonly parts: EngineParts) {
    this.turns = new Turns(parts.config.proving.activeJobs);
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
    engine.collectLater();
    return engine;
  }

  /** Whether anything can be accepted for now. */
  get hasRoom(): boolean {
    return this.parts.artifacts.hasRoom(0, 'upload');
  }

  /**
   * Writes a job down and begins with it.
   *
   * @throws SwitchyardError SY_ERR_STORE FULL; ARTIFACT for a program or input that is not there; QUOTA, KEY_REUSED
   */
  async submit({ owner, request, idempotencyKey, mostUnfinished }: Submission): Promise<JobView> {
    const { store, artifacts } = this.parts;
    if (!this.hasRoom) throw storeError('FULL', 'there is no room for another job');
    const text = JSON.stringify(request);
    const needs = [...new Set([request.program, ...request.inputs])];
    // From here until the store names them nobody may collect them.
    const releases = needs.map((id) => artifacts.hold(id));
    try {
      await this.requireArtifacts(request);
      const { job, isNew } = await store.order('submit', {
        ...{ id: randomUUID(), owner, idempotencyKey, needs, mostUnfinished },
        ...{ request: text, requestDigest: artifactId(Buffer.from(text)), at: now() },
      });
      if (isNew) {
        this.parts.log.info({ job: job.id, owner }, 'job submitted');
        this.begin(new LiveJob(job));
      }
      return await this.describe(job);
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
    const job = this.live.get(id);
    if (job) {
      job.record = record;
      job.end.abort(new Stopped('cancelled'));
    }
    this.tell(id);
    return await this.describe(record);
  }

  /**
   * The proof of a job that is done. One that is damaged on the disk is not given out, but made again: proofs are the
   * same to the byte.
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
      this.repair(id, view.proof.id);
      throw storeError('ARTIFACT', 'the proof is damaged on the disk, and is being made again', error);
    }
  }

  /** Calls a listener after each change of a job, until the function that is returned is called. */
  watch(id: string, listener: () => void): () => void {
    const listeners = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.watchers.get(id) === listeners) this.watchers.delete(id);
    };
  }

  /** Stops all work where it is; it goes on when an engine starts again. */
  async close(): Promise<void> {
    clearTimeout(this.collector);
    this.closing.abort(new Stopped('closing'));
    for (const job of this.live.values()) job.end.abort(new Stopped('closing'));
    await Promise.allSettled([...this.running, ...this.repairs.values()]);
  }

  /** What was known of a job that is accepted already: time on lanes is set aside for it before others are decided on. */
  private async restore(job: LiveJob): Promise<void> {
    const { store, workshop } = this.parts;
    job.shardsDone = (await store.order('shards', job.id)).length;
    if (!job.isAccepted) return;
    const history = await store.order('history', job.id);
    const details = history.map(({ detail }) => JSON.parse(detail) as ChangeDetail);
    const cycles = details.find((detail) => detail.cycles !== undefined)?.cycles;
    if (cycles === undefined) return;
    job.size = workshop.estimate(cycles);
    await this.price(job);
  }

  private begin(job: LiveJob): void {
    this.live.set(job.id, job);
    const ended = this.drive(job).catch((error: unknown) => {
      // It goes on when the daemon starts again.
      this.parts.log.error({ job: job.id, err: error }, 'work on job has ended unexpectedly');
    });
    const run = ended.finally(() => {
      this.running.delete(run);
      this.live.delete(job.id);
      this.tell(job.id);
      this.predict();
    });
    this.running.add(run);
  }

  /** Everything that becomes of a job, from the state that it is in. */
  private async drive(job: LiveJob): Promise<void> {
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
        this.parts.log.warn({ job: job.id, err: error, failures }, 'work on job failed');
        if (isOwn || failures >= this.parts.config.proving.attempts) {
          if (await this.finish(job, 'failed', { problem: describeProblem(error) })) return;
        }
        const pause = Math.min(MOST_RETRY_SECONDS, this.parts.config.proving.retrySeconds * 2 ** failures);
        await sleep(pause * 1000, undefined, { signal: job.end.signal }).catch(() => undefined);
      }
    }
  }

  /** What is left to do for a job whose work was ended. */
  private async endJob(job: LiveJob, { why }: Stopped): Promise<void> {
    if (why !== 'late') return;
    const problem = {
      code: 'LATE',
      message: 'the job cannot be done by its deadline any more',
      remedy: 'Submit it again with a later deadline.',
    };
    while (!(await this.finish(job, 'failed', { problem })) && !this.closing.signal.aborted) {
      await sleep(this.parts.config.proving.retrySeconds * 1000);
    }
  }

  /** Writes a final state; false where the store cannot for now. */
  private async finish(
    job: LiveJob,
    state: JobState,
    detail: ChangeDetail,
    result?: string,
  ): Promise<boolean> {
    try {
      await this.advance(job, state, detail, result);
      return true;
    } catch (error) {
      // Somebody was quicker, such as whoever cancelled it.
      if (isStoreError(error, 'TRANSITION')) return true;
      this.parts.log.error({ job: job.id, err: error }, 'state of job cannot be written');
      return false;
    }
  }

  private async advance(job: LiveJob, state: JobState, detail: ChangeDetail, result?: string): Promise<void> {
    job.record = await this.parts.store.order(
      'advance',
      job.id,
      state,
      JSON.stringify(detail),
      now(),
      result,
    );
    this.parts.log.info(
      { job: job.id, state, ...(detail.problem && { problem: detail.problem }) },
      'job changed',
    );
    this.tell(job.id);
  }

  /** Accepts a job or refuses it; says which. */
  private async decide(job: LiveJob): Promise<boolean> {
    const { cycleLimit } = job.request;
    job.size = cycleLimit === undefined ? await this.size(job) : this.parts.workshop.estimate(cycleLimit);
    await this.price(job);
    const release = await this.deciding.take(job.end.signal);
    try {
      return await this.admit(job);
    } finally {
      release();
    }
  }

  private async size(job: LiveJob): Promise<RunSize> {
    const release = await this.sizing.take(job.end.signal, job.urgency);
    try {
      await this.advance(job, 'sizing', {});
      const limit = AbortSignal.timeout(this.parts.config.limits.sizingSeconds * 1000);
      const signal = AbortSignal.any([job.end.signal, limit]);
      try {
        return await this.parts.workshop.size(await this.load(job.request), job.parameters, signal);
      } catch (error) {
        if (!limit.aborted) throw error;
        throw tooLong(this.parts.config.limits.sizingSeconds);
      }
    } finally {
      release();
    }
  }

  private async admit(job: LiveJob): Promise<boolean> {
    const { workshop, config } = this.parts;
    const { cycles, shapes } = job.size!;
    const size = { cycles, shards: shapes.length };
    const candidate = asAdmission(job);
    if (!candidate) {
      if (job.deadline !== undefined && job.deadline <= now()) {
        const problem = {
          code: 'DEADLINE',
          message: 'its deadline has passed',
          remedy: 'Submit it with a later deadline.',
        };
        await this.advance(job, 'refused', { ...size, problem });
        return false;
      }
      if (job.deadline !== undefined && config.deadlines.unmeasured === 'refuse') {
        const problem = {
          code: 'UNMEASURED',
          message: 'nothing is known yet of how long such a job takes here',
          remedy: 'Run switchyard calibrate on the server, or submit without a deadline.',
        };
        await this.advance(job, 'refused', { ...size, problem });
        return false;
      }
      await this.advance(job, 'accepted', size);
      return true;
    }
    const others = [...this.live.values()].filter((other) => other.isAccepted).map(asAdmission);
    const accepted = others.filter((other) => other !== undefined);
    const verdict = admit(candidate, accepted, workshop.lanes);
    const predictedFinish = now() + verdict.finish;
    if (Number.isFinite(predictedFinish)) job.predictedFinish = predictedFinish;
    const detail = { ...size, ...(Number.isFinite(predictedFinish) ? { predictedFinish } : {}) };
    if (verdict.ok) {
      await this.advance(job, 'accepted', detail);
      this.predict();
      return true;
    }
    const isOwn = verdict.late === job.id;
    const problem = {
      code: 'DEADLINE',
      message: isOwn
        ? `predicted to be done at ${Number.isFinite(predictedFinish) ? timeText(predictedFinish) : 'no time'}, after its deadline`
        : 'would make a job late that is accepted already',
      remedy: 'Submit it with a later deadline, or to another server.',
    };
    await this.advance(job, 'refused', { ...detail, problem });
    return false;
  }

  private async prove(job: LiveJob): Promise<void> {
    const { artifacts, config, store, workshop } = this.parts;
    await this.turns.take(job, job.end.signal);
    job.turn = new AbortController();
    try {
      await this.advance(job, 'proving', {});
      const made = await workshop.prove({
        work: await this.load(job.request),
        parameters: job.parameters,
        minBits: config.proving.minBits,
        keeper: await keptShards(job.id, store, artifacts),
        urgency: () => job.urgency,
        onSize: (size) => {
          job.size = size;
          job.shardsDone = 0;
          this.price(job).then(
            () => this.predict(),
            (error: unknown) => this.parts.log.error({ job: job.id, err: error }, 'job cannot be predicted'),
          );
        },
        onShard: () => {
          job.shardsDone++;
          this.predict();
          this.tell(job.id);
        },
        signal: AbortSignal.any([job.end.signal, job.turn.signal]),
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
      throw error;
    } finally {
      this.turns.end(job);
    }
  }

  private async load({ program, inputs, cycleLimit, allowExitCode }: JobRequest): Promise<GuestWork> {
    const { artifacts, config } = this.parts;
    const { cycles, memoryBytes } = config.limits;
    const elf = await artifacts.get(program);
    const loaded = [];
    for (const input of inputs) loaded.push(await artifacts.get(input));
    return {
      ...{ elf, inputs: loaded, allowExitCode, maxMemoryBytes: memoryBytes },
      maxCycles: Math.min(cycles, cycleLimit ?? Infinity),
    };
  }

  private async requireArtifacts({ program, inputs }: JobRequest): Promise<void> {
    const { artifacts, config } = this.parts;
    let bytes = 0;
    for (const id of [program, ...inputs]) {
      const size = await artifacts.sizeOf(id);
      if (size === undefined) throw storeError('ARTIFACT', `there is no artifact ${id}`);
      if (id !== program) bytes += size;
    }
    if (bytes > config.limits.jobInputBytes) {
      throw storeError(
        'INPUT_BYTES',
        `the inputs have ${bytes} bytes; a job may have ${config.limits.jobInputBytes}`,
      );
    }
  }

  /** Finds out what the shards of a job take. */
  private async price(job: LiveJob): Promise<void> {
    const shapes = job.size?.shapes ?? [];
    const byShape = new Map<number, readonly number[] | undefined>();
    for (const shape of new Set(shapes)) {
      byShape.set(shape, await this.parts.workshop.shardSeconds(shape, job.parameters));
    }
    const seconds = shapes.map((shape) => byShape.get(shape));
    job.seconds = seconds.some((one) => one === undefined)
      ? undefined
      : (seconds as readonly (readonly number[])[]);
  }

  /** Predicts anew when accepted jobs are done, and flags those that cannot make it. */
  private predict(): void {
    const accepted = [...this.live.values()].filter((job) => job.isAccepted);
    const works = accepted.map(asAdmission).filter((work) => work !== undefined);
    const finishes = predictFinishes(works, this.parts.workshop.lanes);
    const time = now();
    for (const job of accepted) {
      const finish = finishes.get(job.id);
      job.predictedFinish = finish === undefined ? undefined : time + finish;
      const end = job.predictedFinish ?? time;
      const isLate = job.deadline !== undefined && end > job.deadline;
      if (isLate && !job.isLate) this.flagLate(job);
      job.isLate = isLate;
      if (!isLate) job.yields = false;
    }
    this.turns.update();
  }

  private flagLate(job: LiveJob): void {
    const { store, config, log } = this.parts;
    const finish = job.predictedFinish;
    const when = finish !== undefined && Number.isFinite(finish) ? timeText(finish) : 'unknown';
    const text = `predicted to be done at ${when}, after its deadline`;
    log.warn({ job: job.id, predictedFinish: when }, 'job will be late');
    store.order('note', job.id, 'late', text, now()).catch((error: unknown) => {
      log.error({ job: job.id, err: error }, 'note on job cannot be written');
    });
    job.yields = config.deadlines.late === 'yield';
    if (config.deadlines.late === 'fail') job.end.abort(new Stopped('late'));
    this.tell(job.id);
  }

  private repair(id: string, proof: string): void {
    if (this.repairs.has(id)) return;
    const { log } = this.parts;
    const repair = this.proveAgain(id, proof)
      .catch((error: unknown) => log.error({ job: id, err: error }, 'damaged proof cannot be made again'))
      .finally(() => this.repairs.delete(id));
    this.repairs.set(id, repair);
  }

  private async proveAgain(id: string, proof: string): Promise<void> {
    const { artifacts, config, store, workshop, log } = this.parts;
    log.warn({ job: id, proof }, 'damaged proof is made again');
    const job = new LiveJob(await store.order('job', id));
    const made = await workshop.prove({
      ...{ work: await this.load(job.request), parameters: job.parameters, minBits: config.proving.minBits },
      ...{ keeper: NO_KEEPER, urgency: () => job.urgency, signal: this.closing.signal },
      onSize: () => undefined,
      onShard: () => undefined,
    });
    // A job has one result.
    if (artifactId(made.proof) !== proof) throw new Error('the proof that was made again is another one');
    (await artifacts.put(made.proof)).release();
  }

  private async describe(record: JobRecord): Promise<JobView> {
    const { store } = this.parts;
    const [history, notes] = await Promise.all([
      store.order('history', record.id),
      store.order('notes', record.id, MOST_NOTES),
    ]);
    const live = isFinal(record.state) ? undefined : this.live.get(record.id);
    return describeJob(record, history, notes, live);
  }

  private tell(id: string): void {
    for (const listener of this.watchers.get(id) ?? []) listener();
  }

  private collectLater(): void {
    const { collectSeconds } = this.parts.config.storage;
    this.collector = setTimeout(
      () => void this.collect().finally(() => this.collectLater()),
      collectSeconds * 1000,
    );
    this.collector.unref();
  }

  /** Forgets old jobs, and artifacts that nobody needs. */
  private async collect(): Promise<void> {
    const { store, artifacts, config, log } = this.parts;
    if (this.closing.signal.aborted) return;
    try {
      while ((await store.order('forget', now() - config.storage.finishedSeconds)) > 0);
      const bytes = await artifacts.collect({
        used: async () => new Set(await store.order('usedArtifacts')),
        seconds: config.storage.unusedSeconds,
        now: now(),
      });
      if (bytes > 0) log.info({ bytes }, 'artifacts collected');
    } catch (error) {
      log.error({ err: error }, 'artifacts cannot be collected');
    }
  }
}

function tooLong(seconds: number): SwitchyardError {
  return new SwitchyardError('SY_ERR_GUEST', `the run could not be counted within ${seconds} s`, {
    remedy: 'Declare a cycle limit, or ask for a higher limits.sizingSeconds.',
    check: 'SECONDS',
  });
}

function now(): number {
  return Date.now() / 1000;
}

function asAdmission(job: LiveJob): AdmissionJob | undefined {
  const { id, urgency, left: shards, deadline } = job;
  if (!shards) return undefined;
  return { id, urgency, shards, deadline: deadline === undefined ? Infinity : deadline - now() };
}
