import { LearnedMean } from '../engine/index.js';
import {
  admit,
  byUrgency,
  chooseFor,
  forecast,
  overdueIn,
  promised,
  Turns,
  type Forecast,
  type LaneChoice,
  type Situation,
} from '../schedule/index.js';
import { EventQueue } from './event-queue.js';
import type { SimulatedMachine } from './machine.js';
import { SimulatedJob, type JobEnd } from './simulated-job.js';
import { SimulatedLane, type ShardRun } from './simulated-lane.js';
import { runOf, type Trace, type TraceEvent, type TraceJob } from './trace.js';

export interface SimulationOptions {
  /** As `proving.activeJobs` of the daemon. */
  readonly activeJobs: number;
  /** As `deadlines.late` of the daemon. */
  readonly late: 'yield' | 'continue' | 'fail';
}

/** What became of a trace. Times are in seconds since it began. */
export interface SimulationOutcome {
  readonly jobs: readonly SimulatedJob[];
  readonly lanes: readonly SimulatedLane[];
  /** When the last thing happened. */
  readonly end: number;
  readonly shards: number;
  readonly copies: number;
  /** Seconds of lanes for what was in vain: shards that were lost, called off, or done by a copy before. */
  readonly wastedSeconds: number;
}

/**
 * A trace on a virtual clock, decided on by the very code that the daemon decides by: who is accepted, who has a turn,
 * what each lane does, what is copied, and who yields. Devices take what they are predicted to, unless the trace says
 * otherwise; a shard that is lost with its device is begun anew.
 */
export class Simulation {
  private time = 0;
  private readonly queue = new EventQueue();
  private readonly lanes: readonly SimulatedLane[];
  private readonly all: SimulatedJob[] = [];
  /** Accepted and not at their end, in order of urgency. */
  private readonly accepted: SimulatedJob[] = [];
  /** Those that have a turn. */
  private readonly active = new Set<SimulatedJob>();
  private readonly turns: Turns<TurnOf>;
  private readonly seats = new Map<SimulatedJob, TurnOf>();
  private readonly prices = new Map<number, number[]>();
  private readonly measured = new Map<string, LearnedMean>();
  /** Undefined where something has happened that the last one did not foresee. */
  private foreseen: Forecast | undefined;
  private begun = 0;
  /** When something happened last. */
  private lastAt = 0;
  private shards = 0;
  private copies = 0;
  private wastedSeconds = 0;

  constructor(
    trace: Trace,
    private readonly machine: SimulatedMachine,
    private readonly options: SimulationOptions,
  ) {
    const now = () => this.time;
    this.lanes = machine.devices.map((name, place) => new SimulatedLane(name, place, now));
    this.turns = new Turns(options.activeJobs);
    // Who is submitted at the same time is decided on with what has happened.
    for (const event of trace.events) this.queue.add(event.at, () => this.happen(event));
    for (const job of trace.jobs) this.queue.add(job.at, () => this.submit(job));
  }

  run(): SimulationOutcome {
    for (let entry; (entry = this.queue.take()) !== undefined;) {
      this.time = entry.at;
      entry.action();
      // Of what happens at the same time, all has happened before anybody decides.
      if (this.queue.nextAt !== this.time) this.settle();
    }
    const { all: jobs, lanes, lastAt: end, shards, copies, wastedSeconds } = this;
    for (const job of this.accepted) job.end = { what: 'unfinished', at: end };
    return { jobs, lanes, end, shards, copies, wastedSeconds };
  }

  private submit(spec: TraceJob): void {
    const run = runOf(spec);
    const job: SimulatedJob = new SimulatedJob(
      {
        ...{
          id: spec.id,
          place: this.all.length,
          at: spec.at,
          priority: spec.priority,
          objective: spec.objective,
          shapes: run.shapes,
        },
        deadline: spec.deadline === undefined ? Infinity : spec.at + spec.deadline,
        ...this.machine.overhead({ cycles: run.cycles, shards: run.shapes.length }),
      },
      () => this.time,
      (shape) => this.pricesOf(shape),
      () => this.leaveIfIdle(job),
    );
    this.all.push(job);
    // Lanes that have become free do what they would have done without it.
    this.settle();
    const verdict = admit(job, this.situation(), this.foresee());
    if (verdict.finish !== undefined && verdict.finish < Infinity) job.predictedFinish = verdict.finish;
    if (!verdict.ok) {
      this.finish(job, 'refused');
      return;
    }
    this.accept(job);
  }

  private accept(job: SimulatedJob): void {
    const after = this.accepted.findIndex((other) => byUrgency(other, job) > 0);
    this.accepted.splice(after < 0 ? this.accepted.length : after, 0, job);
    if (job.deadline < Infinity) this.foreseen = undefined;
    const seat: TurnOf = new TurnOf(job);
    this.seats.set(job, seat);
    this.requestTurn(seat);
  }

  private requestTurn(seat: TurnOf): void {
    const { job } = seat;
    this.turns.request(seat, () => {
      job.hasTurn = true;
      this.active.add(job);
      job.preparedAt = this.time + job.beforeSeconds;
      if (job.beforeSeconds > 0) this.queue.add(job.preparedAt, () => undefined);
    });
  }

  /** A job that others took the turn of waits for another once its shards on lanes are done. */
  private leaveIfIdle(job: SimulatedJob): void {
    if (!job.isLeaving || job.running > 0) return;
    const seat = this.seats.get(job)!;
    job.isLeaving = false;
    job.hasTurn = false;
    this.active.delete(job);
    if (job.isProven) return;
    // After whoever takes its turn now.
    this.queue.add(this.time, () => {
      this.turns.end(seat);
      if (job.end === undefined) this.requestTurn(seat);
    });
  }

  private happen({ device, event, factor = 1 }: TraceEvent): void {
    const lane = this.lanes.find(({ name }) => name === device);
    if (!lane) return;
    this.lastAt = this.time;
    this.foreseen = undefined;
    if (event === 'slow') this.appoint(lane, lane.changeSpeed(factor));
    else lane.isThere = event === 'back';
    const shard = lane.running?.shard;
    if (event !== 'lost' || !shard) return;
    this.wastedSeconds += lane.stop();
    if (shard.lanes.size > 0) return;
    shard.job.giveBack(shard.shape, this.pricesOf(shard.shape));
    this.leaveIfIdle(shard.job);
  }

  /** Has lanes do what they had better do now, and sees who is late. */
  private settle(): void {
    this.handOut();
    if (this.foreseen) return;
    this.predict();
    this.handOut();
  }

  private handOut(): void {
    for (const lane of this.lanes) {
      if (!lane.isFree) continue;
      const ready = [...this.active].filter(({ isReady }) => isReady);
      ready.sort((a, b) => a.actualUrgency - b.actualUrgency || a.place - b.place);
      const choice = chooseFor(
        lane.place,
        ready.map(({ id }) => id),
        this.situation(),
      );
      if (choice) this.follow(lane, choice);
    }
  }

  private follow(lane: SimulatedLane, choice: LaneChoice): void {
    const job = this.accepted.find(({ id }) => id === choice.job)!;
    if (choice.kind === 'begin') {
      this.beginOn(lane, { job, index: this.begun++, shape: job.begin(choice.shape), lanes: new Set() });
      return;
    }
    const from = this.lanes.find(({ name }) => name === choice.from)!;
    this.copies++;
    this.foreseen = undefined;
    this.beginOn(lane, from.running!.shard);
  }

  private beginOn(lane: SimulatedLane, shard: ShardRun): void {
    const whole = this.machine.shardSeconds(shard.shape)[lane.place];
    this.appoint(lane, lane.begin(shard, whole, this.pricesOf(shard.shape)));
    this.lookAfter(lane);
  }

  /** Its work ends then, unless something happens before. */
  private appoint(lane: SimulatedLane, at: number | undefined): void {
    if (at === undefined) return;
    const { appointment } = lane;
    this.queue.add(at, () => {
      if (lane.appointment === appointment) this.finishShard(lane);
    });
  }

  /** Looks again once it should have been done with its work long since. */
  private lookAfter(lane: SimulatedLane): void {
    const work = lane.running!;
    const wait = overdueIn(work);
    if (wait === undefined || wait === Infinity) return;
    this.queue.add(this.time + wait, () => {
      if (lane.running !== work) return;
      this.foreseen = undefined;
      this.lookAfter(lane);
    });
  }

  private finishShard(lane: SimulatedLane): void {
    const { shard, seconds: predicted } = lane.running!;
    const { job, shape } = shard;
    this.lastAt = this.time;
    const took = lane.stop();
    this.learn(lane, shape, took);
    // As predicted, but for what comes of adding up.
    if (Math.abs(took - predicted) > 1e-6 * predicted) this.foreseen = undefined;
    for (const other of [...shard.lanes]) {
      const inVain = other.stop();
      this.wastedSeconds += inVain;
      if (inVain > this.pricesOf(shape)[other.place]) this.learn(other, shape, inVain);
      this.foreseen = undefined;
    }
    this.shards++;
    job.finishShard();
    if (job.isProven) {
      if (job.afterSeconds > 0) this.queue.add(this.time + job.afterSeconds, () => this.complete(job));
      else this.complete(job);
    }
    this.leaveIfIdle(job);
  }

  private complete(job: SimulatedJob): void {
    if (job.end) return;
    this.leave(job, 'done');
  }

  private leave(job: SimulatedJob, what: JobEnd): void {
    this.accepted.splice(this.accepted.indexOf(job), 1);
    this.finish(job, what);
    const seat = this.seats.get(job)!;
    this.seats.delete(job);
    this.active.delete(job);
    this.turns.withdraw(seat);
    this.turns.end(seat);
  }

  private finish(job: SimulatedJob, what: JobEnd): void {
    this.lastAt = this.time;
    job.end = { what, at: this.time };
  }

  /** Who is late, who yields to others, and who is in time after all. */
  private predict(): void {
    const { late, yielding } = this.foresee();
    for (const job of [...this.accepted]) {
      job.isLate = late.has(job.id);
      job.wasLate ||= job.isLate;
      job.yields = yielding.has(job.id);
      if (job.isLate && this.options.late === 'fail') this.fail(job);
    }
    this.turns.update();
  }

  private fail(job: SimulatedJob): void {
    for (const lane of this.lanes) if (lane.running?.shard.job === job) this.wastedSeconds += lane.stop();
    job.running = 0;
    this.foreseen = undefined;
    this.leave(job, 'failed');
  }

  private foresee(): Forecast {
    this.foreseen ??= forecast(promised(this.situation()));
    return this.foreseen;
  }

  private situation(): Situation {
    const { accepted: jobs, lanes, options, time: now } = this;
    return {
      now,
      jobs,
      lanes,
      rules: { sideBySide: options.activeJobs, lateYield: options.late !== 'continue' },
    };
  }

  /** What a shard takes on each lane, as far as is known by now: the same array all the time. */
  private pricesOf(shape: number): number[] {
    const known = this.prices.get(shape) ?? [...this.machine.shardSeconds(shape)];
    this.prices.set(shape, known);
    return known;
  }

  private learn({ place }: SimulatedLane, shape: number, seconds: number): void {
    const key = `${place} ${shape}`;
    const mean = this.measured.get(key) ?? new LearnedMean();
    this.measured.set(key, mean);
    mean.add(seconds);
    const prices = this.pricesOf(shape);
    const before = prices[place];
    // As predicted, but for what comes of adding up.
    if (Math.abs(mean.value! - before) > 1e-9 * before) prices[place] = mean.value!;
  }
}

/** A job that waits for a turn or has one, by its place after it may have given way. */
class TurnOf {
  constructor(readonly job: SimulatedJob) {}

  get urgency(): number {
    return this.job.actualUrgency;
  }

  get place(): number {
    return this.job.place;
  }

  suspend(): void {
    this.job.suspend();
  }
}
