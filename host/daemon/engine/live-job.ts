import type { StarkParameters } from '../../stark/proof/index.js';
import { PRESETS } from '../../stark/proof/index.js';
import type { JobRequest } from '../api/index.js';
import type { JobRecord } from '../store/index.js';
import type { TurnTaker } from './turns.js';
import { urgencyOf } from './urgency.js';
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
  /** For each shard, seconds on each lane; undefined where that is not known. */
  seconds: readonly (readonly number[])[] | undefined;
  shardsDone = 0;
  /** In seconds since 1970. */
  predictedFinish: number | undefined;
  /** What was predicted when it was accepted, and when that was, in seconds since 1970. */
  promise: { readonly at: number; readonly finish: number } | undefined;
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

  get urgency(): number {
    return urgencyOf(this.deadline, this.request.priority, this.yields);
  }

  /** Whether time on lanes is set aside for it. */
  get isAccepted(): boolean {
    return this.record.state === 'accepted' || this.record.state === 'proving';
  }

  suspend(): void {
    this.turn.abort(new Stopped('suspended'));
  }

  /** Seconds on each lane of the shards that are left. */
  get left(): readonly (readonly number[])[] | undefined {
    return this.seconds?.slice(Math.min(this.shardsDone, this.seconds.length));
  }
}
