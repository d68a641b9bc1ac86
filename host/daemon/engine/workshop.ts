import type { StarkParameters } from '../../stark/proof/index.js';
import type { LanePolicy, LaneState, ShardKeeper } from '../../vm/index.js';

/** A program with its inputs, and what it may take. */
export interface GuestWork {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  readonly allowExitCode: boolean;
}

/** What a run needs: its cycles, and the shapes of its shards by index. */
export interface RunSize {
  readonly cycles: number;
  readonly shapes: readonly number[];
}

/** What a run takes beside the proofs of its shards. */
export interface RunOverhead {
  /** Before the first of them. */
  readonly beforeSeconds: number;
  /** After the last. */
  readonly afterSeconds: number;
}

/** A shard whose proof has verified. */
export interface DoneShard {
  readonly index: number;
  readonly shape: string;
  readonly cycles: number;
  /** Whether its proof was kept from before. */
  readonly isKept: boolean;
  /** The device of its lane; empty for one that was kept. */
  readonly device: string;
  /** How often it was proven. */
  readonly attempts: number;
  /** That proving it took on its lane. */
  readonly seconds: number;
  /** What was known of that before; undefined where nothing was measured. */
  readonly predictedSeconds: number | undefined;
}

export interface ProvingOrder {
  /** As the policy of lanes knows the run. */
  readonly id: string;
  readonly work: GuestWork;
  readonly parameters: StarkParameters;
  readonly minBits: number;
  readonly keeper: ShardKeeper;
  /** The lower, the sooner; asked for every shard. */
  readonly urgency: () => number;
  /** Told once, as soon as the run is counted. */
  readonly onSize: (size: RunSize) => void;
  /** Told of each shard once its proof has verified. */
  readonly onShard: (shard: DoneShard) => void;
  /** Told of a shard as soon as a lane has proven it, in any order, and where its proof did not verify. */
  readonly onProven?: ((index: number, isProven: boolean) => void) | undefined;
  readonly signal: AbortSignal;
  /** Once it aborts, no shard begins any more; those that lanes prove are finished and kept, then its reason is thrown. */
  readonly pause?: AbortSignal | undefined;
}

export interface MadeProof {
  /** A proof file, which has verified as a whole. */
  readonly proof: Uint8Array;
  readonly publicValues: Uint8Array;
  readonly exitCode: number;
}

/** Where runs are counted and proven: devices, as the engine sees them. */
export interface Workshop {
  /** Lanes that prove a shard at a time each. */
  readonly laneStates: readonly LaneState[];
  /** From now on a policy decides what lanes do. */
  steer(policy: LanePolicy): void;
  /** Has lanes look whether they could do something else: time has passed, or the policy's mind has changed. */
  review(): void;
  /** What a run is expected to take beside its shards. */
  overhead(size: RunSize): RunOverhead;
  /** Executes a run and counts. @throws what scoutRun does */
  size(work: GuestWork, parameters: StarkParameters, signal: AbortSignal): Promise<RunSize>;
  /** What a run of so many cycles needs at most, as far as that can be said without executing it. */
  estimate(cycles: number): RunSize;
  /**
   * Seconds for a shard on each lane as they are known now, Infinity where a lane cannot prove it; undefined where
   * nothing is known.
   */
  shardSeconds(shape: number, parameters: StarkParameters): Promise<readonly number[] | undefined>;
  /** @throws what proveRun does */
  prove(order: ProvingOrder): Promise<MadeProof>;
}
