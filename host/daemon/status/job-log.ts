import { comparePromise, type EngineListener, type JobNews, type KeptPromise } from '../engine/index.js';
import { isFinal, type JobState } from '../store/index.js';
import { Latest } from './latest.js';
import type { WorkshopLog } from './workshop-log.js';

/** A job that has come to its end. Times are in seconds since 1970. */
export interface FinishedJob extends KeptPromise {
  readonly id: string;
  readonly owner: string;
  readonly program: string;
  readonly state: JobState;
  readonly finishedAt: number;
  readonly deadline: number | undefined;
  readonly cycles: number | undefined;
  readonly shards: number | undefined;
}

const MOST_FINISHED = 50;
/** Jobs whose owners are remembered: more than can be on the timeline or among incidents. */
const MOST_OWNERS = 10_000;

/** Follows jobs: keeps those that came to their end lately, and adds to the incidents what goes wrong with others. */
export class JobLog implements EngineListener {
  readonly finished = new Latest<FinishedJob>(MOST_FINISHED);
  private readonly owners = new Map<string, string>();
  /** Of jobs that are not finished, in seconds since 1970. */
  private readonly acceptedAt = new Map<string, number>();
  private changes = 0;

  /** @param before jobs that came to their end before the daemon has started */
  constructor(
    private readonly workshop: WorkshopLog,
    before: readonly FinishedJob[] = [],
  ) {
    this.finished.add(...before);
    for (const { id, owner } of before) this.owners.set(id, owner);
  }

  /** Grows with every change. */
  get revision(): number {
    return this.changes + this.finished.revision;
  }

  /** Whose a job is that there was lately. */
  ownerOf(id: string): string | undefined {
    return this.owners.get(id);
  }

  onBegin({ id, owner }: JobNews): void {
    this.changes++;
    this.owners.delete(id);
    if (this.owners.size >= MOST_OWNERS) this.owners.delete(this.owners.keys().next().value!);
    this.owners.set(id, owner);
  }

  onChange(job: JobNews, from: JobState): void {
    const { id, state, changedAt } = job;
    this.changes++;
    if (state === 'accepted') this.acceptedAt.set(id, changedAt);
    if (state === 'refused') this.tell(id, 'refused', 'refused: it cannot be done by its deadline');
    const wasAccepted = from === 'accepted' || from === 'proving';
    if (state === 'done' || (state === 'failed' && wasAccepted)) this.keep(job);
    if (isFinal(state)) this.acceptedAt.delete(id);
  }

  onLate({ id, isLate }: JobNews): void {
    this.changes++;
    if (isLate) this.tell(id, 'late', 'predicted to miss its deadline');
    else this.tell(id, 'in time', 'predicted to make its deadline after all');
  }

  onShard(): void {
    this.changes++;
  }

  onFailure({ id }: JobNews, { code, message }: { readonly code: string; readonly message: string }): void {
    this.tell(id, 'failure', `${code}: ${message}`);
  }

  onDamage(id: string): void {
    this.tell(id, 'damage', 'its proof was damaged on the disk, and is made again');
  }

  onEnd(id: string): void {
    this.changes++;
    this.acceptedAt.delete(id);
  }

  private tell(job: string, kind: string, text: string): void {
    this.workshop.add({ kind, device: undefined, job, text });
  }

  private keep({ id, owner, state, request, changedAt, deadline, promise, cycles, shards }: JobNews): void {
    this.finished.add({
      ...{ id, owner, state, program: request.program, finishedAt: changedAt, deadline, cycles, shards },
      ...comparePromise(promise, this.acceptedAt.get(id), changedAt),
    });
  }
}
