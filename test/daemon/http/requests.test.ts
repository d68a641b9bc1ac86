import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { SwitchyardClient } from '../../../host/client/index.js';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly headers: Headers;
}

async function ask(daemon: FakeDaemon, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(new URL(path, daemon.url), init);
  const text = await response.text();
  let code: string | undefined;
  try {
    code = (JSON.parse(text) as { error?: { code?: string } }).error?.code;
  } catch {
    // Not JSON.
  }
  return { status: response.status, code, headers: response.headers };
}

function as(name: keyof typeof TOKENS, more: Record<string, string> = {}): Record<string, string> {
  return { authorization: `Bearer ${TOKENS[name].token}`, ...more };
}

function json(name: keyof typeof TOKENS, body: unknown, more: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method: 'POST', headers: as(name, { 'content-type': 'application/json', ...more }), body: text };
}

async function jobsOf(daemon: FakeDaemon): Promise<number> {
  return (await daemon.client('admin').list()).jobs.length;
}

test('nobody gets in without a token that allows it', async (t) => {
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 1'));
  const { id } = await alice.submit({ program });
  const routes = ['/v1/jobs', `/v1/jobs/${id}`, `/v1/jobs/${id}/proof`, `/v1/jobs/${id}/events`];
  for (const path of routes) {
    t.is((await ask(daemon, path)).status, 401, path);
    for (const bad of [
      'Bearer ',
      'Bearer x',
      `Basic ${TOKENS.alice.token}`,
      `Bearer ${TOKENS.alice.sha256}`,
      `Bearer sy_${'a'.repeat(43)}`,
    ]) {
      t.is((await ask(daemon, path, { headers: { authorization: bad } })).status, 401, bad);
    }
  }
  t.is((await ask(daemon, `/v1/jobs/${id}/cancel`, { method: 'POST' })).status, 401);
  t.is((await ask(daemon, `/v1/jobs/${id}/cancel`, { method: 'POST', headers: as('reader') })).status, 403);
  t.is((await ask(daemon, '/v1/jobs', json('reader', { program }))).status, 403);
  // Jobs of others are not even there.
  t.is((await ask(daemon, `/v1/jobs/${id}`, { headers: as('bob') })).status, 404);
  t.is((await ask(daemon, `/v1/jobs/${id}/cancel`, { method: 'POST', headers: as('bob') })).status, 404);
  t.is((await ask(daemon, `/v1/jobs/${id}`, { headers: as('reader') })).status, 200);
  t.deepEqual((await daemon.client('bob').list()).jobs, []);
  t.not((await alice.job(id)).state, 'cancelled');
});

test('malformed requests are refused by name and change nothing', async (t) => {
  await using daemon = await fakeDaemon();
  const { id: program } = await daemon.client('alice').uploadProgram(fakeProgram('shards 1'));
  const missing = 'b'.repeat(64);
  const cases: [unknown, number][] = [
    ['{', 400],
    ['', 400],
    ['null', 422],
    ['[]', 422],
    ['{"__proto__":{"x":1},"program":"x"}', 400],
    [{}, 422],
    [{ program: '../../etc/passwd' }, 422],
    [{ program, more: 1 }, 422],
    [{ program, inputs: [program, 7] }, 422],
    [{ program, inputs: Array.from({ length: 65 }, () => program) }, 422],
    [{ program, deadline: 'tomorrow' }, 422],
    [{ program, cycleLimit: -1 }, 422],
    [{ program, cycleLimit: 2 ** 47 }, 422],
    [{ program, priority: 1e9 }, 422],
    [{ program, parameters: 'none' }, 422],
    [{ program, objective: 'cost' }, 422],
    [{ program: missing }, 409],
    [{ program, inputs: [missing] }, 409],
  ];
  for (const [body, status] of cases) {
    t.is(
      (await ask(daemon, '/v1/jobs', json('alice', body))).status,
      status,
      JSON.stringify(body).slice(0, 80),
    );
  }
  const good = { program };
  t.is((await ask(daemon, '/v1/jobs', json('alice', good, { 'content-type': 'text/plain' }))).status, 415);
  t.is((await ask(daemon, '/v1/jobs', json('alice', good, { 'idempotency-key': 'a b' }))).status, 400);
  t.is((await ask(daemon, '/v1/jobs?limit=0', { headers: as('alice') })).status, 400);
  t.is((await ask(daemon, '/v1/jobs?nothing=1', { headers: as('alice') })).status, 400);
  t.is((await ask(daemon, '/v1/jobs/..%2f..%2fetc', { headers: as('alice') })).status, 400);
  t.is((await ask(daemon, `/v1/jobs/${'x'.repeat(5000)}`, { headers: as('alice') })).status, 400);
  t.is((await ask(daemon, '/v2', { headers: as('alice') })).status, 404);
  t.is(
    (
      await ask(daemon, '/v1/programs', {
        ...json('alice', 'no ELF', { 'content-type': 'application/octet-stream' }),
      })
    ).status,
    422,
  );
  t.is(await jobsOf(daemon), 0);
});

test('by default parameters that prove fewer than 100 bits are refused', async (t) => {
  await using daemon = await fakeDaemon({ proving: { minBits: 100 } });
  const { id: program } = await daemon.client('alice').uploadProgram(fakeProgram('shards 1'));
  for (const parameters of ['dev', 'bench']) {
    t.like(await ask(daemon, '/v1/jobs', json('alice', { program, parameters })), {
      status: 422,
      code: 'PARAMETERS',
    });
  }
  t.is((await ask(daemon, '/v1/jobs', json('alice', { program }))).status, 202);
});

test('what is too large is refused, declared or not', async (t) => {
  await using daemon = await fakeDaemon({
    limits: { inputBytes: 1000, programBytes: 1000, requestBytes: 1000 },
  });
  const send = (path: string, body: Uint8Array | ReadableStream) =>
    ask(daemon, path, {
      ...{ method: 'POST', headers: as('alice', { 'content-type': 'application/octet-stream' }), body },
      duplex: 'half',
    });
  t.is((await send('/v1/inputs', new Uint8Array(1001))).status, 413);
  t.is((await send('/v1/programs', new Uint8Array(1001))).status, 413);
  t.is((await ask(daemon, '/v1/jobs', json('alice', `"${'x'.repeat(2000)}"`))).status, 413);
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(600)),
  });
  // A sender that does not stop finds its connection closed, with the answer or without it.
  const status = await send('/v1/inputs', endless).then(
    (answer) => answer.status,
    () => 413,
  );
  t.is(status, 413);
  t.is((await send('/v1/inputs', new Uint8Array(1000))).status, 201);
  // 4 GiB that are declared are not waited for.
  const answer = await raw(
    daemon,
    `POST /v1/inputs HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKENS.alice.token}\r\ncontent-type: application/octet-stream\r\ncontent-length: 4294967296\r\n\r\n`,
  );
  t.regex(answer, /^HTTP\/1.1 413 /);
});

/** What the daemon answers to bytes, until it closes or a second has passed. */
async function raw(daemon: FakeDaemon, text: string): Promise<string> {
  const socket = net.connect(Number(new URL(daemon.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1'))).on('error', () => undefined);
  socket.write(text);
  for (let i = 0; i < 100 && !answer.includes('\r\n\r\n'); i++) await sleep(20);
  socket.destroy();
  return answer;
}

test('rates, quotas and what may go on at a time are limited', async (t) => {
  await using daemon = await fakeDaemon({
    limits: {
      requestsPerMinute: 20,
      refusalsPerMinute: 5,
      unfinishedJobs: 2,
      streams: 1,
      uploadBytesPerHour: 5000,
    },
  });
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 1'));
  const submitted = [await alice.submit({ program }), await alice.submit({ program, priority: 1 })];
  t.like(await ask(daemon, '/v1/jobs', json('alice', { program })), { status: 429, code: 'QUOTA' });
  const stream = alice.watch(submitted[0].id);
  await stream.next();
  const second = await ask(daemon, `/v1/jobs/${submitted[1].id}/events`, { headers: as('alice') });
  t.is(second.status, 503);
  t.true(second.headers.has('retry-after'));
  await stream.return(undefined);
  const upload = { method: 'POST', headers: as('bob', { 'content-type': 'application/octet-stream' }) };
  t.is((await ask(daemon, '/v1/inputs', { ...upload, body: new Uint8Array(4000) })).status, 201);
  t.is((await ask(daemon, '/v1/inputs', { ...upload, body: new Uint8Array(4000).fill(1) })).status, 429);
  const statuses = [];
  for (let i = 0; i < 25; i++)
    statuses.push((await ask(daemon, '/v1/jobs', { headers: as('reader') })).status);
  t.deepEqual([statuses[0], statuses.at(-1)], [200, 429]);
  const strangers = [];
  for (let i = 0; i < 8; i++) strangers.push((await ask(daemon, '/v1/jobs')).status);
  t.deepEqual([strangers[0], strangers.at(-1)], [401, 429]);
});

test('without a daemon the client says so', async (t) => {
  const client = new SwitchyardClient({ url: 'http://127.0.0.1:9', token: 'x' });
  await t.throwsAsync(client.list(), { code: 'SY_ERR_API' });
});
