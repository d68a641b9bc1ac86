import type { StarkParameters } from '../../stark/proof/index.js';
import type { ShardKeeper } from '../../vm/index.js';

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
  readonly signal: AbortSignal;
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
  readonly lanes: number;
  /** Executes a run and counts. @throws what scoutRun does */
  size(work: GuestWork, parameters: StarkParameters, signal: AbortSignal): Promise<RunSize>;
  /** What a run of so many cycles needs at most, as far as that can be said without executing it. */
  estimate(cycles: number): RunSize;
  /**
   * Seconds for a shard on each lane, Infinity where a lane cannot prove it; undefined where that was never measured.
   */
  shardSeconds(shape: number, parameters: StarkParameters): Promise<readonly number[] | undefined>;
  /** @throws what proveRun does */
  prove(order: ProvingOrder): Promise<MadeProof>;
}
