import type { Objective, Ranked } from './urgency.js';

/** Shards in a row that are alike. */
export interface Batch {
  readonly shape: number;
  readonly count: number;
  /** Of one, on each lane; Infinity where that cannot prove it. */
  readonly seconds: readonly number[];
}

/** A job that lanes have time set aside for. Times are in seconds since when {@link Situation.now} counts from. */
export interface QueuedJob extends Ranked {
  readonly id: string;
  /** Infinity without one. */
  readonly deadline: number;
  readonly objective: Objective;
  /** Whether it has given way to others, since it could not make its deadline. */
  readonly yields: boolean;
  /** Shards that are neither proven nor being proven, in order. */
  readonly waiting: readonly Batch[];
  /** When its first shard can be proven if it keeps the turn that it has; undefined where it has none. */
  readonly readyAt: number | undefined;
  /** Whether its turn was taken; it ends what it has begun, and may then have another one. */
  readonly isLeaving: boolean;
  /** Seconds from having a turn, again or later, until its first shard can be proven. */
  readonly beforeSeconds: number;
  /** Seconds from its last shard to its proof. */
  readonly afterSeconds: number;
}

/** A shard that a lane is proving. */
export interface RunningShard {
  readonly job: string;
  readonly index: number;
  /** Since it has begun. */
  readonly elapsed: number;
  /** Predicted for all of it; undefined where nothing is known. */
  readonly seconds: number | undefined;
  /** Predicted for one such shard on each lane. */
  readonly on?: readonly number[] | undefined;
}

export interface Lane {
  readonly name: string;
  /** Whether its device is there. */
  readonly isThere: boolean;
  readonly running: RunningShard | undefined;
}

export interface Rules {
  /** Jobs that are proven side by side. */
  readonly sideBySide: number;
  /** Whether a job that cannot make its deadline gives way to those that can. */
  readonly lateYield: boolean;
}

export interface Situation {
  readonly now: number;
  /** In their order, as if none had given way. */
  readonly jobs: readonly QueuedJob[];
  readonly lanes: readonly Lane[];
  readonly rules: Rules;
}

/** What comes of a situation if nothing else comes. */
export interface Forecast {
  /** When each job is done; Infinity where a shard has no lane. */
  readonly finishes: ReadonlyMap<string, number>;
  /** Jobs that do not make their deadlines. */
  readonly late: ReadonlySet<string>;
  /** Those that give way to others. */
  readonly yielding: ReadonlySet<string>;
}

/** Less than this is no difference. */
export const LEAST_SECONDS = 1e-3;

export function isAfter(finish: number, deadline: number): boolean {
  return finish > deadline + LEAST_SECONDS;
}

/** How many jobs that have given way are looked at, whether they can make it after all. */
const MOST_REINSTATED = 16;

/**
 * When each job is done. Shards are taken in order of urgency; each goes to a lane as {@link Placing} says, after what
 * that lane has already. Whoever would be late so gives way, where the rules say that: it comes after all that can make
 * it. One that gave way before gets its place back once it can make it there, and nobody is late for that.
 *
 * Time that passes as predicted changes nothing of it: what comes first is placed first, and lanes only ever append.
 */
export function forecast(situation: Situation): Forecast {
  let best = new Placing(situation).all();
  const before = situation.jobs.filter(({ yields }) => yields).slice(0, MOST_REINSTATED);
  let { jobs } = situation;
  for (const { id } of before) {
    const tried = jobs.map((job) => (job.id === id ? changed(job, { yields: false }) : job));
    const outcome = new Placing({ ...situation, jobs: tried }).all();
    if (outcome.late.has(id) || newlyLate(best, outcome) !== undefined) continue;
    best = outcome;
    jobs = tried;
  }
  return best;
}

/** Of a situation, what promises depend on: jobs without a deadline come after those with one, unless some yield. */
export function promised(situation: Situation): Situation {
  const { jobs } = situation;
  const first = jobs.findIndex(({ deadline }) => deadline === Infinity);
  if (first < 0 || jobs.some(({ yields }) => yields)) return situation;
  return { ...situation, jobs: jobs.slice(0, first) };
}

/** A job as it would be otherwise. It may be more than its data: spreading it would lose what it computes. */
export function changed(job: QueuedJob, change: Partial<QueuedJob>): QueuedJob {
  const { id, urgency, place, deadline, objective, yields, waiting } = job;
  const { readyAt, isLeaving, beforeSeconds, afterSeconds } = job;
  return {
    ...{ id, urgency, place, deadline, objective, yields, waiting },
    ...{ readyAt, isLeaving, beforeSeconds, afterSeconds },
    ...change,
  };
}

/** A job that is late in the second forecast, and not in the first. */
export function newlyLate(before: Forecast, after: Forecast): string | undefined {
  for (const id of after.late) if (!before.late.has(id) && before.finishes.has(id)) return id;
  return undefined;
}

/** What a lane that is free begins with now, by plan. */
export type Next =
  | { readonly kind: 'begin' | 'reserved'; readonly job: string; readonly shape: number }
  /** Whatever waits is done sooner elsewhere. */
  | { readonly kind: 'idle' };

/** What a lane does next, as a forecast has it: begins with a shard of a job now, or waits for one, or for none. */
export function nextOn(situation: Situation, lane: number): Next {
  return new Placing(situation).next(lane);
}

/** Seconds until a shard that is being proven is done. One that is late is expected to take as long again. */
export function remaining({ elapsed, seconds }: RunningShard): number {
  if (seconds === undefined) return 0;
  return seconds > elapsed ? seconds - elapsed : elapsed;
}

/** Places the shards of a situation on its lanes, job by job. */
class Placing {
  /** When each lane has nothing more to do. */
  private free: number[];
  /** When the shards of a job that are being proven are done. */
  private readonly running = new Map<string, number>();
  /** When those are done that have a turn before others, the latest first; as many as there are turns. */
  private turns: number[] = [];
  /** A lane that is asked about, and what is placed on it first. */
  private asked = -1;
  private first: Next | undefined;

  constructor(private readonly situation: Situation) {
    const { now } = situation;
    this.free = situation.lanes.map(({ isThere }) => (isThere ? now : Infinity));
    const ends = new Map<string, number>();
    for (const { running } of situation.lanes) {
      if (!running) continue;
      const key = `${running.index} ${running.job}`;
      // Of a shard and its copy, the first counts; the other is given up.
      ends.set(key, Math.min(ends.get(key) ?? Infinity, now + remaining(running)));
    }
    for (const [i, { running }] of situation.lanes.entries()) {
      if (!running) continue;
      const end = ends.get(`${running.index} ${running.job}`)!;
      this.free[i] = Math.max(this.free[i], end);
      this.running.set(running.job, Math.max(this.running.get(running.job) ?? now, end));
    }
  }

  all(): Forecast {
    return this.place();
  }

  next(lane: number): Next {
    this.asked = lane;
    this.place();
    return this.first ?? { kind: 'idle' };
  }

  private place(): Forecast {
    const { jobs, rules } = this.situation;
    const finishes = new Map<string, number>();
    const late = new Set<string>();
    const last = jobs.findLastIndex(({ waiting }) => waiting.length > 0);
    const yielding: QueuedJob[] = [];
    for (const [i, job] of jobs.entries()) {
      if (job.yields) {
        yielding.push(job);
        continue;
      }
      const mayYield = rules.lateYield && job.deadline < Infinity;
      const [free, turns, first] = [this.free, this.turns, this.first];
      if (mayYield) this.free = [...free];
      const finish = this.placeJob(job, i < last);
      if (isAfter(finish, job.deadline)) {
        late.add(job.id);
        if (mayYield) {
          [this.free, this.turns, this.first] = [free, turns, first];
          yielding.push(job);
          continue;
        }
      }
      finishes.set(job.id, finish);
      if (this.first) return { finishes, late, yielding: new Set() };
    }
    for (const job of yielding) {
      const finish = this.placeJob(job, job !== yielding.at(-1));
      finishes.set(job.id, finish);
      if (isAfter(finish, job.deadline)) late.add(job.id);
      if (this.first) break;
    }
    return { finishes, late, yielding: new Set(yielding.map(({ id }) => id)) };
  }

  /** @param isFollowed whether others have shards that come after */
  private placeJob(job: QueuedJob, isFollowed: boolean): number {
    const { now, rules } = this.situation;
    const { sideBySide } = rules;
    const turn = this.turns.length < sideBySide ? now : this.turns[sideBySide - 1];
    const running = this.running.get(job.id) ?? now;
    // Whose turn is taken by others ends what it has begun, and begins anew later.
    const isPutOff = turn > now || job.isLeaving || job.readyAt === undefined;
    const ready = isPutOff ? Math.max(turn, running) + job.beforeSeconds : Math.max(now, job.readyAt);
    let end = running;
    for (const { shape, count, seconds } of job.waiting) {
      for (let i = 0; i < count; i++) {
        if (this.asked >= 0 && this.first) return end;
        const lane = this.choose(job, seconds, ready, isFollowed);
        if (lane < 0) {
          this.turns = insert(this.turns, Infinity, sideBySide);
          return Infinity;
        }
        const start = Math.max(this.free[lane], ready);
        if (lane === this.asked && !this.first) {
          this.first = { kind: start <= now ? 'begin' : 'reserved', job: job.id, shape };
        }
        this.free[lane] = start + seconds[lane];
        end = Math.max(end, this.free[lane]);
      }
    }
    const finish = end + job.afterSeconds;
    this.turns = insert(this.turns, finish, sideBySide);
    return finish;
  }

  /**
   * The lane for a shard: the one that is done with it first. Of a job that is after throughput, the one that can begin
   * first of those that are done in time, so that none stands idle for it; where it has no deadline, as long as others
   * have shards that come after.
   */
  private choose(
    { objective, deadline, afterSeconds }: QueuedJob,
    seconds: readonly number[],
    ready: number,
    isFollowed: boolean,
  ): number {
    const isEager = objective === 'throughput' && (deadline < Infinity || isFollowed);
    const { free } = this;
    let soonest = -1;
    let soonestEnd = Infinity;
    let eager = -1;
    let eagerStart = Infinity;
    let eagerEnd = Infinity;
    for (let lane = 0; lane < free.length; lane++) {
      const start = Math.max(free[lane], ready);
      const end = start + seconds[lane];
      if (end < soonestEnd) [soonest, soonestEnd] = [lane, end];
      if (!isEager || end === Infinity || isAfter(end + afterSeconds, deadline)) continue;
      if (start < eagerStart || (start === eagerStart && end < eagerEnd)) {
        [eager, eagerStart, eagerEnd] = [lane, start, end];
      }
    }
    return eager >= 0 ? eager : soonest;
  }
}

/** Keeps the latest of times, in order. */
function insert(times: number[], time: number, most: number): number[] {
  if (times.length === most && times[most - 1] >= time) return times;
  const at = times.findIndex((other) => other < time);
  const all = at < 0 ? [...times, time] : [...times.slice(0, at), time, ...times.slice(at)];
  return all.slice(0, most);
}
