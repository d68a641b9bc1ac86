import type { Lane, RunningShard } from '../schedule/index.js';
import type { SimulatedJob } from './simulated-job.js';

/** A shard that is being proven, on one lane or on two. */
export interface ShardRun {
  readonly job: SimulatedJob;
  readonly index: number;
  readonly shape: number;
  /** Lanes that prove it. */
  readonly lanes: Set<SimulatedLane>;
}

/** What a lane is doing. */
class Work implements RunningShard {
  /** Of what is done, in seconds by the profile, up to when that was counted. */
  private done = 0;
  private countedAt: number;

  constructor(
    readonly shard: ShardRun,
    /** What it really takes, in seconds by the profile. */
    private readonly whole: number,
    readonly on: readonly number[],
    private readonly place: number,
    private readonly now: () => number,
    readonly began = now(),
  ) {
    this.countedAt = began;
  }

  get job(): string {
    return this.shard.job.id;
  }

  get index(): number {
    return this.shard.index;
  }

  get elapsed(): number {
    return this.now() - this.began;
  }

  get seconds(): number {
    return this.on[this.place];
  }

  /** When it is done at a speed, after it was done at another one so far. */
  endAt(factor: number, before: number): number {
    this.done += (this.now() - this.countedAt) / before;
    this.countedAt = this.now();
    return this.now() + (this.whole - this.done) * factor;
  }
}

/** A device of a simulation. */
export class SimulatedLane implements Lane {
  isThere = true;
  running: Work | undefined;
  /** Which end of its work counts: others were put off or called off. */
  appointment = 0;
  busySeconds = 0;
  factor = 1;

  constructor(
    readonly name: string,
    readonly place: number,
    private readonly now: () => number,
  ) {}

  get isFree(): boolean {
    return this.isThere && !this.running;
  }

  /** @returns when it is done, if its speed stays as it is */
  begin(shard: ShardRun, whole: number, on: readonly number[]): number {
    this.running = new Work(shard, whole, on, this.place, this.now);
    shard.lanes.add(this);
    this.appointment++;
    return this.running.endAt(this.factor, this.factor);
  }

  /** @returns when its work is done now, if it has any */
  changeSpeed(factor: number): number | undefined {
    const before = this.factor;
    this.factor = factor;
    if (!this.running) return undefined;
    this.appointment++;
    return this.running.endAt(factor, before);
  }

  /** Stops its work, whether or not that is done; returns how long it took. */
  stop(): number {
    const { running } = this;
    if (!running) return 0;
    this.running = undefined;
    this.appointment++;
    running.shard.lanes.delete(this);
    this.busySeconds += running.elapsed;
    return running.elapsed;
  }
}
