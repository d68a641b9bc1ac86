import http from 'node:http';
import test from 'ava';
import { readEvents, statusUpdate, statusView } from '../../../host/daemon/api/index.js';
import { parseConfig } from '../../../host/daemon/index.js';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

type Headers = Readonly<Record<string, string>>;

/** Asks with whatever headers, which fetch would not send. */
async function ask(daemon: FakeDaemon, path: string, headers: Headers = {}, method = 'GET') {
  return await new Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const request = http.request(
        new URL(path, daemon.url),
        { method, headers, agent: false },
        (response) => {
          let text = '';
          const finish = () => resolve({ status: response.statusCode!, headers: response.headers, text });
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', finish);
          // A stream does not end by itself.
          if (response.headers['content-type'] === 'text/event-stream') {
            finish();
            request.destroy();
          }
        },
      );
      request.on('error', reject).end();
    },
  );
}

function as(name: keyof typeof TOKENS): Headers {
  return { authorization: `Bearer ${TOKENS[name].token}` };
}

const LOOKS = ['/v1/status', '/v1/status/events'];

test('the status needs a token of any role, and shows those who may submit no jobs of others', async (t) => {
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 2'));
  const { id } = await alice.submit({ program });
  for (const path of LOOKS) {
    t.is((await ask(daemon, path)).status, 401);
    t.is((await ask(daemon, path, { authorization: 'Bearer sy_wrong' })).status, 401);
    for (const name of ['alice', 'bob', 'reader', 'admin'] as const)
      t.is((await ask(daemon, path, as(name))).status, 200, `${path} ${name}`);
  }
  const seenBy = async (name: keyof typeof TOKENS) => (await daemon.client(name).status()).queue;
  for (const name of ['alice', 'reader', 'admin'] as const) {
    const { jobs, total } = await seenBy(name);
    t.deepEqual([jobs.map((job) => job.id), total], [[id], 1], name);
  }
  t.deepEqual(await seenBy('bob'), { jobs: [], total: 0 });
  t.is((await daemon.client('bob').status()).devices.length, 1);
});

test('where the page is open, only somebody who knows that he is on this machine looks without a token', async (t) => {
  await using daemon = await fakeDaemon({ statusPage: { open: true } });
  const { host } = new URL(daemon.url);
  const port = host.split(':')[1];
  const good: Headers[] = [
    {},
    { host: `localhost:${port}` },
    { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];
  const bad: Headers[] = [
    { host: 'evil.example' },
    { host: `evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: `localhost.evil.example` },
    { host: '0.0.0.0' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://localhost:1` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'x-forwarded-for': '203.0.113.7' },
    { forwarded: 'for=203.0.113.7' },
    { via: '1.1 proxy' },
    // A token that is not known is none that may be left out.
    { authorization: 'Bearer sy_wrong' },
  ];
  for (const path of LOOKS) {
    for (const headers of good) t.is((await ask(daemon, path, headers)).status, 200, JSON.stringify(headers));
    for (const headers of bad) t.is((await ask(daemon, path, headers)).status, 401, JSON.stringify(headers));
  }
  // Nothing else is open.
  for (const path of ['/v1/jobs', '/v1/jobs/00000000-0000-4000-8000-000000000001'])
    t.is((await ask(daemon, path)).status, 401, path);
  t.is((await ask(daemon, '/v1/programs', {}, 'POST')).status, 401);
  t.true((await ask(daemon, '/')).text.includes('data-open'));
  t.false((await ask(daemon, '/', { host: 'evil.example' })).text.includes('data-open'));
});

test('an open page behind a proxy, where everybody is on this machine, is refused', (t) => {
  const config = { dataFolder: 'x', listen: { insecure: true }, statusPage: { open: true } };
  t.throws(() => parseConfig(config, '/'), { message: /statusPage\.open/ });
  t.false(parseConfig({ dataFolder: 'x' }, '/').statusPage.open);
});

test('the page and its files come with headers that let nothing else in', async (t) => {
  await using daemon = await fakeDaemon();
  const page = await ask(daemon, '/');
  t.is(page.status, 200);
  t.regex(page.headers['content-type']!, /^text\/html/);
  t.false(page.text.includes('data-open'));
  const paths = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path);
  t.deepEqual(paths, ['/page/icon.svg', '/page/style.css', '/page/main.js']);
  // No script or style within the page, which the policy would not let run.
  t.notRegex(page.text, /<style|style=|<script(?![^>]*src=)|\son\w+=/);
  for (const path of ['/', ...paths, '/api/read-events.js']) {
    const { status, headers } = await ask(daemon, path);
    t.is(status, 200, path);
    t.regex(String(headers['content-security-policy']), /^default-src 'self';/);
    t.notRegex(String(headers['content-security-policy']), /unsafe|\*/);
    t.is(headers['x-content-type-options'], 'nosniff');
    t.is(headers['x-frame-options'], 'DENY');
    t.is(headers['referrer-policy'], 'no-referrer');
    t.is(headers['access-control-allow-origin'], undefined);
    const again = await ask(daemon, path, { 'if-none-match': String(headers.etag) });
    t.deepEqual([again.status, again.text], [304, '']);
  }
  for (const path of [
    '/page/main.ts',
    '/page/',
    '/page/..%2f..%2fcli/main.js',
    '/page/main.d.ts',
    '/api/routes.js',
  ])
    t.is((await ask(daemon, path)).status, 404, path);
});

test('the status is no place to change anything', async (t) => {
  await using daemon = await fakeDaemon({ statusPage: { open: true } });
  const before = (await daemon.client('admin').status()).queue;
  for (const path of ['/', '/page/main.js', ...LOOKS]) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(daemon, path, as('admin'), method);
      t.is(status, 404, `${method} ${path}`);
      t.is(headers['access-control-allow-methods'], undefined);
    }
  }
  t.deepEqual((await daemon.client('admin').status()).queue, before);
});

test('whoever watches is told all first, and then what changes', async (t) => {
  await using daemon = await fakeDaemon();
  const controller = new AbortController();
  const url = new URL('/v1/status/events', daemon.url);
  const response = await fetch(url, { headers: as('reader'), signal: controller.signal });
  t.is(response.headers.get('cache-control'), 'no-store');
  const events = readEvents(response.body!);
  const next = async () => JSON.parse((await events.next()).value as string) as unknown;
  t.deepEqual(statusView.parse(await next()).queue, { jobs: [], total: 0 });
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 3'));
  const { id } = await alice.submit({ program });
  for (;;) {
    const { queue } = statusUpdate.parse(await next());
    if (queue?.jobs[0]?.state === 'proving') break;
  }
  daemon.workshop.release();
  for (;;) {
    const { finished } = statusUpdate.parse(await next());
    if (finished?.[0]?.id === id) break;
  }
  controller.abort();
  t.pass();
});

test('watchers are limited together with those of jobs, and files of the page by address', async (t) => {
  await using daemon = await fakeDaemon({ limits: { streams: 1, requestsPerMinute: 20 } });
  const controller = new AbortController();
  const url = new URL('/v1/status/events', daemon.url);
  const response = await fetch(url, { headers: as('reader'), signal: controller.signal });
  t.is(response.status, 200);
  t.is((await ask(daemon, '/v1/status/events', as('reader'))).status, 503);
  controller.abort();
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++) statuses.push((await ask(daemon, '/')).status);
  t.deepEqual([statuses[0], statuses.at(-1)], [200, 429]);
});

test('proofs that were made before the daemon was started again are shown with what was predicted', async (t) => {
  const first = await fakeDaemon();
  const alice = first.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 2'));
  const { id } = await alice.submit({ program });
  await alice.wait(id);
  await first[Symbol.asyncDispose]();
  await using second = await fakeDaemon({}, first.folder);
  const [job] = (await second.client('alice').status()).finished;
  t.like(job, { id, owner: 'alice', state: 'done', shards: 2, cycles: 200 });
  t.true(job.predictedSeconds! > 0 && job.measuredSeconds! >= 0);
  t.deepEqual((await second.client('bob').status()).finished, []);
});
