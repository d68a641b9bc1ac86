import type { LaneState } from '../../vm/index.js';
import type { DaemonConfig } from '../config.js';
import { byUrgency, type Batch, type Lane, type QueuedJob, type Situation } from '../schedule/index.js';
import { now, uptime } from './clock.js';
import type { JobBoard } from './job-board.js';
import type { LiveJob } from './live-job.js';
import type { PriceList } from './price-list.js';
import { batchesOf } from './shard-batches.js';
import type { RunOverhead, RunSize, Workshop } from './workshop.js';

export interface SituationParts {
  readonly board: JobBoard;
  readonly workshop: Workshop;
  readonly config: Pick<DaemonConfig, 'deadlines' | 'proving'>;
}

/** A job that nothing is done for, and what that was worked out from. */
interface Idle {
  readonly size: RunSize;
  readonly version: number;
  readonly overhead: RunOverhead;
  readonly queued: QueuedJob | undefined;
}

/** Jobs and lanes as they are, as scheduling looks at them. */
export class Situations {
  /** Of thousands of jobs, few have changed since they were looked at. */
  private readonly idle = new WeakMap<LiveJob, Idle>();

  constructor(
    private readonly parts: SituationParts,
    private readonly prices: PriceList,
  ) {}

  /** All that is accepted and known, and what lanes do. */
  current(): Situation {
    const { board, workshop, config } = this.parts;
    const lanes = workshop.laneStates.map((state, place) => this.lane(state, place));
    const jobs = board.accepted.map((job) => this.queued(job, lanes)).filter((job) => job !== undefined);
    jobs.sort(byUrgency);
    const { proving, deadlines } = config;
    // One that is to fail makes room, too.
    const rules = { sideBySide: proving.activeJobs, lateYield: deadlines.late !== 'continue' };
    return { now: now(), jobs, lanes, rules };
  }

  /** A job as scheduling looks at it; undefined where it is not known what it takes. */
  queued(job: LiveJob, lanes: readonly Lane[]): QueuedJob | undefined {
    const { size } = job;
    if (!size) return undefined;
    const overhead = this.parts.workshop.overhead(size);
    if (job.turnSince !== undefined) return this.active(job, size, overhead, lanes);
    const { version } = this.prices;
    const known = this.idle.get(job);
    if (
      known?.size === size &&
      known.version === version &&
      known.overhead.beforeSeconds === overhead.beforeSeconds &&
      known.overhead.afterSeconds === overhead.afterSeconds &&
      known.queued?.yields === job.yields
    ) {
      return known.queued;
    }
    const waiting = this.waiting(job, size, []);
    const queued = waiting && { ...describe(job, overhead), waiting, readyAt: undefined, isLeaving: false };
    this.idle.set(job, { size, version, overhead, queued });
    return queued;
  }

  /** Of a job that has its turn, some is done already. */
  private active(
    job: LiveJob,
    size: RunSize,
    overhead: RunOverhead,
    lanes: readonly Lane[],
  ): QueuedJob | undefined {
    const running = lanes.flatMap((lane) => (lane.running?.job === job.id ? [lane.running.index] : []));
    if (running.length > 0) job.hasBegun = true;
    const waiting = this.waiting(job, size, running);
    if (!waiting) return undefined;
    const { beforeSeconds, afterSeconds } = overhead;
    const [time, up] = [now(), uptime()];
    const toPrepare = job.hasBegun ? 0 : Math.max(0, beforeSeconds - (up - job.turnSince!));
    const finishing = job.provenSince === undefined ? 0 : up - job.provenSince;
    return {
      ...{ ...describe(job, overhead), waiting, readyAt: time + toPrepare },
      afterSeconds: Math.max(0, afterSeconds - finishing),
      isLeaving: job.turn.signal.aborted,
    };
  }

  private waiting(job: LiveJob, { shapes }: RunSize, running: readonly number[]): Batch[] | undefined {
    const isLeft = (index: number) => !job.settled.has(index) && !running.includes(index);
    return batchesOf(shapes, isLeft, (shape) => this.prices.of(shape, job.parameters));
  }

  private lane({ name, isThere, running, leavingSeconds }: LaneState, place: number): Lane {
    // What nobody wants any more is expected to take as long again as it has since.
    if (leavingSeconds !== undefined) {
      return { name, isThere, running: { job: '', index: -1, elapsed: leavingSeconds, seconds: 0 } };
    }
    if (!running) return { name, isThere, running };
    const { runId, index, elapsedSeconds: elapsed } = running;
    const job = this.parts.board.find(runId);
    const shape = job?.size?.shapes.at(index);
    const on = job && shape !== undefined ? this.prices.of(shape, job.parameters) : undefined;
    return { name, isThere, running: { job: runId, index, elapsed, seconds: on?.[place], on } };
  }
}

function describe(job: LiveJob, overhead: RunOverhead): Omit<QueuedJob, 'waiting' | 'readyAt' | 'isLeaving'> {
  const { id, place, deadline = Infinity, yields, request } = job;
  const urgency = job.urgencyIf(false);
  return { id, place, urgency, deadline, yields, objective: request.objective, ...overhead };
}
