import { ABI_VERSION, Code, OpKind } from '../abi.js';
import { SwitchyardError } from '../errors.js';
import type {
  DeviceState,
  NativeCompletion,
  NativeDevice,
  NativeDeviceInfo,
  NativeError,
  NativeOpenOptions,
} from '../native.js';
import { Arena, type Place } from './arena.js';
import { isCompletion, isFirstReply, isReply } from './check-reply.js';
import { ChildLink } from './child-link.js';
import { PROTOCOL_VERSION, type Reply, type SentError } from './protocol.js';

export interface ProcessOptions {
  /** Shared memory for what is moved at a time; it takes memory where it is used. Default 4 GiB. */
  readonly arenaBytes?: number;
  /** How often the child says that it is there; default one second. */
  readonly heartbeatMilliseconds?: number;
  /** A child that has said nothing for so long is taken for hung; default 30 seconds. */
  readonly silenceMilliseconds?: number;
  /** The time that opening may take; default two minutes, for cards that are programmed. */
  readonly openMilliseconds?: number;
}

const DEFAULTS: Required<ProcessOptions> = {
  arenaBytes: 2 ** 32,
  heartbeatMilliseconds: 1000,
  silenceMilliseconds: 30_000,
  openMilliseconds: 120_000,
};

/** For segments of whose work nobody has an idea: a hung thread does not keep the process from its heartbeat. */
const DEFAULT_DEADLINE_SECONDS = 600;

type Done = (error: NativeError | null, completion: NativeCompletion) => void;

interface Pending {
  readonly done: Done;
  readonly places: readonly Place[];
  readonly regions: readonly Uint32Array[];
  readonly opCount: number;
  /** Regions that the segment writes. */
  readonly written: ReadonlySet<number>;
  readonly queue: number;
  isCancelled: boolean;
  readonly deadlineSeconds: number;
  /** Runs from when the queue comes to it. */
  deadline?: NodeJS.Timeout;
}

/** A device in a child process, with the face of one in this process. Once it is lost, it stays so. */
export class DeviceProcess implements NativeDevice {
  private readonly pending = new Map<number, Pending>();
  private readonly watchers = new Set<(error: SwitchyardError) => void>();
  private lastId = 0;
  private lastState: DeviceState | undefined;
  private lastSign = performance.now();
  /** Whether the arena was used since it was last looked at. */
  private isBusy = false;
  private watchdog: NodeJS.Timeout | undefined;
  private loss: SwitchyardError | undefined;
  private isClosing = false;
  private known: NativeDeviceInfo | undefined;

  private constructor(
    readonly id: string,
    private readonly child: ChildLink,
    private readonly arena: Arena,
  ) {}

  /**
   * Starts a process, and opens the device there.
   *
   * @throws SwitchyardError SY_ERR_DEVICE where it cannot be opened; SY_ERR_LOST where the process does not survive it
   */
  static async open(
    id: string,
    device: { readonly backend: string; readonly index: number; readonly options: NativeOpenOptions },
    options: ProcessOptions = {},
  ): Promise<DeviceProcess> {
    const settings = { ...DEFAULTS, ...options };
    const arena = Arena.create(settings.arenaBytes);
    let child: ChildLink | undefined;
    try {
      child = new ChildLink([arena.descriptor]);
      const started = new DeviceProcess(id, child, arena);
      await started.handshake(device, settings);
      child.setAwaited(false);
      return started;
    } catch (error) {
      child?.kill('it was refused');
      await child?.exited;
      child?.close();
      arena.close();
      throw error;
    }
  }

  get info(): NativeDeviceInfo {
    return this.known!;
  }

  /** The process's number. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Why the device is gone; undefined while it is there. */
  get lost(): SwitchyardError | undefined {
    return this.loss;
  }

  /** Calls back once the device is lost, unless it is closed before. */
  onLost(callback: (error: SwitchyardError) => void): void {
    if (this.loss) callback(this.loss);
    else this.watchers.add(callback);
  }

  submit(
    queue: number,
    words: Uint32Array,
    opCount: number,
    regions: readonly Uint32Array[],
    done: Done,
    deadlineSeconds = DEFAULT_DEADLINE_SECONDS,
  ): number {
    if (this.loss) throw this.loss;
    const places: Place[] = [];
    const { read, written } = regionUses(words);
    this.isBusy = true;
    try {
      for (const [i, region] of regions.entries()) {
        const place = this.arena.take(region.length);
        places.push(place);
        if (read.has(i)) this.arena.view(place.offset, region.length).set(region);
      }
    } catch (error) {
      for (const place of places) this.arena.release(place);
      throw error;
    }
    const id = ++this.lastId;
    this.pending.set(id, {
      done,
      places,
      regions,
      written,
      opCount,
      queue,
      deadlineSeconds,
      isCancelled: false,
    });
    this.startDeadline(queue);
    if (this.pending.size === 1) this.child.setAwaited(true);
    const parts = regions.map(({ length }, i) => [places[i].offset, length] as const);
    this.child.send({ kind: 'submit', id, queue, words, opCount, regions: parts });
    return id;
  }

  cancel(id: number): void {
    const pending = this.pending.get(id);
    if (!pending) return;
    pending.isCancelled = true;
    this.child.send({ kind: 'cancel', id });
  }

  /** As the process told last. */
  state(): DeviceState {
    if (this.loss) throw this.loss;
    return { ...this.lastState!, pendingSegments: this.pending.size };
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.watchers.clear();
    if (!this.loss) {
      this.child.setAwaited(true);
      this.child.send({ kind: 'close' });
      const patience = setTimeout(() => this.child.kill('it does not close'), DEFAULTS.silenceMilliseconds);
      await this.child.exited;
      clearTimeout(patience);
    }
    this.release();
  }

  /** Ends the process at once, with all that it has started. */
  kill(reason: string): void {
    this.child.kill(reason);
  }

  private async handshake(
    { backend, index, options }: { backend: string; index: number; options: NativeOpenOptions },
    settings: Required<ProcessOptions>,
  ): Promise<void> {
    const { heartbeatMilliseconds, silenceMilliseconds, openMilliseconds } = settings;
    const patience = setTimeout(
      () => this.child.kill(`it has not opened in ${openMilliseconds / 1000} s`),
      openMilliseconds,
    );
    const first = new Promise<{ readonly message: unknown }>((resolve) => {
      this.child.hear = (message) => resolve({ message });
    });
    this.child.send({
      ...{ kind: 'open', protocol: PROTOCOL_VERSION, parent: process.pid, backend, index, options },
      ...{ arenaBytes: this.arena.bytes, heartbeatMilliseconds },
    });
    const reply = await Promise.race([first, this.child.exited]);
    clearTimeout(patience);
    if (typeof reply === 'string') throw this.lossOf(reply);
    const { message } = reply;
    const refusal = this.refusalOf(message);
    if (refusal) throw refusal;
    const { info, state } = message as Extract<Reply, { kind: 'ready' }>;
    this.known = info;
    this.lastState = state;
    this.lastSign = performance.now();
    this.child.hear = (message) => this.hear(message);
    void this.child.exited.then((how) => this.lose(how));
    this.watchdog = setInterval(() => {
      if (!this.isBusy && this.pending.size === 0) this.arena.rest();
      this.isBusy = false;
      const silence = performance.now() - this.lastSign;
      if (silence <= silenceMilliseconds) return;
      afterReading(
        () => performance.now() - this.lastSign > silenceMilliseconds,
        () => this.child.kill(`it has said nothing for ${Math.round(silence / 1000)} s`),
      );
    }, heartbeatMilliseconds).unref();
  }

  private refusalOf(reply: unknown): Error | undefined {
    if (!isFirstReply(reply)) return new Error(`the process of ${this.id} answers what no device would`);
    if (reply.kind === 'refused') return nativeError(reply.error);
    if (reply.kind === 'ready' && reply.info.id !== this.id) {
      return new Error(`the process of ${this.id} has opened ${reply.info.id}`);
    }
    if (reply.kind !== 'ready') return new Error(`the process of ${this.id} answers out of turn`);
    if (reply.protocol === PROTOCOL_VERSION && reply.abiVersion === ABI_VERSION) return undefined;
    return new Error(
      `the process of ${this.id} is of another version (protocol ${reply.protocol}, interface ${reply.abiVersion})`,
    );
  }

  private hear(message: unknown): void {
    if (!isReply(message)) {
      this.child.kill('it answers what no device would');
      return;
    }
    const reply = message;
    this.lastSign = performance.now();
    if (reply.kind === 'alive' || reply.kind === 'done') this.lastState = reply.state;
    if (reply.kind !== 'done') return;
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    if (!reply.error && !isCompletion(reply.completion, pending.opCount)) {
      this.child.kill('it answers a segment with what is no completion');
      return;
    }
    this.settle(reply.id, pending);
    if (!reply.error) {
      for (const i of pending.written) {
        const region = pending.regions[i];
        region.set(this.arena.view(pending.places[i].offset, region.length));
      }
    }
    for (const place of pending.places) this.arena.release(place);
    pending.done(
      reply.error && segmentError(reply.error, pending.isCancelled || this.isClosing),
      reply.completion!,
    );
  }

  private startDeadline(queue: number): void {
    const first = [...this.pending.values()].find((pending) => pending.queue === queue);
    if (!first || first.deadline) return;
    const { deadlineSeconds } = first;
    first.deadline = setTimeout(
      () =>
        afterReading(
          () => [...this.pending.values()].includes(first),
          () => this.child.kill(`it has not finished a segment in ${deadlineSeconds} s`),
        ),
      deadlineSeconds * 1000,
    );
  }

  private settle(id: number, { deadline, queue }: Pending): void {
    clearTimeout(deadline);
    this.pending.delete(id);
    this.startDeadline(queue);
    if (this.pending.size === 0) this.child.setAwaited(false);
  }

  private lose(how: string): void {
    this.loss ??= this.lossOf(how);
    clearInterval(this.watchdog);
    const pending = [...this.pending];
    for (const [, { deadline }] of pending) clearTimeout(deadline);
    this.pending.clear();
    this.child.setAwaited(false);
    if (!this.isClosing) this.release();
    for (const [, { done }] of pending) done(this.loss as NativeError, undefined as never);
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const watcher of watchers) watcher(this.loss);
  }

  private lossOf(how: string): SwitchyardError {
    return new SwitchyardError('SY_ERR_LOST', `${this.id} is lost: ${how}${this.child.lastWords}`, {
      device: this.id,
      remedy: 'Its work is done elsewhere; run switchyard doctor if it does not come back.',
    });
  }

  private release(): void {
    clearInterval(this.watchdog);
    this.arena.close();
    this.child.close();
  }
}

/** Which regions a segment reads and which it writes. */
function regionUses(words: Uint32Array): { read: Set<number>; written: Set<number> } {
  const read = new Set<number>();
  const written = new Set<number>();
  for (let at = 0; at + 1 < words.length; at += Math.max(2, words[at + 1])) {
    if (words[at] === OpKind.UPLOAD) read.add(words[at + UPLOAD_REGION]);
    if (words[at] === OpKind.DOWNLOAD) written.add(words[at + DOWNLOAD_REGION]);
  }
  return { read, written };
}

/** Where SyUpload and SyDownload have `region`, native/device/backend.h. */
const UPLOAD_REGION = 7;
const DOWNLOAD_REGION = 6;

function nativeError({ message, ...rest }: SentError): NativeError {
  return Object.assign(new Error(message), rest) as NativeError;
}

/**
 * A segment's failure. One with a code that a failure cannot have, or that was not asked for, is the device's: it could
 * not do what others can.
 */
function segmentError(error: SentError, isCancelled: boolean): NativeError {
  const { syCode } = error;
  const isPossible =
    syCode !== Code.OK &&
    Object.values<number | undefined>(Code).includes(syCode) &&
    (syCode !== Code.CANCELLED || isCancelled);
  return nativeError(isPossible ? error : { ...error, syCode: Code.DEVICE });
}

/**
 * Acts if something still holds once what a device has said meanwhile was heard: this process may have been stopped, or
 * busy, for longer than any patience.
 */
function afterReading(holds: () => boolean, act: () => void): void {
  setTimeout(() => {
    if (holds()) act();
  }, READING_MILLISECONDS);
}

const READING_MILLISECONDS = 100;
