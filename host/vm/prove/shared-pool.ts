import { isFault, type WorkLabel } from '../../dispatch/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { FleetPool, ProofLane } from './fleet-pool.js';
import type { LanePolicy, LaneState } from './lane-policy.js';
import type { ShardPool } from './shard-pool.js';
import { Slots } from './slots.js';

/** A run that shares lanes with others. */
export interface SharingRun {
  /** As a policy of the pool knows it, unless it is held to a lane: of such runs policies are told nothing. */
  readonly id?: string | undefined;
  readonly parameters: StarkParameters;
  /** The lower, the sooner its shards get lanes; asked anew for each. */
  readonly urgency: () => number;
  /** What the journal calls it. */
  readonly label?: WorkLabel['run'];
  /** The one lane that may prove it, as in {@link LaneRequest}. */
  readonly lane?: string | undefined;
  /** Told of a shard that a lane has proven, and of one whose proof did not verify. */
  readonly onProven?: ((index: number, isProven: boolean) => void) | undefined;
  /** Told where a lane was broken off with a shard since a copy was done before, and after how many seconds. */
  readonly onOutrun?: ((lane: string, shape: number, seconds: number) => void) | undefined;
}

/** The lanes of a fleet for several runs at a time. Shards of all runs wait together, the most urgent first. */
export class SharedPool {
  /**
   * One more than there are lanes, for all runs together: tables are what takes the host's memory. A run that others
   * have to wait for has one beyond that.
   */
  private readonly prepared = new Slots(() => this.pool.lanes + 1);
  private runs = 0;

  constructor(
    private readonly pool: FleetPool,
    lanes: readonly ProofLane[],
  ) {
    pool.begin(lanes);
  }

  /** The lanes as one run sees them. */
  forRun({ id, parameters, urgency, label, lane, onProven, onOutrun }: SharingRun): ShardPool {
    const { pool, prepared } = this;
    const of = { parameters, runId: id, run: label, lane };
    let isOpen = false;
    const holder = {};
    return {
      get lanes() {
        return pool.lanes;
      },
      get threads() {
        return pool.threads;
      },
      get attempts() {
        return pool.attempts;
      },
      prepared: { take: (signal) => prepared.take(signal, urgency(), holder) },
      open: async () => {
        // Who is held to one lane is no reason to keep slow ones busy.
        isOpen = lane === undefined;
        if (isOpen) this.runs++;
        await pool.prepare(parameters, isOpen);
      },
      run: async (request, task, accept) => {
        // Slow lanes leave the last shards to fast ones only where no other run has any.
        const isLast = request.isLast && isOpen && this.runs === 1;
        const outrun = (lane: string, seconds: number) => onOutrun?.(lane, request.shape, seconds);
        const shared = { ...request, ...of, isLast, urgency: urgency(), onOutrun: outrun };
        const result = await pool.run(shared, task, accept);
        onProven?.(request.index, true);
        return result;
      },
      // What a device fails at that alone may do it has failed; what it does wrongly is looked into.
      mayRetry: (error) => lane === undefined || !isFault(error),
      retrying: (request, reason) => {
        onProven?.(request.index, false);
        pool.retrying({ ...request, ...of }, reason);
      },
      close: () => {
        if (isOpen) this.runs--;
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  /** Whether a lane has nothing to prove, and no shard waits for any. */
  isIdle(lane: string): boolean {
    return this.pool.isIdle(lane);
  }

  /** From now on a policy decides what lanes do. */
  steer(policy: LanePolicy): void {
    this.pool.steer(policy);
  }

  get laneStates(): readonly LaneState[] {
    return this.pool.laneStates;
  }

  /** Looks whether lanes could do something else than they do: time has passed, or devices have come or gone. */
  review(): void {
    this.pool.review();
  }

  /** Frees what runs have in common. */
  async close(): Promise<void> {
    await this.pool.close();
  }
}
