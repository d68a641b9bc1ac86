import type { DaemonConfig } from '../config.js';
import type { DaemonLog } from '../log.js';
import type { JobStore } from '../store/index.js';
import { admit, predictFinishes, type AdmissionJob } from './admission.js';
import { now } from './clock.js';
import { newsOf } from './engine-listener.js';
import type { JobBoard } from './job-board.js';
import { timeText, type ChangeDetail } from './job-view.js';
import { Stopped, type LiveJob } from './live-job.js';
import type { Workshop } from './workshop.js';

export interface TimetableParts {
  readonly board: JobBoard;
  readonly workshop: Workshop;
  readonly store: JobStore;
  readonly config: Pick<DaemonConfig, 'deadlines'>;
  readonly log: DaemonLog;
}

/** Whether a job is accepted, and what is written down of that. */
export interface Decision {
  readonly isAccepted: boolean;
  readonly detail: ChangeDetail;
}

/** When jobs are predicted to be done, and which of them can be promised. */
export class Timetable {
  constructor(private readonly parts: TimetableParts) {}

  /** Finds out what the shards of a job take. */
  async price(job: LiveJob): Promise<void> {
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

  /** Decides on a job that is priced, if that can be. */
  decide(job: LiveJob): Decision {
    const { cycles, shapes } = job.size!;
    const size = { cycles, shards: shapes.length };
    const candidate = asAdmission(job);
    if (!candidate) return this.decideBlindly(job, size);
    const accepted = this.parts.board.accepted.map(asAdmission).filter((work) => work !== undefined);
    const verdict = admit(candidate, accepted, this.parts.workshop.lanes);
    const predictedFinish = now() + verdict.finish;
    if (Number.isFinite(predictedFinish)) job.predictedFinish = predictedFinish;
    const detail = { ...size, ...(Number.isFinite(predictedFinish) ? { predictedFinish } : {}) };
    if (verdict.ok) return { isAccepted: true, detail };
    const isOwn = verdict.late === job.id;
    const problem = {
      code: 'DEADLINE',
      message: isOwn
        ? `predicted to be done at ${Number.isFinite(predictedFinish) ? timeText(predictedFinish) : 'no time'}, after its deadline`
        : 'would make a job late that is accepted already',
      remedy: 'Submit it with a later deadline, or to another server.',
    };
    return { isAccepted: false, detail: { ...detail, problem } };
  }

  /** Predicts anew when accepted jobs are done, and flags those that cannot make it. */
  predict(): void {
    const { board, workshop } = this.parts;
    const works = board.accepted.map(asAdmission).filter((work) => work !== undefined);
    const finishes = predictFinishes(works, workshop.lanes);
    const time = now();
    for (const job of board.accepted) {
      const finish = finishes.get(job.id);
      job.predictedFinish = finish === undefined ? undefined : time + finish;
      const end = job.predictedFinish ?? time;
      const wasLate = job.isLate;
      job.isLate = job.deadline !== undefined && end > job.deadline;
      if (!job.isLate) job.yields = false;
      if (job.isLate !== wasLate) {
        if (job.isLate) this.flagLate(job);
        board.tell((listener) => listener.onLate?.(newsOf(job)));
      }
    }
  }

  /** Where nothing was measured that a prediction could be made of. */
  private decideBlindly(job: LiveJob, size: ChangeDetail): Decision {
    if (job.deadline !== undefined && job.deadline <= now()) {
      const problem = {
        code: 'DEADLINE',
        message: 'its deadline has passed',
        remedy: 'Submit it with a later deadline.',
      };
      return { isAccepted: false, detail: { ...size, problem } };
    }
    if (job.deadline !== undefined && this.parts.config.deadlines.unmeasured === 'refuse') {
      const problem = {
        code: 'UNMEASURED',
        message: 'nothing is known yet of how long such a job takes here',
        remedy: 'Run switchyard calibrate on the server, or submit without a deadline.',
      };
      return { isAccepted: false, detail: { ...size, problem } };
    }
    return { isAccepted: true, detail: size };
  }

  private flagLate(job: LiveJob): void {
    const { store, config, log, board } = this.parts;
    const finish = job.predictedFinish;
    const when = finish !== undefined && Number.isFinite(finish) ? timeText(finish) : 'unknown';
    const text = `predicted to be done at ${when}, after its deadline`;
    log.warn({ job: job.id, predictedFinish: when }, 'job will be late');
    store.order('note', job.id, 'late', text, now()).catch((error: unknown) => {
      log.error({ job: job.id, err: error }, 'note on job cannot be written');
    });
    job.yields = config.deadlines.late === 'yield';
    if (config.deadlines.late === 'fail') job.end.abort(new Stopped('late'));
    board.wake(job.id);
  }
}

function asAdmission(job: LiveJob): AdmissionJob | undefined {
  const { id, urgency, left: shards, deadline } = job;
  if (!shards) return undefined;
  return { id, urgency, shards, deadline: deadline === undefined ? Infinity : deadline - now() };
}
