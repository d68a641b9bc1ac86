import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ABI_VERSION } from './abi.js';
import { SwitchyardError } from './errors.js';

/** The native addon's face; `native/addon` implements it. */
export interface NativeAddon {
  readonly abiVersion: number;
  isas(): NativeIsa[];
  enumerate(backend: string, options?: NativeOpenOptions): NativeDeviceInfo[];
  /** Has the system end this process with its parent; false where that has ended already. */
  dieWithParent(parent: number): boolean;
  /** Keeps this process on CPUs; false where the system refuses. */
  pinToCpus(cpus: number[]): boolean;
  /** Sends to a Unix datagram socket, without waiting; returns 0, or the error's number. */
  sendDatagram(address: string, text: string): number;
  readonly NativeArena: new (bytes: number, descriptor?: number) => NativeArena;
  readonly NativeDevice: new (backend: string, index: number, options?: NativeOpenOptions) => NativeDevice;
  readonly NativeExecutor: new () => NativeExecutor;
  /** Field and hash set by their numbers in the device interface; likewise below. */
  readonly NativeMerkleHash: new (field: number, hashSet: number) => NativeMerkleHash;
  readonly NativeReplay: {
    new (): NativeReplay;
    /** The tables of a shard, in their order. */
    readonly chips: readonly NativeReplayChip[];
  };
  readonly NativeTranscript: new (field: number, hashSet: number) => NativeTranscript;
}

export interface NativeIsa {
  readonly name: string;
  readonly description: string;
  readonly isSupported: boolean;
}

export interface NativeOpenOptions {
  readonly budgetBytes?: number;
  readonly threads?: number;
  readonly queues?: number;
  readonly path?: string;
}

export interface NativeDeviceInfo {
  readonly index: number;
  readonly id: string;
  readonly model: string;
  readonly path: string;
  readonly identity: string;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly isEmulated: boolean;
  /** -1 where there is none. */
  readonly numaNode: number;
  /** The ops that it does: bit 2^kind for each. */
  readonly opMask: number;
}

export interface NativeCompletion {
  readonly results: Uint32Array;
  readonly resultEnds: Uint32Array;
  /** Start and end of each op, nanoseconds since submission. */
  readonly timings: Float64Array;
  readonly peakBytes: number;
  /** Over the link to the device's memory and back; 0 where it works in the host's. */
  readonly toDeviceBytes: number;
  readonly toHostBytes: number;
}

export interface NativeError extends Error {
  readonly syCode?: number;
  readonly opIndex?: number;
  readonly argument?: string;
  /** The check of an ELF file or a checkpoint that failed. */
  readonly check?: string;
}

export interface DeviceState {
  readonly budgetBytes: number;
  readonly usedBytes: number;
  readonly peakBytes: number;
  readonly liveHandles: number;
  readonly pendingSegments: number;
}

/** Memory that two processes share; `native/addon/arena.h` says more. */
export interface NativeArena {
  descriptor(): number;
  buffer(): ArrayBuffer;
  discard(offset: number, bytes: number): void;
  close(): void;
}

export interface NativeDevice {
  submit(
    queue: number,
    words: Uint32Array,
    opCount: number,
    regions: Uint32Array[],
    done: (error: NativeError | null, completion: NativeCompletion) => void,
    /** Only devices in processes of their own keep it. */
    deadlineSeconds?: number,
  ): number;
  cancel(ticket: number): void;
  state(): DeviceState;
  close(): Promise<void>;
}

/** Checks types and lengths, but no ranges: the caller keeps them. */
export interface NativeMerkleHash {
  hashRow(elements: Uint32Array, count: number): Uint32Array;
  compress(left: Uint32Array, right: Uint32Array): Uint32Array;
}

/** How a run ended, and what it did; `native/vm/outcome.h` says more. */
export interface NativeOutcome {
  readonly end: 'halted' | 'fault' | 'limit' | 'cancelled';
  /** The fault's name, or empty. */
  readonly fault: string;
  readonly limit: 'cycles' | 'memory' | '';
  readonly detail: string;
  readonly exitCode: number;
  readonly pc: number;
  readonly word?: number;
  readonly function?: string;
  readonly registers: Uint32Array;
  readonly cycles: number;
  readonly unconstrainedCycles: number;
  /** By mnemonic. */
  readonly instructions: Readonly<Record<string, number>>;
  /** By family. */
  readonly families: Readonly<Record<string, number>>;
  /** By name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly accessedPages: number;
  readonly usedBytes: number;
  readonly publicValues: Uint8Array;
  /** A bit for each word of the digest that was committed. */
  readonly committedWords: number;
  readonly digestMatches: boolean;
  readonly inputsLeft: number;
  readonly seconds: number;
  readonly profile: readonly { readonly functions: string; readonly cycles: number }[];
  readonly dumps: readonly Uint8Array[];
}

export interface NativeRunOptions {
  readonly maxCycles: number;
  readonly maxMemoryBytes: number;
  readonly profile: boolean;
  /** Pairs of addresses, from and to (exclusive). */
  readonly dumps: Uint32Array;
}

export interface NativeExecutor {
  execute(
    elf: Uint8Array,
    inputs: readonly Uint8Array[],
    options: NativeRunOptions,
    onEvent: (...event: ['console', number, Uint8Array] | ['progress', number]) => void,
  ): Promise<NativeOutcome>;
  cancel(): void;
}

export interface NativeReplayChip {
  readonly name: string;
  /** Columns of its trace. */
  readonly width: number;
  /** Columns of what a device gets for it: the same, or those of records that it fills the trace from. */
  readonly uploadWidth: number;
}

/** What became of a shard; `native/addon/replay.h` says more. */
export type NativeShard =
  | {
      readonly status: 'shard';
      /** By chip. */
      readonly rows: Uint32Array;
      readonly publicValues: Uint32Array;
      readonly steps: number;
      readonly cycles: number;
      /** With the last shard of a run, likewise the other two. */
      readonly outcome?: NativeOutcome;
      /** The 64 words of the system page. */
      readonly systemPage?: Uint32Array;
      /** The digest of data and code, canonical. */
      readonly pair?: Uint32Array;
    }
  | { readonly status: 'no-room' }
  | { readonly status: 'unproven'; readonly detail: string }
  | { readonly status: 'ended'; readonly outcome: NativeOutcome };

/**
 * Where a replay departs from the program, for tests of soundness alone: the tables that it gives are those of no
 * run, and no proof of them verifies. `step` counts in the first shard that has as many; `native/vm/lie.h` says more.
 */
export type NativeLie =
  | {
      /** The step finds a word off by `value`, or leaves one so that it writes. */
      readonly kind: 'found' | 'left';
      readonly step: number;
      /** 0 data, 2 system page. */
      readonly space: number;
      /** A word number. */
      readonly address: number;
      readonly value: number;
    }
  | {
      /** The step goes on `value` words further, executes the instruction `value`, or happens `value` later. */
      readonly kind: 'next' | 'executed' | 'when';
      readonly step: number;
      readonly value: number;
    };

export interface NativeReplay {
  open(
    elf: Uint8Array,
    inputs: readonly Uint8Array[],
    options: Pick<NativeRunOptions, 'maxCycles' | 'maxMemoryBytes'> & {
      readonly lies?: readonly NativeLie[] | undefined;
      readonly detail?: 'checkpoint' | 'counts' | undefined;
    },
  ): Promise<void>;
  next(steps: number, rows: Uint32Array): Promise<NativeShard>;
  restore(checkpoint: Uint8Array): Promise<Extract<NativeShard, { status: 'shard' }>>;
  checkpoint(): Uint8Array;
  fill(tables: readonly Uint32Array[], threads: number, forUpload: boolean): Promise<void>;
  cancel(): void;
  close(): Promise<void>;
}

/** Checks types, but no ranges: the caller keeps them. */
export interface NativeTranscript {
  observe(words: Uint32Array): void;
  observeDigests(words: Uint32Array): void;
  sample(count: number): Uint32Array;
  sampleBits(bits: number): number;
  grindProblem(bits: number): Uint32Array;
  clone(): NativeTranscript;
}

/** Where the build leaves the addon, relative to the compiled form of this file (dist/host/runtime). */
const ADDON_PATH = fileURLToPath(new URL('../../../build/Release/switchyard.node', import.meta.url));

let loaded: NativeAddon | undefined;

/** The path that {@link loadAddon} loads. */
export function addonPath(): string {
  return ADDON_PATH;
}

/**
 * Loads the native addon, once per thread.
 *
 * @throws SwitchyardError SY_ERR_ADDON where it is missing, does not load, or is of another version.
 */
export function loadAddon(): NativeAddon {
  if (loaded) return loaded;
  let addon: NativeAddon;
  try {
    addon = createRequire(import.meta.url)(ADDON_PATH) as NativeAddon;
  } catch (cause) {
    throw new SwitchyardError(
      'SY_ERR_ADDON',
      `the native addon ${ADDON_PATH} does not load: ${describe(cause)}`,
      {
        remedy: 'Build it with scripts/setup, or npm run build:native where the tools are installed.',
        cause,
      },
    );
  }
  if (addon.abiVersion !== ABI_VERSION) {
    throw new SwitchyardError(
      'SY_ERR_ADDON',
      `the native addon speaks version ${addon.abiVersion} of the device interface, not ${ABI_VERSION}`,
      { remedy: 'Build both halves from one version: npm run build.' },
    );
  }
  loaded = addon;
  return addon;
}

function describe(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0];
}
