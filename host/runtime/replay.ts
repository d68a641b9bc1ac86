import { SwitchyardError } from './errors.js';
import { fromExecutor, type GuestOutcome } from './executor.js';
import { describePlace } from './guest-place.js';
import {
  loadAddon,
  type NativeError,
  type NativeLie,
  type NativeOutcome,
  type NativeReplay,
  type NativeReplayChip,
  type NativeShard,
} from './native.js';

export type ReplayLie = NativeLie;

/**
 * How much is written down of a shard: all that its tables are filled from; what its checkpoint and its public values
 * need; or how many rows it needs, of `leaf`, `tree` and `compression` perhaps more than it does.
 */
export type ReplayDetail = 'all' | 'checkpoint' | 'counts';

/** A run to be proven. */
export interface ReplayRequest {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  /** Those of unconstrained blocks included. */
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  /** By default all; the less, the faster. */
  readonly detail?: ReplayDetail | undefined;
  /** For tests of soundness alone: proofs of such a replay do not verify. */
  readonly lies?: readonly ReplayLie[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a shard ends at the latest. */
export interface RowLimits {
  readonly steps: number;
  /** The rows that each chip has room for, by name. */
  readonly rows: Readonly<Record<string, number>>;
}

/** A stretch of the run that one proof is about. */
export interface ReplayedShard {
  /** The rows that it needs of each chip, by name. */
  readonly rows: Readonly<Record<string, number>>;
  /** Canonical: first and last pc as word numbers, root before and after, halted. */
  readonly publicValues: readonly number[];
  readonly steps: number;
  /** As the run counts them: a divided HINT_READ is one, where it ends. */
  readonly cycles: number;
  readonly isLast: boolean;
  /** With the last shard of a run, unless it is replayed from its checkpoint. */
  readonly end: ReplayedEnd | undefined;
}

/** How a run ended, and what is to be shown of its last state. */
export interface ReplayedEnd {
  readonly outcome: GuestOutcome;
  /** All 64 words. */
  readonly systemPage: Uint32Array;
  /** The digest of data and code, canonical. */
  readonly pair: Uint32Array;
}

export type ReplayChip = NativeReplayChip;

/** More than any shard has of anything. */
const MAX_LIMIT = 2 ** 32 - 1;

type PresentShard = Extract<NativeShard, { status: 'shard' }>;

/** The tables of a shard, in their order. */
export function replayChips(): readonly ReplayChip[] {
  return loadAddon().NativeReplay.chips;
}

/**
 * A shard that has been replayed, while its tables are wanted. One call at a time. It holds what the guest does, up to
 * gigabytes, of which the collector of garbage knows nothing: dispose of it.
 */
abstract class ShardSource implements AsyncDisposable {
  protected readonly chips = replayChips();
  /** Never rejects. */
  private ended: Promise<unknown> = Promise.resolve();

  protected constructor(
    protected readonly native: NativeReplay,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * The tables of the shard, one for each chip in the order of {@link replayChips}: row-major, Montgomery words.
   *
   * @param heights rows of each table by chip's name: powers of two, as many as the shard needs or more; of
   *   `table` and `opcode` as many as they have
   * @throws RangeError for other heights; SwitchyardError SY_ERR_CANCELLED, SY_ERR_MEMORY
   */
  async fillShard(heights: Readonly<Record<string, number>>, threads = 1): Promise<Uint32Array[]> {
    return await this.fill(heights, threads, 'width');
  }

  /**
   * {@link fillShard} in the form in which tables go to a device: of `compression` the records that the device makes its
   * rows of, with `uploadWidth` words each.
   */
  async fillForUpload(heights: Readonly<Record<string, number>>, threads = 1): Promise<Uint32Array[]> {
    return await this.fill(heights, threads, 'uploadWidth');
  }

  private async fill(
    heights: Readonly<Record<string, number>>,
    threads: number,
    form: 'width' | 'uploadWidth',
  ): Promise<Uint32Array[]> {
    const tables = this.chips.map((chip) => new Uint32Array((heights[chip.name] ?? 0) * chip[form]));
    await this.run(() => this.native.fill(tables, threads, form === 'uploadWidth'));
    return tables;
  }

  /** What it takes to replay the shard elsewhere, as docs/checkpoint-format.md has it. */
  checkpoint(): Uint8Array {
    return this.native.checkpoint();
  }

  /** Cancels what it does, and gives its memory back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.native.cancel();
    await this.ended;
    await this.native.close();
  }

  protected summary(shard: PresentShard): ReplayedShard {
    const { outcome, systemPage, pair } = shard;
    const publicValues = [...shard.publicValues];
    return {
      rows: Object.fromEntries(this.chips.map(({ name }, i) => [name, shard.rows[i]])),
      publicValues,
      steps: shard.steps,
      cycles: shard.cycles,
      isLast: publicValues[publicValues.length - 1] === 1,
      end: outcome && systemPage && pair && { outcome: outcome as GuestOutcome, systemPage, pair },
    };
  }

  /** {@link run} for the first call: where it fails, nobody else will dispose of this. */
  protected async begin<T>(action: () => Promise<T>, typed?: (error: NativeError) => Error): Promise<T> {
    try {
      return await this.run(action, typed);
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  protected async run<T>(
    action: () => Promise<T>,
    typed: (error: NativeError) => Error = fromExecutor,
  ): Promise<T> {
    const cancel = () => this.native.cancel();
    this.requireWanted();
    this.signal?.addEventListener('abort', cancel);
    try {
      const result = action();
      this.ended = result.catch(() => undefined);
      return await result;
    } catch (error) {
      throw typed(error as NativeError);
    } finally {
      this.signal?.removeEventListener('abort', cancel);
      this.requireWanted();
    }
  }

  private requireWanted(): void {
    if (!this.signal?.aborted) return;
    throw new SwitchyardError('SY_ERR_CANCELLED', 'the replay was cancelled', {
      remedy: 'Replay the run again if it is still wanted.',
    });
  }
}

/** A run, shard by shard: first the rows that a shard needs, then its tables. */
export class RunReplay extends ShardSource {
  /**
   * Loads a program and builds the tree of its state.
   *
   * @throws SwitchyardError SY_ERR_ELF for a file that is no guest program, SY_ERR_MEMORY, SY_ERR_CANCELLED,
   *   SY_ERR_ADDON
   */
  static async open(request: ReplayRequest): Promise<RunReplay> {
    const { elf, inputs, signal, detail = 'all', ...options } = request;
    const native = { ...options, detail: detail === 'all' ? undefined : detail };
    const replay = new RunReplay(new (loadAddon().NativeReplay)(), signal);
    await replay.begin(() => replay.native.open(elf, inputs, native));
    return replay;
  }

  /**
   * Executes the next shard: as far as the limits have room for whatever the next step does.
   *
   * @throws SwitchyardError SY_ERR_GUEST where the guest does not halt, or makes a call that is not proven yet;
   *   SY_ERR_ARGUMENT where the limits have no room for a single step; SY_ERR_CANCELLED
   */
  async nextShard({ steps, rows }: RowLimits): Promise<ReplayedShard> {
    const limits = Uint32Array.from(this.chips, ({ name }) => Math.min(rows[name] ?? 0, MAX_LIMIT));
    const shard = await this.run(() => this.native.next(Math.min(steps, MAX_LIMIT), limits));
    switch (shard.status) {
      case 'shard':
        return this.summary(shard);
      case 'no-room':
        throw noRoom();
      case 'unproven':
        throw new SwitchyardError('SY_ERR_GUEST', shard.detail, {
          remedy: 'Use a guest that does without; execute runs it all the same.',
        });
      case 'ended':
        throw endedEarly(shard.outcome);
    }
  }
}

const NO_ROOM = 'rows';

function noRoom(): SwitchyardError {
  return new SwitchyardError('SY_ERR_ARGUMENT', 'the limits have no room for a single step', {
    remedy:
      'Allow more rows: any instruction needs at most 16 of leaf, 64 of tree, 256 of compression, and precompiles need ' +
      'rows of chips of their own.',
    argument: NO_ROOM,
  });
}

/** Whether `RunReplay.nextShard` found no room for a single step, so that it can be asked again with other limits. */
export function isNoRoom(error: unknown): boolean {
  return error instanceof SwitchyardError && error.code === 'SY_ERR_ARGUMENT' && error.argument === NO_ROOM;
}

/** A shard on its own, replayed from its checkpoint. */
export class CheckpointReplay extends ShardSource {
  private replayed: ReplayedShard | undefined;

  /**
   * @param checkpoint bytes of anybody's; a good one gives the tables of the shard that it was taken from
   * @throws SwitchyardError SY_ERR_CHECKPOINT, SY_ERR_MEMORY, SY_ERR_CANCELLED, SY_ERR_ADDON
   */
  static async open(checkpoint: Uint8Array, signal?: AbortSignal): Promise<CheckpointReplay> {
    const replay = new CheckpointReplay(new (loadAddon().NativeReplay)(), signal);
    const shard = await replay.begin(() => replay.native.restore(checkpoint), fromCheckpoint);
    replay.replayed = replay.summary(shard);
    return replay;
  }

  /** Without the run's end: that is known where the run was executed. */
  get shard(): ReplayedShard {
    if (!this.replayed) throw new Error('open has not succeeded');
    return this.replayed;
  }
}

function endedEarly(outcome: NativeOutcome): SwitchyardError {
  const { end, fault, limit, detail } = outcome;
  const name = end === 'fault' ? fault : limit.toUpperCase();
  return new SwitchyardError('SY_ERR_GUEST', `${name || end} at ${describePlace(outcome)}: ${detail}`, {
    remedy: 'Only runs that halt can be proven; execute the program to see where it ends.',
    check: name || undefined,
  });
}

function fromCheckpoint(error: NativeError): Error {
  if (error.check === undefined) return fromExecutor(error);
  return new SwitchyardError('SY_ERR_CHECKPOINT', `${error.check}: ${error.message}`, {
    remedy: 'Take the checkpoint again, from the run that it belongs to.',
    check: error.check,
    argument: 'checkpoint',
    cause: error,
  });
}
