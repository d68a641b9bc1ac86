import net from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';
import { certificate } from '../../support/certificate.js';

const CROWD = process.env.SWITCHYARD_LONG_TESTS === '1' ? 10_000 : 2000;
const AS_ALICE = `host: x\r\nauthorization: Bearer ${TOKENS.alice.token}\r\n`;

/** A connection, and what has come over it. */
class Caller {
  received = '';
  isClosed = false;
  private readonly socket: net.Socket;

  constructor({ url }: FakeDaemon) {
    this.socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    this.socket
      .on('data', (bytes) => (this.received += bytes.toString('latin1')))
      .on('error', () => undefined)
      .on('close', () => (this.isClosed = true));
  }

  say(text: string): this {
    this.socket.write(text);
    return this;
  }

  /** Takes nothing more once something has come. */
  stopReading(): this {
    this.socket.once('data', () => this.socket.pause());
    return this;
  }

  async connected(): Promise<this> {
    if (this.socket.connecting) await once(this.socket, 'connect');
    return this;
  }

  async heard(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.received)) {
      if (this.isClosed) throw new Error(`closed after: ${this.received.slice(0, 200)}`);
      await sleep(5);
    }
  }

  async closed(): Promise<string> {
    while (!this.isClosed) await sleep(5);
    return this.received;
  }

  leave(): void {
    this.socket.destroy();
  }
}

async function statusOfJobs({ url }: FakeDaemon): Promise<number> {
  // On a connection of its own, as somebody's who comes now.
  const headers = { authorization: `Bearer ${TOKENS.alice.token}`, connection: 'close' };
  const response = await fetch(new URL('/v1/jobs', url), { headers });
  await response.arrayBuffer();
  return response.status;
}

test('a crowd that says nothing, or half a request, keeps nobody out', async (t) => {
  await using daemon = await fakeDaemon({ limits: { connections: 100, headerSeconds: 3600 } });
  const crowd: Caller[] = [];
  for (let i = 0; i < CROWD; i++) {
    const caller = new Caller(daemon);
    if (i % 2 === 1) caller.say('GET /v1/jobs HTT');
    crowd.push(caller);
    if (i % 50 === 49) await caller.connected();
    // Somebody in the middle of it all is served.
    if (i % 500 === 499) t.is(await statusOfJobs(daemon), 200, `after ${i + 1} connections`);
  }
  while (crowd.filter(({ isClosed }) => !isClosed).length > 100) await sleep(20);
  t.is(await statusOfJobs(daemon), 200);
  t.is(daemon.lines.filter((line) => line.includes('too many connections')).length, 1);
  for (const caller of crowd) caller.leave();
});

test('over TLS, too, silent connections make room', async (t) => {
  const files = certificate(1);
  await using daemon = await fakeDaemon({ limits: { connections: 10 }, listen: { tls: files } });
  const crowd = Array.from({ length: 50 }, () => new Caller(daemon));
  for (const caller of crowd) await caller.connected();
  while (crowd.filter(({ isClosed }) => !isClosed).length > 10) await sleep(5);
  const tls = await import('node:tls');
  const socket = tls.connect({ port: Number(new URL(daemon.url).port), rejectUnauthorized: false });
  socket.write(`GET /v1/jobs HTTP/1.1\r\n${AS_ALICE}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.regex(answer.toString('latin1'), /^HTTP\/1.1 200 /);
  socket.destroy();
  for (const caller of crowd) caller.leave();
});

test('where every connection is being answered, one more is told so, and served later', async (t) => {
  await using daemon = await fakeDaemon({ limits: { connections: 2 } });
  const watching = `GET /v1/status/events HTTP/1.1\r\n${AS_ALICE}\r\n`;
  const watchers = [new Caller(daemon).say(watching), new Caller(daemon).say(watching)];
  for (const watcher of watchers) await watcher.heard(/event: snapshot/);
  const refused = new Caller(daemon).say(`GET /v1/jobs HTTP/1.1\r\n${AS_ALICE}\r\n`);
  const answer = await refused.closed();
  t.regex(answer, /^HTTP\/1.1 503 /);
  t.regex(answer, /retry-after: 1\r\n/);
  t.regex(answer, /"code":"BUSY","message":"connections at a time: 2"/);
  t.false(watchers.some(({ isClosed }) => isClosed));
  watchers[0].leave();
  for (;;) if ((await statusOfJobs(daemon)) === 200) break;
  t.false(watchers[1].isClosed);
  watchers[1].leave();
});

test('headers and bodies that do not arrive are not waited for', async (t) => {
  const limits = { headerSeconds: 1, requestSeconds: 5, uploads: 1 };
  await using daemon = await fakeDaemon({ limits });
  const silent = new Caller(daemon);
  const slowHeader = new Caller(daemon).say('GET /v1/jobs HTTP/1.1\r\nx: ');
  const dripping = setInterval(() => slowHeader.say('x'), 50);
  const upload = `POST /v1/inputs HTTP/1.1\r\n${AS_ALICE}content-type: application/octet-stream\r\n`;
  const slowBody = new Caller(daemon).say(`${upload}expect: 100-continue\r\ncontent-length: 1000000\r\n\r\n`);
  await slowBody.heard(/^HTTP\/1.1 100 /);
  // While it trickles it takes the one place for uploads.
  const other = new Caller(daemon).say(`${upload}content-length: 3\r\n\r\nabc`);
  t.regex(await other.closed(), /^HTTP\/1.1 503 .*"code":"BUSY","message":"uploads at a time: 1"/s);
  const trickling = setInterval(() => slowBody.say('.'), 50);
  t.regex(await slowHeader.closed(), /^HTTP\/1.1 408 /);
  t.regex(await silent.closed(), /^(HTTP\/1.1 408 |$)/);
  await slowBody.closed();
  clearInterval(dripping);
  clearInterval(trickling);
  // Its place is free, and nothing of it is kept.
  for (;;) {
    const next = new Caller(daemon).say(`${upload}content-length: 3\r\nconnection: close\r\n\r\nabc`);
    if (/^HTTP\/1.1 201 /.test(await next.closed())) break;
  }
  t.is((await daemon.client('alice').uploadInput(new TextEncoder().encode('abc'))).isNew, false);
});

test('who fetches proofs and does not read them is not waited for, and gets no more than some at a time', async (t) => {
  const limits = { silentSeconds: 2, downloads: 2 };
  await using daemon = await fakeDaemon({ limits });
  const alice = daemon.client('alice');
  // More than the system keeps for a connection.
  const { id: program } = await alice.uploadProgram(fakeProgram(`shards 1 ${'x'.repeat(30e6)}`));
  const { id } = await alice.wait((await alice.submit({ program })).id);
  const fetching = `GET /v1/jobs/${id}/proof HTTP/1.1\r\n${AS_ALICE}\r\n`;
  const callers = [1, 2].map(() => new Caller(daemon).stopReading().say(fetching));
  for (const caller of callers) await caller.heard(/^HTTP\/1.1 200 /);
  const third = new Caller(daemon).say(fetching);
  await third.heard(/^HTTP\/1.1 /);
  await third.heard(/\}\}$/);
  t.regex(third.received, /^HTTP\/1.1 503 .*"code":"BUSY"/s);
  third.leave();
  // Once nothing has moved for long enough, there is room again.
  for (;;) {
    const again = new Caller(daemon).say(fetching.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
    const answer = await again.closed();
    if (answer.startsWith('HTTP/1.1 200 ')) {
      t.true(answer.length > 30e6);
      break;
    }
  }
  for (const caller of callers) caller.leave();
});
