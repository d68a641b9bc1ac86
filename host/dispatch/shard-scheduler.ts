import { LanePace } from './lane-pace.js';

/** A shard to prove. */
export interface Shard {
  readonly id: number;
  /** What is alike in cost, such as its shape. */
  readonly kind: string;
  /** The lower, the sooner it is handed out; those alike are as they came. */
  readonly urgency?: number | undefined;
}

/** Devices that prove one shard at a time, together. */
export interface LaneSpec {
  readonly id: string;
  /** Seconds for a shard by kind, as planned; a kind that is missing is never given to the lane. */
  readonly seconds: ReadonlyMap<string, number>;
}

/** A lane that is slower than half of its profile. */
export interface Suspect {
  readonly lane: string;
  /** Measured rate as a share of the profile's. */
  readonly rate: number;
  /** The shard that it should have been done with by now, if that is how it is known. */
  readonly overdue?: number;
}

interface Lane {
  readonly id: string;
  readonly pace: LanePace;
  running: { readonly shard: Shard; readonly since: number } | undefined;
}

/**
 * Hands shards to lanes as they become free. A lane that would delay the end is given none of the last shards, a shard
 * that failed or whose lane was lost is the next to be handed out, and none is given twice at a time.
 *
 * It keeps no time: callers say what time it is, in seconds that do not go back, and ask again for idle lanes
 * after every change.
 */
export class ShardScheduler {
  private readonly lanes = new Map<string, Lane>();
  private waiting: Shard[] = [];
  /** Shards that are not done. */
  private readonly known = new Set<number>();
  private doneCount = 0;
  /** Lanes that failed with a shard; another one is preferred for it. */
  private readonly failures = new Map<number, Set<string>>();
  /** Lanes that were told to wait; only a change for the worse, or a lane that is late, could alter that. */
  private readonly parked = new Set<string>();
  private isClosed: boolean;

  /**
   * @param shards the first of them, in the order in which they are handed out
   * @param isComplete false if more will be added: no lane is spared then
   */
  constructor(shards: readonly Shard[], lanes: readonly LaneSpec[], isComplete = true) {
    this.isClosed = isComplete;
    for (const shard of shards) this.enter(shard);
    for (const lane of lanes) this.laneAdded(lane);
  }

  /** Adds a shard to the stream, after those that are as urgent. */
  add(shard: Shard): void {
    if (this.isClosed) throw new TypeError(`shard ${shard.id} comes after the end of the stream`);
    this.enter(shard);
    this.parked.clear();
  }

  /** No shard will be added any more. */
  close(): void {
    this.isClosed = true;
  }

  /** More may be added after all. */
  reopen(): void {
    this.isClosed = false;
    this.parked.clear();
  }

  /** All shards are proven, and none will be added. */
  get isFinished(): boolean {
    return this.isClosed && this.known.size === 0;
  }

  get waitingCount(): number {
    return this.waiting.length;
  }

  get finishedCount(): number {
    return this.doneCount;
  }

  /** Kinds of waiting shards that no lane can prove. */
  get stranded(): readonly string[] {
    const kinds = new Set(this.waiting.map(({ kind }) => kind));
    return [...kinds].filter(
      (kind) => ![...this.lanes.values()].some(({ pace }) => pace.profileFor(kind) < Infinity),
    );
  }

  /** The shard that a lane is to prove now; undefined if it is busy, or better left idle. */
  next(laneId: string, now: number): Shard | undefined {
    const lane = this.laneOf(laneId);
    if (lane.running) return undefined;
    const isLate = this.suspects(now).some(({ overdue }) => overdue !== undefined);
    if (this.parked.has(laneId) && !isLate) return undefined;
    const index = this.waiting.findIndex((shard) => this.suits(lane, shard));
    if (index < 0) return undefined;
    const shard = this.waiting[index];
    if (this.isClosed && this.wouldDelay(lane, shard, now)) {
      this.parked.add(laneId);
      return undefined;
    }
    this.waiting.splice(index, 1);
    lane.running = { shard, since: now };
    return shard;
  }

  /** Whether a lane may be given a shard that waits. */
  mayGive(laneId: string, shardId: number): boolean {
    const shard = this.waiting.find(({ id }) => id === shardId);
    return shard !== undefined && this.suits(this.laneOf(laneId), shard);
  }

  /** Gives a lane that is free a shard that waits, whatever {@link next} would have it do. */
  give(laneId: string, shardId: number, now: number): void {
    const index = this.waiting.findIndex(({ id }) => id === shardId);
    if (index < 0) throw new TypeError(`shard ${shardId} does not wait`);
    this.begin(laneId, this.waiting[index], now);
    this.waiting.splice(index, 1);
  }

  /** Gives a lane that is free a shard that another one is proving. */
  giveCopy(laneId: string, shardId: number, now: number): void {
    const other = [...this.lanes.values()].find(({ running }) => running?.shard.id === shardId);
    if (!other) throw new TypeError(`no lane is proving shard ${shardId}`);
    this.begin(laneId, other.running!.shard, now);
  }

  /** A lane has proven its shard. */
  finished(laneId: string, shardId: number, now: number): void {
    const lane = this.laneOf(laneId);
    const { shard, since } = this.take(lane, shardId);
    const before = lane.pace.rate;
    lane.pace.record(shard.kind, now - since);
    this.leave(shardId);
    if (lane.pace.rate < 0.9 * before) this.parked.clear();
  }

  /** A lane could not prove its shard; the shard is the next to be handed out. */
  failed(laneId: string, shardId: number): void {
    const lane = this.laneOf(laneId);
    const { shard } = this.take(lane, shardId);
    const failures = this.failures.get(shardId) ?? new Set();
    this.failures.set(shardId, failures.add(laneId));
    this.waiting.unshift(shard);
    this.parked.clear();
  }

  /** A lane is done with its shard without having proven it, and nobody is to try again. */
  dropped(laneId: string, shardId: number): void {
    this.take(this.laneOf(laneId), shardId);
    this.leave(shardId);
    this.parked.clear();
  }

  /** Nobody wants a shard any more that waits. */
  withdrawn(shardId: number): void {
    const index = this.waiting.findIndex(({ id }) => id === shardId);
    if (index < 0) throw new TypeError(`shard ${shardId} does not wait`);
    this.waiting.splice(index, 1);
    this.leave(shardId);
    this.parked.clear();
  }

  /** A lane is gone; what it was proving is handed out next. Returns that shard. */
  laneLost(laneId: string): Shard | undefined {
    const lane = this.laneOf(laneId);
    this.lanes.delete(laneId);
    if (lane.running) this.waiting.unshift(lane.running.shard);
    this.parked.clear();
    return lane.running?.shard;
  }

  /** A lane has come, or come back, with a pace that is still to be measured. */
  laneAdded({ id, seconds }: LaneSpec): void {
    if (this.lanes.has(id)) throw new TypeError(`lane ${id} is there already`);
    for (const [kind, value] of seconds) {
      if (!(value > 0)) throw new TypeError(`lane ${id} takes ${value} s for a shard of ${kind}`);
    }
    this.lanes.set(id, { id, pace: new LanePace(seconds), running: undefined });
    this.parked.clear();
  }

  /** Lanes that prove shards at less than half the rate of their profile, or are late with one by as much. */
  suspects(now: number): Suspect[] {
    return [...this.lanes.values()].flatMap(({ id, pace, running }): Suspect[] => {
      const elapsed = running ? now - running.since : 0;
      if (running && pace.isOverdue(running.shard.kind, elapsed)) {
        const rate = Math.min(pace.rate, pace.profileFor(running.shard.kind) / elapsed);
        return [{ lane: id, rate, overdue: running.shard.id }];
      }
      return pace.isSuspect ? [{ lane: id, rate: pace.rate }] : [];
    });
  }

  /** When a lane is expected to be free. */
  freeAt(laneId: string, now: number): number {
    return this.endOf(this.laneOf(laneId), now);
  }

  /** The measured rate of each lane as a share of its profile's. */
  rates(): ReadonlyMap<string, number> {
    return new Map([...this.lanes].map(([id, { pace }]) => [id, pace.rate]));
  }

  /** When the stream ends if nothing changes: Infinity if some shard has no lane. */
  expectedEnd(now: number): number {
    return this.endOver([...this.lanes.values()], this.waiting, now);
  }

  private suits(lane: Lane, shard: Shard): boolean {
    if (lane.pace.profileFor(shard.kind) === Infinity) return false;
    const failures = this.failures.get(shard.id);
    if (!failures?.has(lane.id)) return true;
    return ![...this.lanes.values()].some(
      ({ id, pace }) => !failures.has(id) && pace.profileFor(shard.kind) < Infinity,
    );
  }

  /** Whether all that waits would be done sooner without a lane than the lane with its next shard. */
  private wouldDelay(lane: Lane, shard: Shard, now: number): boolean {
    const end = now + lane.pace.secondsFor(shard.kind);
    const others = [...this.lanes.values()].filter((other) => other !== lane && this.suits(other, shard));
    // Even with no lane ever idle, the others are not done before.
    const rate = others.reduce((sum, { pace }) => sum + 1 / this.quickest(pace), 0);
    if (rate === 0 || now + this.waiting.length / rate >= end) return false;
    return this.endOver(others, this.waiting, now) < end;
  }

  private quickest(pace: LanePace): number {
    return Math.min(
      ...[...new Set(this.waiting.map(({ kind }) => kind))].map((kind) => pace.secondsFor(kind)),
    );
  }

  /** When the last of some shards is done, each given to the lane that would be done with it first. */
  private endOver(lanes: readonly Lane[], shards: readonly Shard[], now: number): number {
    const free = lanes.map((lane) => this.endOf(lane, now));
    let last = now;
    for (const { kind } of shards) {
      let best = -1;
      let soonest = Infinity;
      for (const [i, { pace }] of lanes.entries()) {
        const end = free[i] + pace.secondsFor(kind);
        if (end < soonest) [best, soonest] = [i, end];
      }
      if (best < 0) return Infinity;
      free[best] = soonest;
      last = Math.max(last, soonest);
    }
    return last;
  }

  /** When a lane will be free: a shard that is late is expected to take as long again. */
  private endOf({ pace, running }: Lane, now: number): number {
    if (!running) return now;
    const expected = running.since + pace.secondsFor(running.shard.kind);
    return expected > now ? expected : now + (now - running.since);
  }

  private take(lane: Lane, shardId: number): { readonly shard: Shard; readonly since: number } {
    const { running } = lane;
    if (running?.shard.id !== shardId) throw new TypeError(`lane ${lane.id} is not proving shard ${shardId}`);
    lane.running = undefined;
    return running;
  }

  private laneOf(id: string): Lane {
    const lane = this.lanes.get(id);
    if (!lane) throw new TypeError(`there is no lane ${id}`);
    return lane;
  }

  private begin(laneId: string, shard: Shard, now: number): void {
    const lane = this.laneOf(laneId);
    if (lane.running) throw new TypeError(`lane ${laneId} is proving a shard already`);
    lane.running = { shard, since: now };
  }

  /** Of a shard that several lanes were proving, the first to be done counts. */
  private leave(shardId: number): void {
    this.failures.delete(shardId);
    if (this.known.delete(shardId)) this.doneCount++;
  }

  private enter(shard: Shard): void {
    if (this.known.has(shard.id)) throw new TypeError(`shard ${shard.id} is in the stream already`);
    this.known.add(shard.id);
    const after = this.waiting.findIndex(({ urgency = 0 }) => urgency > (shard.urgency ?? 0));
    this.waiting.splice(after < 0 ? this.waiting.length : after, 0, shard);
  }
}
