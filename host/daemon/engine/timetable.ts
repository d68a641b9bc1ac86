import type { LaneOrder, LanePolicy } from '../../vm/index.js';
import type { DaemonConfig } from '../config.js';
import type { DaemonLog } from '../log.js';
import { admit, byUrgency, chooseFor, forecast } from '../schedule/index.js';
import type { JobStore } from '../store/index.js';
import { now } from './clock.js';
import { newsOf, type ShardCopy } from './engine-listener.js';
import type { JobBoard } from './job-board.js';
import { timeText, type ChangeDetail } from './job-view.js';
import { Stopped, type LiveJob } from './live-job.js';
import { PriceList } from './price-list.js';
import { Situations } from './situations.js';
import type { Workshop } from './workshop.js';

export interface TimetableParts {
  readonly board: JobBoard;
  readonly workshop: Workshop;
  readonly store: JobStore;
  readonly config: Pick<DaemonConfig, 'deadlines' | 'proving'>;
  readonly log: DaemonLog;
}

/** Whether a job is accepted, and what is written down of that. */
export interface Decision {
  readonly isAccepted: boolean;
  readonly detail: ChangeDetail;
}

/** When jobs are predicted to be done, which of them can be promised, and what lanes do so that promises are kept. */
export class Timetable implements LanePolicy {
  private readonly prices: PriceList;
  private readonly situations: Situations;

  constructor(private readonly parts: TimetableParts) {
    this.prices = new PriceList(parts.workshop);
    this.situations = new Situations(parts, this.prices);
    parts.workshop.steer(this);
  }

  /** Finds out what the shards of a job take. */
  async price(job: LiveJob): Promise<void> {
    await this.prices.add(job);
  }

  /** Finds out anew what shards take, after more was measured. */
  async refresh(): Promise<void> {
    await this.prices.refresh();
  }

  /** Decides on a job that is priced, if that can be. */
  decide(job: LiveJob): Decision {
    const { cycles, shapes } = job.size!;
    const size = { cycles, shards: shapes.length };
    // When it will be done is predicted with all others, soon.
    if (job.deadline === undefined) return { isAccepted: true, detail: size };
    const situation = this.situations.current();
    const candidate = this.situations.queued(job, situation.lanes);
    if (!candidate) return this.decideBlindly(job.deadline, size);
    const verdict = admit(candidate, situation);
    const isKnown = verdict.finish !== undefined && verdict.finish < Infinity;
    const predictedFinish = isKnown ? verdict.finish : undefined;
    job.predictedFinish = predictedFinish;
    const detail = { ...size, ...(predictedFinish === undefined ? {} : { predictedFinish }) };
    if (verdict.ok) return { isAccepted: true, detail };
    const isOwn = verdict.late === job.id;
    const problem = {
      code: 'DEADLINE',
      message: isOwn
        ? `predicted to be done at ${predictedFinish === undefined ? 'no time' : timeText(predictedFinish)}, after its deadline`
        : 'would make a job late that is accepted already',
      remedy: 'Submit it with a later deadline, or to another server.',
    };
    return { isAccepted: false, detail: { ...detail, problem } };
  }

  /** Predicts anew when accepted jobs are done, and flags those that cannot make it. */
  predict(): void {
    const { board, workshop } = this.parts;
    // What can be saved by a copy is saved before anybody is called late.
    workshop.review();
    const { finishes, late, yielding } = forecast(this.situations.current());
    const time = now();
    for (const job of board.accepted) {
      const finish = finishes.get(job.id);
      job.predictedFinish = finish;
      if (finish !== undefined && finish < Infinity) job.promise ??= { at: time, finish };
      const wasLate = job.isLate;
      job.isLate =
        finish === undefined ? job.deadline !== undefined && time > job.deadline : late.has(job.id);
      job.yields = yielding.has(job.id);
      if (job.isLate === wasLate) continue;
      if (job.isLate) this.flagLate(job);
      else this.note(job, 'in-time', 'predicted to be in time after all');
      board.tell((listener) => listener.onLate?.(newsOf(job)));
      board.wake(job.id);
    }
  }

  choose(lane: string, ready: ReadonlySet<string>): LaneOrder | undefined {
    const { board } = this.parts;
    const situation = this.situations.current();
    const index = situation.lanes.findIndex(({ name }) => name === lane);
    const rank = (id: string) => board.find(id) ?? { urgency: -Infinity, place: 0 };
    // A lane that is none of the workshop's stands in where all others are gone: it takes what comes.
    const sorted = [...ready].sort((a, b) => byUrgency(rank(a), rank(b)));
    if (index < 0) return sorted.length > 0 ? { kind: 'begin', runId: sorted[0] } : undefined;
    const choice = chooseFor(index, sorted, situation);
    if (choice?.kind !== 'copy') return choice && { kind: 'begin', runId: choice.job, shape: choice.shape };
    this.tellCopy(choice.job, { shard: choice.index, from: choice.from, to: lane, reason: choice.reason });
    return { kind: 'copy', runId: choice.job, index: choice.index, reason: choice.reason };
  }

  /** Where nothing was measured that a prediction could be made of. */
  private decideBlindly(deadline: number, size: ChangeDetail): Decision {
    if (deadline <= now()) {
      const problem = {
        code: 'DEADLINE',
        message: 'its deadline has passed',
        remedy: 'Submit it with a later deadline.',
      };
      return { isAccepted: false, detail: { ...size, problem } };
    }
    if (this.parts.config.deadlines.unmeasured === 'refuse') {
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
    const { config, log } = this.parts;
    const finish = job.predictedFinish;
    const when = finish !== undefined && Number.isFinite(finish) ? timeText(finish) : 'unknown';
    log.warn({ job: job.id, predictedFinish: when }, 'job will be late');
    this.note(job, 'late', `predicted to be done at ${when}, after its deadline`);
    if (config.deadlines.late === 'fail') job.end.abort(new Stopped('late'));
  }

  private tellCopy(id: string, copy: ShardCopy): void {
    const { board } = this.parts;
    const job = board.find(id);
    if (!job) return;
    const { shard, from, to, reason } = copy;
    this.note(job, 'copied', `shard ${shard} is proven on ${to}, too, since ${from} is late: ${reason}`);
    board.tell((listener) => listener.onCopy?.(newsOf(job), copy));
    board.wake(id);
  }

  private note({ id }: LiveJob, kind: string, text: string): void {
    const { store, log } = this.parts;
    store.order('note', id, kind, text, now()).catch((error: unknown) => {
      log.error({ job: id, err: error }, 'note on job cannot be written');
    });
  }
}
