import type { DeviceState, NativeCompletion, NativeDeviceInfo, NativeOpenOptions } from '../native.js';

/** What a device's process and its parent say to each other. Both are of one build; the version tells when they are not. */
export const PROTOCOL_VERSION = 2;

/** The child's descriptor for messages, behind its standard streams. */
export const MESSAGE_DESCRIPTOR = 3;

/** The child's descriptor of its arena. */
export const ARENA_DESCRIPTOR = 4;

/** To the child. The first message opens a device, or asks for those that there are. */
export type Request =
  | {
      readonly kind: 'list';
      readonly protocol: number;
      readonly parent: number;
      readonly backend: string;
    }
  | {
      readonly kind: 'open';
      readonly protocol: number;
      readonly parent: number;
      readonly backend: string;
      readonly index: number;
      readonly options: NativeOpenOptions;
      readonly arenaBytes: number;
      readonly heartbeatMilliseconds: number;
    }
  | {
      readonly kind: 'submit';
      readonly id: number;
      readonly queue: number;
      readonly words: Uint32Array;
      readonly opCount: number;
      /** Parts of the arena: where each begins, in bytes, and how many words it has. */
      readonly regions: readonly (readonly [offset: number, words: number])[];
    }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

/** A native error as it crosses. */
export interface SentError {
  readonly message: string;
  readonly syCode?: number | undefined;
  readonly opIndex?: number | undefined;
  readonly argument?: string | undefined;
}

/** From the child. */
export type Reply =
  | {
      readonly kind: 'ready';
      readonly protocol: number;
      readonly abiVersion: number;
      readonly info: NativeDeviceInfo;
      readonly state: DeviceState;
    }
  | { readonly kind: 'listed'; readonly devices: readonly NativeDeviceInfo[] }
  | { readonly kind: 'refused'; readonly error: SentError }
  | {
      readonly kind: 'done';
      readonly id: number;
      readonly error: SentError | null;
      readonly completion: NativeCompletion | undefined;
      readonly state: DeviceState;
    }
  | { readonly kind: 'alive'; readonly state: DeviceState }
  | { readonly kind: 'closed' };
