import { readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'ava';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

interface Sent {
  readonly status: number | undefined;
  /** That the system took before the daemon closed. */
  readonly bytes: number;
}

/** Sends an upload until all of it is sent, or the daemon wants no more. */
function upload(daemon: FakeDaemon, path: string, headers: string, body: Iterable<Buffer>): Promise<Sent> {
  const socket = net.connect(Number(new URL(daemon.url).port), '127.0.0.1');
  const chunks = body[Symbol.iterator]();
  let answer = '';
  let bytes = 0;
  const send = (): void => {
    const { value, done } = chunks.next() as IteratorResult<Buffer, undefined>;
    if (done || socket.destroyed) return;
    socket.write(value, (error) => {
      if (error) return;
      bytes += value.length;
      send();
    });
  };
  return new Promise((resolve) => {
    socket
      .on('data', (data) => (answer += data.toString('latin1')))
      .on('error', () => undefined)
      .on('close', () => {
        const status = /^HTTP\/1.1 (\d+)/.exec(answer)?.[1];
        resolve({ status: status === undefined ? undefined : Number(status), bytes });
      });
    const type = 'content-type: application/octet-stream';
    const token = `authorization: Bearer ${TOKENS.alice.token}`;
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${token}\r\n${type}\r\n${headers}\r\n\r\n`, send);
  });
}

function* blocks(bytes: number): Generator<Buffer> {
  const block = Buffer.alloc(MIB, 0x7f);
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
}

function* chunked(bytes: number): Generator<Buffer> {
  for (const block of blocks(bytes)) {
    yield Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')]);
  }
  yield Buffer.from('0\r\n\r\n');
}

function keptFiles({ folder }: FakeDaemon): string[] {
  return readdirSync(path.join(folder, 'artifacts'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

test('inputs of 4 GiB are broken off at the limit, declared or not, and leave nothing', async (t) => {
  await using daemon = await fakeDaemon({
    limits: { inputBytes: 8 * MIB, programBytes: 8 * MIB, uploads: 1 },
  });
  for (const path of ['/v1/inputs', '/v1/programs']) {
    const declared = await upload(daemon, path, `content-length: ${4 * GIB}`, blocks(4 * GIB));
    // By what was declared: without reading any of it. The answer may be lost with a connection that is full.
    t.true(declared.status === 413 || declared.status === undefined, `${path}: ${declared.status}`);
    t.true(declared.bytes < 64 * MIB);
    const streamed = await upload(daemon, path, 'transfer-encoding: chunked', chunked(4 * GIB));
    t.true([413, 422, undefined].includes(streamed.status), `${path}: ${streamed.status}`);
    // The limit, and what the system keeps of a connection.
    t.true(streamed.bytes < 64 * MIB, `${streamed.bytes} bytes were taken`);
  }
  while (keptFiles(daemon).length > 0) await new Promise(setImmediate);
  t.true((await daemon.client('alice').uploadInput(new Uint8Array(8 * MIB))).isNew);
});

test('what is declared to be too large is answered before any of it comes', async (t) => {
  await using daemon = await fakeDaemon({ limits: { inputBytes: 1000 } });
  for (const length of ['4294967296', '9007199254740992', '1001']) {
    t.is((await upload(daemon, '/v1/inputs', `content-length: ${length}`, [])).status, 413, length);
  }
  for (const length of ['-1', '0x10', '1e3', '10, 20', '99999999999999999999', '']) {
    t.is((await upload(daemon, '/v1/inputs', `content-length: ${length}`, [])).status, 400, length);
  }
  const both = await upload(daemon, '/v1/inputs', 'content-length: 5\r\ntransfer-encoding: chunked', []);
  t.is(both.status, 400);
  t.deepEqual(keptFiles(daemon), []);
});

test('what one token may upload in an hour is limited, however it is divided', async (t) => {
  await using daemon = await fakeDaemon({ limits: { uploadBytesPerHour: 10 * MIB } });
  const alice = daemon.client('alice');
  for (let i = 0; i < 5; i++) await alice.uploadInput(new Uint8Array(2 * MIB - 100).fill(i));
  await t.throwsAsync(alice.uploadInput(new Uint8Array(MIB).fill(9)), { message: /^RATE: / });
  t.is(keptFiles(daemon).length, 5);
  t.true((await daemon.client('bob').uploadInput(new Uint8Array(MIB).fill(9))).isNew);
});

test('a job has no more bytes of inputs than it may, also where it names one twice', async (t) => {
  await using daemon = await fakeDaemon({ limits: { jobInputBytes: 1000 } });
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const { id: half } = await alice.uploadInput(new Uint8Array(500));
  const { id: more } = await alice.uploadInput(new Uint8Array(501));
  for (const inputs of [
    [half, more],
    [more, more],
    [half, half, half],
  ]) {
    await t.throwsAsync(alice.submit({ program, inputs }), { message: /^INPUT_BYTES: / });
  }
  t.is((await alice.submit({ program, inputs: [half, half] })).state, 'submitted');
  t.is((await alice.list()).jobs.length, 1);
});
