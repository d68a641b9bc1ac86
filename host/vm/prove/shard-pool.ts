import type { Dispatcher, StageRunner, WorkLabel } from '../../dispatch/index.js';
import type { Matrix } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { freeBatchPreprocessed, type BatchPreprocessed } from '../../stark/prove/index.js';
import { commitFixedTables } from './fixed-tables.js';
import type { ScoutReport } from './scout-run.js';
import type { Room } from './slots.js';

/** What a shard is proven with. */
export interface ShardLane {
  readonly dispatcher: Dispatcher;
  readonly fixedTables: BatchPreprocessed;
  /** As reports name it. */
  readonly name: string;
  /** Hands over the shard's tables, where they are on the lane's device already. */
  readonly takeTables?: (() => readonly Matrix[] | undefined) | undefined;
}

/** A shard that wants a lane. */
export interface LaneRequest {
  readonly index: number;
  readonly shape: number;
  /** Whether it is the run's last one. */
  readonly isLast: boolean;
  /** 0 at first; a proof that did not verify is made again with more care. */
  readonly attempt: number;
  /** Once it aborts, the shard does not want a lane any more. */
  readonly signal?: AbortSignal | undefined;
  /** Once it aborts, the shard does not want a lane unless it has one. */
  readonly pause?: AbortSignal | undefined;
  /** Puts the shard's tables on a device; a pool may do so while the device still proves another one. */
  readonly upload?: ((dispatcher: StageRunner) => Promise<readonly Matrix[]>) | undefined;
  /** The lower, the sooner it gets a lane; those alike get one as they came. */
  readonly urgency?: number | undefined;
  /** The one lane that may prove it, on the device of that lane alone and of ops that it does not do, the CPU's. */
  readonly lane?: string | undefined;
  /** What the journal calls its run. */
  readonly run?: WorkLabel['run'];
  /** Where runs with several parameters share the pool. */
  readonly parameters?: StarkParameters | undefined;
  /** Which of several runs it is of, as a policy of the pool knows them. */
  readonly runId?: string | undefined;
  /** Told where a lane was broken off since a copy of the shard was done before, and after how many seconds. */
  readonly onOutrun?: ((lane: string, seconds: number) => void) | undefined;
}

/** Where the shards of a run are proven. */
export interface ShardPool {
  /** Shards that can be proven at a time; it may change. */
  readonly lanes: number;
  /** Threads for the work that is done beside proving. */
  readonly threads: number;
  /** How often a shard may be tried, each time with more care. */
  readonly attempts: number;
  /** Who holds a shard's tables takes a slot here; by default a run has one more than there are lanes. */
  readonly prepared?: Room;
  /** Makes ready for a run. @throws SwitchyardError; PlanError; MachineError FIXED_TABLES */
  open(parameters: StarkParameters, run: ScoutReport): Promise<void>;
  /**
   * Waits for a lane, the most urgent first. The task may be carried out a second time, on another lane beside the
   * first: what was accepted first counts then, and the other is broken off.
   *
   * @param accept whether a result is good; asked where there are two, and the caller judges what it gets nevertheless
   * @throws the reason of a signal that aborts meanwhile
   */
  run<T>(
    request: LaneRequest,
    task: (lane: ShardLane) => Promise<T>,
    accept?: (result: T) => Promise<boolean>,
  ): Promise<T>;
  /** Whether a shard may be tried once more after an error; by default after any. */
  mayRetry?(error: Error): boolean;
  /** A shard is to be tried once more, as the request says. */
  retrying?(request: LaneRequest, reason: string): void;
  /** Frees what {@link open} has made. */
  close(): Promise<void>;
}

/** One shard at a time. */
export class SoloPool implements ShardPool {
  readonly lanes = 1;
  readonly attempts = 1;
  private fixedTables: BatchPreprocessed | undefined;
  private free: Promise<unknown> = Promise.resolve();

  constructor(readonly dispatcher: Dispatcher) {}

  get threads(): number {
    return this.dispatcher.device.info.threads;
  }

  async open(parameters: StarkParameters): Promise<void> {
    this.fixedTables = await commitFixedTables(parameters, this.dispatcher);
  }

  run<T>(_: LaneRequest, task: (lane: ShardLane) => Promise<T>): Promise<T> {
    const { dispatcher } = this;
    const done = this.free.then(() =>
      task({ dispatcher, fixedTables: this.fixedTables!, name: dispatcher.device.id }),
    );
    this.free = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    if (this.fixedTables) await freeBatchPreprocessed(this.fixedTables, this.dispatcher);
    this.fixedTables = undefined;
  }
}
