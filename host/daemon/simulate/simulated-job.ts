import { urgencyOf, type Batch, type Objective, type QueuedJob } from '../schedule/index.js';

/** Shards in a row that have the same shape. */
interface ShapeBatch extends Batch {
  count: number;
}

export type JobEnd = 'done' | 'refused' | 'failed' | 'unfinished';

/** What a job of a trace is made of. */
export interface JobSpec {
  readonly id: string;
  /** In the order of submission. */
  readonly place: number;
  readonly at: number;
  /** Infinity without one. */
  readonly deadline: number;
  readonly priority: number;
  readonly objective: Objective;
  readonly shapes: readonly number[];
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
}

/** A job of a simulation, as the scheduling sees it and with what becomes of it. */
export class SimulatedJob implements QueuedJob {
  readonly id: string;
  readonly place: number;
  readonly deadline: number;
  readonly objective: Objective;
  readonly beforeSeconds: number;
  readonly waiting: ShapeBatch[] = [];
  yields = false;
  isLate = false;
  /** Was ever predicted to be late after it had been accepted. */
  wasLate = false;
  hasTurn = false;
  isLeaving = false;
  /** When it can begin in the turn that it has. */
  preparedAt = -Infinity;
  /** Shards that are being proven, copies not counted. */
  running = 0;
  proven = 0;
  firstBegan: number | undefined;
  predictedFinish: number | undefined;
  end: { readonly what: JobEnd; readonly at: number } | undefined;
  private readonly base: number;
  private readonly yielding: number;
  private provenAt: number | undefined;

  /** @param secondsOf what a shard of a shape takes on each lane */
  constructor(
    readonly spec: JobSpec,
    private readonly now: () => number,
    secondsOf: (shape: number) => readonly number[],
    private readonly onSuspend: (job: SimulatedJob) => void,
  ) {
    const { id, deadline, priority, objective } = spec;
    this.id = id;
    this.place = spec.place;
    this.deadline = deadline;
    this.objective = objective;
    this.beforeSeconds = spec.beforeSeconds;
    const claim = { deadline: deadline === Infinity ? undefined : deadline, priority, objective };
    [this.base, this.yielding] = [urgencyOf(claim, false), urgencyOf(claim, true)];
    for (const shape of spec.shapes) {
      const last = this.waiting.at(-1);
      if (last?.shape === shape) last.count++;
      else this.waiting.push({ count: 1, shape, seconds: secondsOf(shape) });
    }
  }

  /** Its place in the forecast, which decides itself who yields. */
  get urgency(): number {
    return this.base;
  }

  get readyAt(): number | undefined {
    return this.hasTurn ? this.preparedAt : undefined;
  }

  /** Its place where turns and lanes are given. */
  get actualUrgency(): number {
    return this.yields ? this.yielding : this.base;
  }

  get afterSeconds(): number {
    const { afterSeconds } = this.spec;
    return this.provenAt === undefined
      ? afterSeconds
      : Math.max(0, afterSeconds - (this.now() - this.provenAt));
  }

  get isProven(): boolean {
    return this.proven === this.spec.shapes.length;
  }

  suspend(): void {
    this.isLeaving = true;
    this.onSuspend(this);
  }

  /** Whether a shard can begin now. */
  get isReady(): boolean {
    return this.hasTurn && !this.isLeaving && this.waiting.length > 0 && this.now() >= this.preparedAt;
  }

  /** Takes out the first shard that waits, of a shape if it matters; returns its shape. */
  begin(wanted?: number): number {
    const at = wanted === undefined ? 0 : this.waiting.findIndex(({ shape }) => shape === wanted);
    const batch = this.waiting[at];
    if (--batch.count === 0) this.waiting.splice(at, 1);
    this.running++;
    this.firstBegan ??= this.now();
    return batch.shape;
  }

  /** A shard has to be proven again. */
  giveBack(shape: number, seconds: readonly number[]): void {
    this.running--;
    const first = this.waiting.at(0);
    if (first?.shape === shape) first.count++;
    else this.waiting.unshift({ count: 1, shape, seconds });
  }

  finishShard(): void {
    this.running--;
    this.proven++;
    if (this.isProven) this.provenAt = this.now();
  }
}
