/** A device in a process of its own: opens it, carries out what the parent sends, and ends with the parent. */
import { Socket } from 'node:net';
import { loadAddon, type NativeDevice, type NativeDeviceInfo, type NativeError } from '../native.js';
import { Arena } from './arena.js';
import { cpusOfNode } from './numa.js';
import { encodeFrame, FrameReader } from './frames.js';
import {
  ARENA_DESCRIPTOR,
  MESSAGE_DESCRIPTOR,
  PROTOCOL_VERSION,
  type Reply,
  type Request,
  type SentError,
} from './protocol.js';

type Open = Extract<Request, { kind: 'open' }>;
type Submit = Extract<Request, { kind: 'submit' }>;

class Child {
  private readonly tickets = new Map<number, number>();

  private constructor(
    private readonly native: NativeDevice,
    private readonly arena: Arena,
  ) {}

  static open(request: Open): Child {
    const { protocol, parent, backend, index, options, arenaBytes, heartbeatMilliseconds } = request;
    const addon = begin(protocol, parent);
    const info = addon.enumerate(backend, options).find((device) => device.index === index);
    if (!info) throw new Error(`the backend ${backend} has no device ${index} any more`);
    pin(info);
    const arena = Arena.attach(ARENA_DESCRIPTOR, arenaBytes);
    const native = new addon.NativeDevice(backend, index, options);
    const child = new Child(native, arena);
    setInterval(() => send({ kind: 'alive', state: native.state() }), heartbeatMilliseconds).unref();
    send({
      ...{ kind: 'ready', protocol: PROTOCOL_VERSION, abiVersion: addon.abiVersion },
      ...{ info, state: native.state() },
    });
    return child;
  }

  submit({ id, queue, words, opCount, regions }: Submit): void {
    const views = regions.map(([offset, count]) => this.arena.view(offset, count));
    try {
      const ticket = this.native.submit(queue, words, opCount, views, (error, completion) => {
        this.tickets.delete(id);
        send({
          ...{ kind: 'done', id, error: error && sentError(error), state: this.native.state() },
          completion: error ? undefined : completion,
        });
      });
      this.tickets.set(id, ticket);
    } catch (error) {
      const state = this.native.state();
      send({ kind: 'done', id, error: sentError(error as NativeError), completion: undefined, state });
    }
  }

  cancel(id: number): void {
    const ticket = this.tickets.get(id);
    if (ticket !== undefined) this.native.cancel(ticket);
  }

  async close(): Promise<void> {
    await this.native.close();
    sendLast({ kind: 'closed' });
  }
}

/** Whatever is asked first. */
function begin(protocol: number, parent: number) {
  if (protocol !== PROTOCOL_VERSION) {
    throw new Error(
      `the parent speaks version ${protocol} of the protocol, and the child ${PROTOCOL_VERSION}`,
    );
  }
  const addon = loadAddon();
  if (!addon.dieWithParent(parent)) process.exit(1);
  return addon;
}

/** Near the card's memory, where the system says where that is. */
function pin({ numaNode }: NativeDeviceInfo): void {
  const cpus = numaNode < 0 ? undefined : cpusOfNode(numaNode);
  if (cpus && cpus.length > 0 && !loadAddon().pinToCpus(cpus))
    console.error(`the system does not pin the process to node ${numaNode}`);
}

function sentError({ message, syCode, opIndex, argument }: NativeError): SentError {
  return { message, syCode, opIndex, argument };
}

function send(reply: Reply): void {
  if (parent.writable) parent.write(encodeFrame(reply));
}

/** The process ends once the parent has it. */
function sendLast(reply: Reply): void {
  parent.end(encodeFrame(reply), () => process.exit(0));
}

/** A first request that fails is refused, and nothing follows. */
function answer(action: () => void): void {
  try {
    action();
  } catch (error) {
    sendLast({ kind: 'refused', error: sentError(error as NativeError) });
  }
}

let child: Child | undefined;

function carryOut(request: Request): void {
  switch (request.kind) {
    case 'list':
      answer(() => {
        const { protocol, parent, backend } = request;
        send({ kind: 'listed', devices: begin(protocol, parent).enumerate(backend) });
      });
      break;
    case 'open':
      answer(() => (child = Child.open(request)));
      break;
    case 'submit':
      child?.submit(request);
      break;
    case 'cancel':
      child?.cancel(request.id);
      break;
    case 'close':
      void child?.close();
      break;
  }
}

const parent = new Socket({ fd: MESSAGE_DESCRIPTOR });
const requests = new FrameReader(
  (request) => carryOut(request as Request),
  (why) => {
    throw new Error(`the parent sends ${why}`);
  },
);
parent.on('data', (chunk) => requests.push(chunk));
// Without the parent nobody wants the device; what it does is not waited for.
parent.on('close', () => process.exit(0));
parent.on('error', () => process.exit(0));
