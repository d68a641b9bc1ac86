import {
  changed,
  forecast,
  isAfter,
  LEAST_SECONDS,
  newlyLate,
  nextOn,
  promised,
  remaining,
  type Batch,
  type Lane,
  type QueuedJob,
  type RunningShard,
  type Situation,
} from './forecast.js';
import { byUrgency } from './urgency.js';

/** What a lane that is free does next. */
export type LaneChoice =
  | {
      readonly kind: 'begin';
      readonly job: string;
      /** Of the shard that had best begin here; undefined for the first that waits. */
      readonly shape?: number;
    }
  /** Proves a shard once more that another lane is late with. */
  | {
      readonly kind: 'copy';
      readonly job: string;
      readonly index: number;
      readonly from: string;
      readonly reason: string;
    };

/** A shard that has taken so many times as long as predicted is late. */
const OVERDUE = 1.5;

/** Whether a lane is late with its shard. */
export function isOverdue({ elapsed, seconds }: RunningShard): boolean {
  return seconds !== undefined && !isAfter(OVERDUE * seconds, elapsed);
}

/** After how many more seconds it is to be looked at again whether a lane is late with its shard. */
export function overdueIn(running: RunningShard): number | undefined {
  const { elapsed, seconds } = running;
  if (seconds === undefined) return undefined;
  return isOverdue(running) ? Math.max(seconds, LEAST_SECONDS) : OVERDUE * seconds - elapsed;
}

/**
 * What a lane that is free does now. A copy comes first that saves a deadline; then a shard, where one is done sooner
 * here than elsewhere; then a copy for a job that is after latency. A shard that the forecast would have wait for
 * another lane, or would keep the lane for, is begun only where nobody is late for that.
 *
 * @param ready jobs with a shard that can begin at once, the most urgent first
 */
export function chooseFor(
  lane: number,
  ready: readonly string[],
  situation: Situation,
): LaneChoice | undefined {
  return (
    copyFor(lane, situation, 'deadline') ??
    beginOn(lane, ready, situation) ??
    copyFor(lane, situation, 'latency')
  );
}

function beginOn(lane: number, ready: readonly string[], situation: Situation): LaneChoice | undefined {
  if (ready.length === 0) return undefined;
  const find = (id: string) => situation.jobs.find((job) => job.id === id);
  const next = nextOn(situation, lane);
  for (const id of next.kind === 'begin' ? preferring(next.job, ready, find) : ready) {
    const job = find(id);
    // Of what nothing is known, nobody can say that it had better wait.
    if (!job) return { kind: 'begin', job: id };
    if (next.kind === 'idle') continue;
    if (next.kind === 'begin' && next.job === id) return { kind: 'begin', job: id, shape: next.shape };
    if (mayBegin(lane, job, situation)) return { kind: 'begin', job: id, shape: job.waiting[0].shape };
  }
  return undefined;
}

/** The planned job first, but for those of which nothing is known and that come before it. */
function preferring(
  planned: string,
  ready: readonly string[],
  find: (id: string) => QueuedJob | undefined,
): readonly string[] {
  const at = ready.indexOf(planned);
  if (at < 0) return ready;
  return [...ready.slice(0, at).filter((id) => !find(id)), planned];
}

/** Whether a job may begin with its first shard on a lane that is kept for another one, which is not ready. */
function mayBegin(lane: number, job: QueuedJob, situation: Situation): boolean {
  const seconds = job.waiting.at(0)?.seconds[lane] ?? Infinity;
  if (seconds === Infinity) return false;
  const outlook = upTo(job, situation);
  const before = forecast(outlook);
  const begun = changed(job, { waiting: withoutFirst(job.waiting), readyAt: situation.now });
  const running = { job: job.id, index: -1, elapsed: 0, seconds };
  const after = forecast({
    ...outlook,
    jobs: outlook.jobs.map((other) => (other === job ? begun : other)),
    lanes: withRunning(situation.lanes, lane, running),
  });
  if (newlyLate(before, after) !== undefined) return false;
  return (
    job.objective === 'throughput' || !isAfter(after.finishes.get(job.id)!, before.finishes.get(job.id)!)
  );
}

/** Of a situation, what promises depend on, and what comes before a job, with that. */
function upTo(job: QueuedJob, situation: Situation): Situation {
  const { jobs } = promised(situation);
  const most = Math.max(jobs.length, situation.jobs.indexOf(job) + 1);
  return { ...situation, jobs: situation.jobs.slice(0, most) };
}

function withoutFirst([first, ...rest]: readonly Batch[]): readonly Batch[] {
  return first.count > 1 ? [{ ...first, count: first.count - 1 }, ...rest] : rest;
}

function withRunning(lanes: readonly Lane[], lane: number, running: RunningShard): Lane[] {
  return lanes.map((other, i) => (i === lane ? { ...other, running } : other));
}

/** A copy of a shard that another lane is late with: where that saves a deadline, or is sooner for one after latency. */
function copyFor(lane: number, situation: Situation, why: 'deadline' | 'latency'): LaneChoice | undefined {
  const { jobs, lanes } = situation;
  for (const { job, from, running, seconds } of stragglers(lane, jobs, lanes)) {
    if (why === 'latency' && job.objective !== 'latency') continue;
    const outlook = upTo(job, situation);
    const before = forecast(outlook);
    if (why === 'deadline' && !before.late.has(job.id)) continue;
    const { index } = running;
    const copy = { job: job.id, index, elapsed: 0, seconds };
    const after = forecast({ ...outlook, lanes: withRunning(lanes, lane, copy) });
    if (newlyLate(before, after) !== undefined) continue;
    const finish = after.finishes.get(job.id)!;
    const isWorth =
      why === 'deadline' ? !after.late.has(job.id) : isAfter(before.finishes.get(job.id)!, finish);
    if (!isWorth) continue;
    const late = `${running.elapsed.toFixed(1)} s for what was predicted to take ${running.seconds!.toFixed(1)} s`;
    const reason = why === 'deadline' ? `${late}; a copy saves the deadline` : `${late}; a copy is sooner`;
    return { kind: 'copy', job: job.id, index, from, reason };
  }
  return undefined;
}

interface Straggler {
  readonly job: QueuedJob;
  readonly from: string;
  readonly running: RunningShard;
  /** That a copy takes on the lane that is asked about. */
  readonly seconds: number;
}

/** Shards that have no copy yet, that their lanes are late with, and that another one would be done with sooner. */
function stragglers(lane: number, jobs: readonly QueuedJob[], lanes: readonly Lane[]): Straggler[] {
  const found: Straggler[] = [];
  for (const { name, running } of lanes) {
    if (!running || !isOverdue(running)) continue;
    const same = lanes.filter(
      (other) => other.running?.job === running.job && other.running.index === running.index,
    );
    const job = jobs.find(({ id }) => id === running.job);
    const seconds = job && running.on?.[lane];
    if (!job || seconds === undefined || same.length > 1 || seconds >= remaining(running)) continue;
    found.push({ job, from: name, running, seconds });
  }
  return found.sort((a, b) => byUrgency(a.job, b.job));
}
