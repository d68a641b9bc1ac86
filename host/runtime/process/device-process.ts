import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ABI_VERSION, OpKind } from '../abi.js';
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
import { OutputTail } from './output-tail.js';
import { isCompletion, isFirstReply, isReply } from './check-reply.js';
import { PROTOCOL_VERSION, type Reply, type Request, type SentError } from './protocol.js';

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

const LAST_WORDS_MILLISECONDS = 200;

/** For segments of whose work nobody has an idea: a hung thread does not keep the process from its heartbeat. */
const DEFAULT_DEADLINE_SECONDS = 600;

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

type Done = (error: NativeError | null, completion: NativeCompletion) => void;

interface Pending {
  readonly done: Done;
  readonly places: readonly Place[];
  readonly regions: readonly Uint32Array[];
  readonly opCount: number;
  /** Regions that the segment writes. */
  readonly written: ReadonlySet<number>;
  readonly deadline: NodeJS.Timeout;
}

/** A device in a child process, with the face of one in this process. Once it is lost, it stays so. */
export class DeviceProcess implements NativeDevice {
  private readonly pending = new Map<number, Pending>();
  private readonly watchers = new Set<(error: SwitchyardError) => void>();
  private lastId = 0;
  private lastState: DeviceState | undefined;
  private lastSign = performance.now();
  private watchdog: NodeJS.Timeout | undefined;
  private loss: SwitchyardError | undefined;
  private isClosing = false;
  private known: NativeDeviceInfo | undefined;
  /** Why it is about to be killed. */
  private verdict: string | undefined;

  private constructor(
    readonly id: string,
    private readonly child: ChildProcess,
    private readonly arena: Arena,
    private readonly output: OutputTail,
    private readonly exited: Promise<string>,
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
    const child = spawn(process.execPath, [CHILD], {
      // A session and a process group of its own: what a vendor's runtime does to its group stays there.
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', arena.descriptor],
    });
    const output = new OutputTail(child.stdout!, child.stderr!);
    const exited = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`it did not start: ${error.message}`));
      child.once('exit', (code, signal) => {
        const how =
          signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`;
        endGroup(child.pid!);
        // Its last words come before this; whoever else holds its streams is not waited for.
        const patience = setTimeout(resolve, LAST_WORDS_MILLISECONDS, how);
        child.once('close', () => {
          clearTimeout(patience);
          resolve(how);
        });
      });
    });
    const started = new DeviceProcess(id, child, arena, output, exited);
    await started.handshake(device, settings);
    started.rest();
    return started;
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
    const deadline = setTimeout(
      () => this.kill(`it has not finished a segment in ${deadlineSeconds} s`),
      deadlineSeconds * 1000,
    );
    this.pending.set(id, { done, places, regions, written, opCount, deadline });
    if (this.pending.size === 1) this.stayAwake();
    const parts = regions.map(({ length }, i) => [places[i].offset, length] as const);
    this.send({ kind: 'submit', id, queue, words, opCount, regions: parts });
    return id;
  }

  cancel(id: number): void {
    if (!this.loss) this.send({ kind: 'cancel', id });
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
      this.child.ref();
      this.send({ kind: 'close' });
      const patience = setTimeout(() => this.kill('it does not close'), DEFAULTS.silenceMilliseconds);
      await this.exited;
      clearTimeout(patience);
    }
    this.release();
  }

  /** Ends the process at once, with all that it has started. */
  kill(reason: string): void {
    this.verdict ??= reason;
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      this.child.kill('SIGKILL');
    }
  }

  private async handshake(
    { backend, index, options }: { backend: string; index: number; options: NativeOpenOptions },
    settings: Required<ProcessOptions>,
  ): Promise<void> {
    const { heartbeatMilliseconds, silenceMilliseconds, openMilliseconds } = settings;
    const patience = setTimeout(
      () => this.kill(`it has not opened in ${openMilliseconds / 1000} s`),
      openMilliseconds,
    );
    const first = new Promise<Reply>((resolve) =>
      this.child.once('message', resolve as (m: unknown) => void),
    );
    this.send({
      ...{ kind: 'open', protocol: PROTOCOL_VERSION, parent: process.pid, backend, index, options },
      ...{ arenaBytes: this.arena.bytes, heartbeatMilliseconds },
    });
    const reply = await Promise.race([first, this.exited]);
    clearTimeout(patience);
    if (typeof reply === 'string') {
      this.release();
      throw this.lossOf(reply);
    }
    const refusal = this.refusalOf(reply);
    if (refusal) {
      this.kill('it was refused');
      await this.exited;
      this.release();
      throw refusal;
    }
    const { info, state } = reply as Extract<Reply, { kind: 'ready' }>;
    this.known = info;
    this.lastState = state;
    this.child.on('message', (message) => this.hear(message));
    void this.exited.then((how) => this.lose(how));
    this.watchdog = setInterval(() => {
      const silence = performance.now() - this.lastSign;
      if (silence > silenceMilliseconds) this.kill(`it has said nothing for ${Math.round(silence / 1000)} s`);
    }, heartbeatMilliseconds).unref();
  }

  private refusalOf(reply: Reply): Error | undefined {
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
      this.kill('it answers what no device would');
      return;
    }
    // What it says after it was condemned does not count.
    if (this.verdict !== undefined) return;
    const reply = message;
    this.lastSign = performance.now();
    if (reply.kind === 'alive' || reply.kind === 'done') this.lastState = reply.state;
    if (reply.kind !== 'done') return;
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    if (!reply.error && !isCompletion(reply.completion, pending.opCount)) {
      this.kill('it answers a segment with what is no completion');
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
    pending.done(reply.error && nativeError(reply.error), reply.completion!);
  }

  private settle(id: number, { deadline }: Pending): void {
    clearTimeout(deadline);
    this.pending.delete(id);
    if (this.pending.size === 0) this.rest();
  }

  private lose(how: string): void {
    this.loss ??= this.lossOf(how);
    clearInterval(this.watchdog);
    const pending = [...this.pending];
    for (const [id, one] of pending) this.settle(id, one);
    if (!this.isClosing) this.release();
    for (const [, { done }] of pending) done(this.loss as NativeError, undefined as never);
    const watchers = [...this.watchers];
    this.watchers.clear();
    for (const watcher of watchers) watcher(this.loss);
  }

  private lossOf(how: string): SwitchyardError {
    const why = this.verdict === undefined ? how : `${this.verdict}, and ${how}`;
    const said = this.output.text;
    return new SwitchyardError(
      'SY_ERR_LOST',
      `${this.id} is lost: ${why}${said && `; it said last: ${said}`}`,
      {
        device: this.id,
        remedy: 'Its work is done elsewhere; run switchyard doctor if it does not come back.',
      },
    );
  }

  /** While something is pending the process must not end. */
  private stayAwake(): void {
    this.child.ref();
    (this.child.channel as { ref(): void } | undefined)?.ref();
  }

  private rest(): void {
    this.child.unref();
    (this.child.channel as { unref(): void } | undefined)?.unref();
  }

  private release(): void {
    clearInterval(this.watchdog);
    this.arena.close();
    this.output.close();
  }

  private send(request: Request): void {
    // A failure to send shows as the end of the process.
    if (this.child.connected) this.child.send(request, () => undefined);
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

/** Ends what a process has started in its group and left there. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // There is nobody.
  }
}

function nativeError({ message, ...rest }: SentError): NativeError {
  return Object.assign(new Error(message), rest) as NativeError;
}
