import type { MemberStatus, WorkLabel } from '../../dispatch/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import type { LanePolicy, LaneState, ShardKeeper } from '../../vm/index.js';
import type { WorkshopListener } from './workshop-listener.js';

/** A program with its inputs, and what it may take. */
export interface GuestWork {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  /** Default: as many as the machine has. */
  readonly maxPublicValueBytes?: number;
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
  /** What listeners are told that the work on it is of, such as `{ job: '…' }`. */
  readonly label: NonNullable<WorkLabel['run']>;
  /** The one device that may prove it, without help where it fails; a run may be proven on all without. */
  readonly device?: string | undefined;
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

/** What devices can be, the usual first. */
export const DEVICE_STATES: readonly MemberStatus['state'][] = [
  'ready',
  'suspect',
  'restarting',
  'poisoned',
  'lost',
];

/** What a device is busy with. */
export interface DeviceWork {
  /** Whose work it is: the label of an order. Empty where it is nobody's alone. */
  readonly run: NonNullable<WorkLabel['run']>;
  /** The shard's index in its run. */
  readonly shard: number | undefined;
  readonly stage: string;
  /** Seconds since 1970. */
  readonly since: number;
}

/** A device to prove on, and how it is. */
export interface DeviceStatus {
  readonly id: string;
  /** What drives it, such as `cuda`. */
  readonly kind: string;
  /** Its model. */
  readonly name: string;
  readonly isEmulated: boolean;
  readonly state: MemberStatus['state'];
  /** Why it is not used. */
  readonly reason: string | undefined;
  /** Undefined while it is not there. */
  readonly memory: { readonly usedBytes: number; readonly budgetBytes: number } | undefined;
  /** Whether it proves no shard, and none waits. */
  readonly isIdle: boolean;
  /** The segment that is on it, if there is one. */
  readonly work: DeviceWork | undefined;
}

/** Whether a device is used. */
export function isUp({ state }: Pick<DeviceStatus, 'state'>): boolean {
  return state === 'ready' || state === 'suspect';
}

/** Where runs are counted and proven: devices, as the engine sees them. */
export interface Workshop {
  /** How each device to prove on is. */
  devices(): readonly DeviceStatus[];
  /** Tells a listener what happens on devices, until the function that is returned is called. */
  listen(listener: WorkshopListener): () => void;
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
