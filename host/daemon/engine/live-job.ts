import type { StarkParameters } from '../../stark/proof/index.js';
import { PRESETS } from '../../stark/proof/index.js';
import type { JobRequest } from '../api/index.js';
import type { JobRecord } from '../store/index.js';
import { urgencyOf, type TurnTaker } from '../schedule/index.js';
import type { JobPromise } from './job-promise.js';
import type { RunSize } from './workshop.js';

/** Why work on a job ends without it being done. */
export class Stopped extends Error {
  constructor(readonly why: 'cancelled' | 'suspended' | 'closing' | 'late') {
    super(`the work on the job is ${why}`);
  }
}

export function parametersOf({ parameters, hashSet }: JobRequest): StarkParameters {
  return { ...PRESETS[parameters], hashSet };
}

/** A job that is not finished, with what is known of it beside what the store has. */
export class LiveJob implements TurnTaker {
  readonly request: JobRequest;
  readonly parameters: StarkParameters;
  /** In seconds since 1970. */
  readonly deadline: number | undefined;
  size: RunSize | undefined;
  /** Shards that are proven or kept, by index. */
  readonly settled = new Set<number>();
  shardsDone = 0;
  /** When it got the turn that it has, in seconds that do not go back. */
  turnSince: number | undefined;
  /** Whether a shard of it was given to a lane in its turn. */
  hasBegun = false;
  /** When its last shard was proven, in seconds that do not go back. */
  provenSince: number | undefined;
  /** In seconds since 1970. */
  predictedFinish: number | undefined;
  promise: JobPromise | undefined;
  isLate = false;
  yields = false;
  /** Ends for good all work on the job. */
  readonly end = new AbortController();
  /** Ends the turn that it has. */
  turn = new AbortController();

  constructor(public record: JobRecord) {
    this.request = JSON.parse(record.request) as JobRequest;
    this.parameters = parametersOf(this.request);
    const { deadline } = this.request;
    this.deadline = deadline === undefined ? undefined : Date.parse(deadline) / 1000;
  }

  get id(): string {
    return this.record.id;
  }

  get place(): number {
    return this.record.place;
  }

  get urgency(): number {
    return this.urgencyIf(this.yields);
  }

  urgencyIf(yields: boolean): number {
    const { priority, objective } = this.request;
    return urgencyOf({ deadline: this.deadline, priority, objective }, yields);
  }

  /** Whether time on lanes is set aside for it. */
  get isAccepted(): boolean {
    return this.record.state === 'accepted' || this.record.state === 'proving';
  }

  suspend(): void {
    this.turn.abort(new Stopped('suspended'));
  }

  /** It is counted, anew where it was before: nothing of it is proven yet. */
  begin(size: RunSize): void {
    this.size = size;
    this.shardsDone = 0;
    this.settled.clear();
    this.provenSince = undefined;
  }

  /** A shard is proven, or has to be proven again. */
  settle(index: number, isProven: boolean, time: number): void {
    if (isProven) this.settled.add(index);
    else this.settled.delete(index);
    this.provenSince = this.settled.size >= (this.size?.shapes.length ?? Infinity) ? time : undefined;
  }
}
