import type { WorkLabel } from '../../dispatch/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { FleetPool, ProofLane } from './fleet-pool.js';
import type { ShardPool } from './shard-pool.js';
import { Slots } from './slots.js';

/** A run that shares lanes with others. */
export interface SharingRun {
  readonly parameters: StarkParameters;
  /** The lower, the sooner its shards get lanes; asked anew for each. */
  readonly urgency: () => number;
  /** What the journal calls it. */
  readonly label?: WorkLabel['run'];
  /** The one lane that may prove it, as in {@link LaneRequest}. */
  readonly lane?: string | undefined;
}

/** The lanes of a fleet for several runs at a time. Shards of all runs wait together, the most urgent first. */
export class SharedPool {
  /** One more than there are lanes, for all runs together: tables are what takes the host's memory. */
  private readonly prepared = new Slots(() => this.pool.lanes + 1);
  private runs = 0;

  constructor(
    private readonly pool: FleetPool,
    lanes: readonly ProofLane[],
  ) {
    pool.begin(lanes);
  }

  /** The lanes as one run sees them. */
  forRun({ parameters, urgency, label, lane }: SharingRun): ShardPool {
    const { pool, prepared } = this;
    const of = { parameters, run: label, lane };
    let isOpen = false;
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
      prepared: { take: (signal) => prepared.take(signal, urgency()) },
      open: async () => {
        // Who is held to one lane is no reason to keep slow ones busy.
        isOpen = lane === undefined;
        if (isOpen) this.runs++;
        await pool.prepare(parameters, isOpen);
      },
      run: (request, task) => {
        // Slow lanes leave the last shards to fast ones only where no other run has any.
        const isLast = request.isLast && isOpen && this.runs === 1;
        return pool.run({ ...request, ...of, isLast, urgency: urgency() }, task);
      },
      retrying: (request, reason) => pool.retrying({ ...request, ...of }, reason),
      close: () => {
        if (isOpen) this.runs--;
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  /** Frees what runs have in common. */
  async close(): Promise<void> {
    await this.pool.close();
  }
}
