import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { encodeFrame, FrameReader } from './frames.js';
import { OutputTail } from './output-tail.js';
import { MESSAGE_DESCRIPTOR, type Request } from './protocol.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/** How long the streams of a process that has ended may stay open in others' hands. */
const LAST_WORDS_MILLISECONDS = 200;

/** How long one that was killed may take to end before it is given up. */
const UNKILLABLE_MILLISECONDS = 5000;

/** A process for one device, and the two ends' talk. Nothing that comes from it is trusted. */
export class ChildLink {
  /** Once the process has ended: how, in words. */
  readonly exited: Promise<string>;
  /** Is told each message, of whatever kind. */
  hear: (message: unknown) => void = () => undefined;
  private readonly child: ChildProcess;
  /** Undefined where there is no process. */
  private readonly messages: Socket | undefined;
  private readonly output: OutputTail;
  /** Why it was killed. */
  private verdict: string | undefined;
  private end!: (how: string) => void;

  /** @param descriptors what the process gets behind those for its streams and messages */
  constructor(descriptors: readonly number[] = []) {
    const ended = new Promise<string>((resolve) => (this.end = resolve));
    this.exited = ended.then((how) => (this.verdict === undefined ? how : `${this.verdict}, and ${how}`));
    this.child = spawn(process.execPath, [CHILD], {
      // A session and a process group of its own: what a vendor's runtime does to its group stays there.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...descriptors],
    });
    // Before anything else: short of descriptors there are no streams, and this is told.
    this.child.once('error', (error) => this.end(`it did not start: ${error.message}`));
    this.child.once('exit', (code, signal) => this.ended(code, signal));
    const { stdout, stderr, stdio } = this.child as Partial<ChildProcess>;
    this.output = new OutputTail(
      [stdout, stderr].filter((stream) => stream !== null && stream !== undefined),
    );
    this.messages = (stdio?.[MESSAGE_DESCRIPTOR] as Socket | null | undefined) ?? undefined;
    const reader = new FrameReader(
      // What it says after it was condemned does not count.
      (message) => this.verdict === undefined && this.hear(message),
      (why) => this.kill(`it sends ${why}`),
    );
    this.messages?.on('data', (chunk: Buffer) => reader.push(chunk));
    // A failure to send shows as the end of the process.
    this.messages?.on('error', () => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Its last words, as a part of a sentence; empty where it had none. */
  get lastWords(): string {
    const said = this.output.text;
    return said && `; it said last: ${said}`;
  }

  send(request: Request): void {
    if (this.messages?.destroyed === false) this.messages.write(encodeFrame(request));
  }

  /** Ends the process at once, with all that it has started. */
  kill(reason: string): void {
    this.verdict ??= reason;
    const { pid, exitCode, signalCode } = this.child;
    // The number of one that has ended may be somebody else's.
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    if (!endGroup(pid)) this.child.kill('SIGKILL');
    // One that sits in a driver may outlive any signal.
    setTimeout(() => this.end('its process does not end'), UNKILLABLE_MILLISECONDS).unref();
  }

  private ended(code: number | null, signal: NodeJS.Signals | null): void {
    const how =
      signal === null ? `its process ended with code ${code}` : `its process was ended by ${signal}`;
    endGroup(this.child.pid!);
    // Its last words come before this; whoever else holds its streams is not waited for.
    const patience = setTimeout(() => this.end(how), LAST_WORDS_MILLISECONDS);
    this.child.once('close', () => {
      clearTimeout(patience);
      this.end(how);
    });
  }

  /** While something is awaited of it, this process must not end; else it may. */
  setAwaited(isAwaited: boolean): void {
    for (const one of [this.child, this.messages]) {
      if (isAwaited) one?.ref();
      else one?.unref();
    }
  }

  /** Lets go of its streams. */
  close(): void {
    this.messages?.destroy();
    this.output.close();
  }
}

/** Ends all of a process's group; false where there is nobody. */
function endGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false;
  }
}
