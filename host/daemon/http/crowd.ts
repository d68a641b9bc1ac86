import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections beyond the limit that are let in to be told that there are too many; more are closed at once. */
const WAITING_OUTSIDE = 64;
const TELL_AGAIN_MILLISECONDS = 60_000;

/** What both the socket of a connection and the encrypted one over it have in common. */
function nameOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/**
 * The connections of a server: so many at a time. Where one more comes, the one makes room that has been without a
 * request for the longest time, so that whoever opens thousands and says nothing keeps nobody out.
 */
export class Crowd {
  private readonly sockets = new Map<string, Socket>();
  /** Requests that are being answered, by connection. */
  private readonly asking = new Map<string, number>();
  /** Those without a request, the longest so first. */
  private readonly silent = new Set<string>();
  /** Those that came where all others were being answered. */
  private readonly outside = new Set<string>();
  private toldAt = -Infinity;

  /** @param onCrowded told where connections make room, at most once a minute */
  constructor(
    private readonly server: Server,
    private readonly most: () => number,
    private readonly onCrowded: (connections: number) => void,
  ) {
    server.on('connection', (socket: Socket) => this.enter(socket));
    // Before any answer is thought of.
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.ask(request.socket, response),
    );
  }

  /** Goes on with another limit. */
  takeLimit(): void {
    this.server.maxConnections = this.most() + WAITING_OUTSIDE;
  }

  /** Whether a connection is one too many. */
  isOutside(socket: Socket): boolean {
    return this.outside.has(nameOf(socket)) && this.sockets.size > this.most();
  }

  private enter(socket: Socket): void {
    const name = nameOf(socket);
    this.sockets.set(name, socket);
    socket.once('close', () => this.leave(name, socket));
    if (this.sockets.size > this.most()) this.makeRoom(name);
    this.silent.add(name);
  }

  private leave(name: string, socket: Socket): void {
    if (this.sockets.get(name) !== socket) return;
    this.sockets.delete(name);
    this.asking.delete(name);
    this.silent.delete(name);
    this.outside.delete(name);
  }

  private makeRoom(newcomer: string): void {
    const [longest] = this.silent;
    if (longest === undefined) {
      this.outside.add(newcomer);
      return;
    }
    const now = performance.now();
    if (now - this.toldAt >= TELL_AGAIN_MILLISECONDS) {
      this.toldAt = now;
      this.onCrowded(this.sockets.size);
    }
    const socket = this.sockets.get(longest)!;
    this.leave(longest, socket);
    socket.destroy();
  }

  private ask(socket: Socket, response: ServerResponse): void {
    const name = nameOf(socket);
    this.silent.delete(name);
    this.asking.set(name, (this.asking.get(name) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.asking.get(name) ?? 0) - 1;
      if (left > 0) this.asking.set(name, left);
      else if (this.asking.delete(name)) this.silent.add(name);
    });
  }
}
