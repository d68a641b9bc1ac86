import type { StatusUpdate, StatusView } from '../api/index.js';
import {
  optionalTime,
  timeText,
  type DeviceWork,
  type JobEngine,
  type JobNews,
  type Workshop,
} from '../engine/index.js';
import type { FinishedJob, JobLog } from './job-log.js';
import { stageFamily } from './stage-family.js';
import { TIMELINE_SECONDS } from './timeline.js';
import type { Incident, WorkshopLog } from './workshop-log.js';

/** Jobs of the queue that are shown. */
const MOST_QUEUED = 200;

export interface StatusParts {
  readonly version: string;
  readonly workshop: Pick<Workshop, 'devices'>;
  readonly engine: Pick<JobEngine, 'unfinished' | 'hasRoom'>;
  readonly workshopLog: WorkshopLog;
  readonly jobLog: JobLog;
  readonly isDraining: () => boolean;
}

/** Who looks: somebody who sees the jobs of an owner alone, or everybody's. */
export interface Viewer {
  readonly owner: string | undefined;
}

/** The status of a daemon, as those see it who look. */
export class StatusBoard {
  private readonly startedAt: number;

  constructor(private readonly parts: StatusParts) {
    this.startedAt = parts.workshopLog.clock();
  }

  /** Grows with every change that the board is told of; memory, and what is predicted, change without. */
  get revision(): number {
    return this.parts.workshopLog.revision + this.parts.jobLog.revision;
  }

  view(viewer: Viewer): StatusView {
    return {
      ...this.sections(viewer),
      at: this.parts.workshopLog.clock(),
      timeline: this.timeline(viewer, 0),
    };
  }

  /** Follows the status for one who looks: the first call tells all, each later one what has changed since. */
  follow(viewer: Viewer): () => StatusView | StatusUpdate {
    const told = new Map<string, string>();
    let revision = 0;
    return () => {
      const at = this.parts.workshopLog.clock();
      const timeline = this.timeline(viewer, revision);
      revision = this.parts.workshopLog.timeline.revision;
      const changed = Object.entries(this.sections(viewer)).filter(([name, section]) => {
        const text = JSON.stringify(section);
        if (told.get(name) === text) return false;
        told.set(name, text);
        return true;
      });
      return { at, ...(Object.fromEntries(changed) as Omit<StatusUpdate, 'at' | 'timeline'>), timeline };
    };
  }

  private timeline({ owner }: Viewer, revision: number): StatusView['timeline'] {
    const { timeline, clock } = this.parts.workshopLog;
    const sees = (job: string) => this.sees(job, owner);
    return { seconds: TIMELINE_SECONDS, ...timeline.since(revision, clock(), sees) };
  }

  private sees(job: string, owner: string | undefined): boolean {
    return owner === undefined || this.parts.jobLog.ownerOf(job) === owner;
  }

  private sections({ owner }: Viewer): Omit<StatusView, 'at' | 'timeline'> {
    const { version, workshop, engine, workshopLog, jobLog, isDraining } = this.parts;
    const owns = (job: { readonly owner: string }) => owner === undefined || owner === job.owner;
    const seen = engine.unfinished.filter(owns);
    return {
      daemon: {
        ...{ version, startedAt: timeText(this.startedAt) },
        ...{ state: isDraining() ? 'draining' : 'running', hasRoom: engine.hasRoom },
      },
      devices: workshop.devices().map(({ id, kind, name, isEmulated, state, reason, memory, work }) => ({
        ...{ id, kind, name, isEmulated, state, reason: reason ?? null, memory: memory ?? null },
        work: work ? this.describeWork(work, owner) : null,
      })),
      queue: { jobs: seen.slice(0, MOST_QUEUED).map(describeQueued), total: seen.length },
      finished: jobLog.finished.all.filter(owns).map(describeFinished),
      incidents: workshopLog.incidents.all
        .filter(({ job }) => job === undefined || this.sees(job, owner))
        .map(describeIncident),
    };
  }

  private describeWork(
    { run, shard, stage, since }: DeviceWork,
    owner: string | undefined,
  ): StatusView['devices'][number]['work'] {
    const { job } = run;
    const isSeen = job !== undefined && this.sees(job, owner);
    return {
      stage,
      family: stageFamily(stage),
      since,
      job: isSeen ? job : null,
      shard: (isSeen ? shard : undefined) ?? null,
    };
  }
}

function describeQueued(job: JobNews): StatusView['queue']['jobs'][number] {
  const { id, owner, request, state, submittedAt, deadline, predictedFinish, isLate, shards, shardsDone } =
    job;
  return {
    ...{ id, owner, program: request.program, state, priority: request.priority },
    ...{ submittedAt: timeText(submittedAt), deadline: optionalTime(deadline) },
    ...{ predictedFinish: optionalTime(predictedFinish), isLate, shards: shards ?? null, shardsDone },
  };
}

function describeFinished(job: FinishedJob): StatusView['finished'][number] {
  const { finishedAt, deadline, cycles, shards, predictedSeconds, measuredSeconds, ...rest } = job;
  return {
    ...{ ...rest, finishedAt: timeText(finishedAt), deadline: optionalTime(deadline) },
    ...{ cycles: cycles ?? null, shards: shards ?? null },
    ...{ predictedSeconds: predictedSeconds ?? null, measuredSeconds: measuredSeconds ?? null },
  };
}

function describeIncident({ at, kind, device, job, text }: Incident): StatusView['incidents'][number] {
  return { at: timeText(at), kind, device: device ?? null, job: job ?? null, text };
}
