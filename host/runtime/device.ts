import { Code, OP_NAMES, OpKind, type OpName } from './abi.js';
import { parseDeviceId } from './device-id.js';
import { SwitchyardError, type ErrorCode } from './errors.js';
import {
  loadAddon,
  type DeviceState,
  type NativeDevice,
  type NativeDeviceInfo,
  type NativeError,
  type NativeOpenOptions,
} from './native.js';
import type { Matrix, MerkleTree } from './matrix.js';
import type { SegmentMessage } from './message.js';
import { Outcome } from './outcome.js';
import type { Place, SubmitOptions } from './place.js';
import { DeviceProcess, type ProcessOptions } from './process/device-process.js';
import { Segment } from './segment.js';

export interface OpenOptions {
  /** The most that the device may hold; default: four fifths of the machine's memory. */
  readonly budgetBytes?: number;
  /** Threads that one op may use; default: all. */
  readonly threads?: number;
  /** Segments on one queue run in order, queues side by side; default 1. */
  readonly queues?: number;
  /** What it is to work with: for the CPU an instruction set by name; default: SWITCHYARD_CPU, or the best. */
  readonly isa?: string;
  /** Of devices in processes of their own. */
  readonly process?: ProcessOptions;
}

const ERRORS: Record<number, { code: ErrorCode; remedy: string }> = {
  [Code.ARGUMENT]: { code: 'SY_ERR_ARGUMENT', remedy: 'Correct the named argument.' },
  [Code.MEMORY]: {
    code: 'SY_ERR_MEMORY',
    remedy: 'Free matrices, use a smaller size, or open the device with a larger budgetBytes.',
  },
  [Code.UNSUPPORTED]: { code: 'SY_ERR_UNSUPPORTED', remedy: 'Use another device for this op.' },
  [Code.CANCELLED]: { code: 'SY_ERR_CANCELLED', remedy: 'Submit the segment again if it is still wanted.' },
  [Code.DEVICE]: {
    code: 'SY_ERR_DEVICE',
    remedy: 'Run switchyard doctor, and use another device meanwhile.',
  },
};

/** A JavaScript error of the addon as a typed one. Others are returned as they are. */
export function fromNative(error: NativeError, device: string, ops: readonly string[] = []): Error {
  const known = error.syCode === undefined ? undefined : ERRORS[error.syCode];
  if (!known) return error;
  const op = error.opIndex === undefined ? undefined : ops[error.opIndex];
  const where = error.argument === undefined ? '' : `${error.argument}: `;
  return new SwitchyardError(known.code, `${device}${op ? ` ${op}` : ''}: ${where}${error.message}`, {
    remedy: known.remedy,
    argument: error.argument,
    device,
    op,
  });
}

export function toNativeOptions(options: OpenOptions): NativeOpenOptions {
  const { budgetBytes, threads, queues, isa } = options;
  return {
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
    ...(threads === undefined ? {} : { threads }),
    ...(queues === undefined ? {} : { queues }),
    ...(isa === undefined ? {} : { path: isa }),
  };
}

function noSuchDevice(id: string): SwitchyardError {
  return new SwitchyardError('SY_ERR_ARGUMENT', `there is no device ${id}`, {
    argument: 'device',
    remedy: 'Run switchyard devices for those there are.',
  });
}

function cannotBeHad(id: string, error: unknown): SwitchyardError {
  const typed = fromNative(error as NativeError, id);
  if (typed instanceof SwitchyardError) return typed;
  return new SwitchyardError('SY_ERR_DEVICE', `${id} cannot be had: ${typed.message}`, {
    device: id,
    remedy: 'Run switchyard devices for those there are.',
    cause: error,
  });
}

function opsOf({ opMask }: NativeDeviceInfo): ReadonlySet<OpName> {
  const kinds = OP_NAMES.map((name) => [name, OpKind[name.toUpperCase() as keyof typeof OpKind]] as const);
  return new Set(kinds.flatMap(([name, kind]) => (Math.floor(opMask / 2 ** kind) % 2 === 1 ? [name] : [])));
}

/** An open device. */
export class Device implements Place {
  private native: NativeDevice | undefined;
  private lastHandle = 0;
  /** The ops that it does. */
  readonly ops: ReadonlySet<OpName>;

  private constructor(
    readonly info: NativeDeviceInfo,
    native: NativeDevice,
    /** Segments on one of them run in order, queues side by side. */
    readonly queues: number,
  ) {
    this.native = native;
    this.ops = opsOf(info);
  }

  /**
   * Opens a device by id, such as `cpu0`.
   *
   * @throws SwitchyardError SY_ERR_ARGUMENT for an unknown id, instruction set or size; SY_ERR_DEVICE where
   *   its backend cannot be had; SY_ERR_ADDON.
   */
  static open(id: string, options: OpenOptions = {}): Device {
    const addon = loadAddon();
    const backend = parseDeviceId(id)?.backend;
    if (backend === undefined) throw noSuchDevice(id);
    const nativeOptions = toNativeOptions(options);
    try {
      const info = addon.enumerate(backend, nativeOptions).find((device) => device.id === id);
      if (info === undefined) throw noSuchDevice(id);
      const native = new addon.NativeDevice(backend, info.index, nativeOptions);
      return new Device(info, native, options.queues ?? 1);
    } catch (error) {
      throw cannotBeHad(id, error);
    }
  }

  /**
   * Opens a device of a plugin, in a process of its own: vendors' runtimes may end, hang or spoil the process that they
   * are in. The CPU is opened in this process.
   *
   * @throws as {@link open} does; SwitchyardError SY_ERR_LOST where the process does not survive it
   */
  static async openAnywhere(id: string, options: OpenOptions = {}): Promise<Device> {
    const parsed = parseDeviceId(id);
    if (!parsed) throw noSuchDevice(id);
    if (parsed.backend === 'cpu') return Device.open(id, options);
    const wanted = { ...parsed, options: toNativeOptions(options) };
    try {
      const native = await DeviceProcess.open(id, wanted, options.process);
      return new Device(native.info, native, options.queues ?? 1);
    } catch (error) {
      throw cannotBeHad(id, error);
    }
  }

  get id(): string {
    return this.info.id;
  }

  /** Calls back once, if the process of the device ends before it is closed. All that it held is gone then. */
  onLost(callback: (error: SwitchyardError) => void): void {
    if (this.native instanceof DeviceProcess) this.native.onLost(callback);
  }

  /** The process that the device lives in, where that is not this one. */
  get pid(): number | undefined {
    return this.native instanceof DeviceProcess ? this.native.pid : undefined;
  }

  /** Ends the process of a device that is not to be trusted any more; it counts as lost. */
  kill(reason: string): void {
    if (this.native instanceof DeviceProcess) this.native.kill(reason);
  }

  /** A new, empty list of ops for this device. */
  segment(): Segment {
    return new Segment(this);
  }

  /** A handle that nothing on this device has had. */
  newHandle(): number {
    if (this.lastHandle === 2 ** 32 - 1) {
      throw new SwitchyardError('SY_ERR_DEVICE', `${this.id} has run out of handles`, {
        device: this.id,
        remedy: 'Close the device and open it again.',
      });
    }
    return ++this.lastHandle;
  }

  handleOf({ place, handle }: Matrix | MerkleTree): number | undefined {
    return place === this ? handle : undefined;
  }

  /** Sends a message; {@link Segment.submit} is the usual way. */
  submit(message: SegmentMessage, options: SubmitOptions): Promise<Outcome> {
    const { signal } = options;
    const ops = message.ops.map(({ name }) => name);
    return new Promise((resolve, reject) => {
      const native = this.opened();
      const cancelled = () =>
        new SwitchyardError('SY_ERR_CANCELLED', `${this.id}: the segment was cancelled`, {
          device: this.id,
          remedy: ERRORS[Code.CANCELLED].remedy,
        });
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const onAbort = () => {
        if (this.native === native) native.cancel(ticket);
      };
      let ticket: number;
      try {
        ticket = native.submit(
          options.queue ?? 0,
          message.words,
          ops.length,
          [...message.regions],
          (error, completion) => {
            signal?.removeEventListener('abort', onAbort);
            if (error) reject(fromNative(error, this.id, ops));
            else resolve(new Outcome(ops, completion));
          },
          options.deadlineSeconds,
        );
      } catch (error) {
        reject(fromNative(error as NativeError, this.id, ops));
        return;
      }
      signal?.addEventListener('abort', onAbort);
    });
  }

  state(): DeviceState {
    return this.opened().state();
  }

  /** Cancels what is pending, waits for it, and frees everything. Closing twice is no error. */
  async close(): Promise<void> {
    const native = this.native;
    this.native = undefined;
    await native?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private opened(): NativeDevice {
    if (!this.native) {
      throw new SwitchyardError('SY_ERR_CLOSED', `${this.id} is closed`, {
        device: this.id,
        remedy: 'Open the device again.',
      });
    }
    return this.native;
  }
}
