import { readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../../cli/support.js';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

const PATHS = [
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/jobs.sqlite',
  '%252e%252e%252fjobs.sqlite',
  '..\\..\\jobs.sqlite',
  'jobs.sqlite',
  '/etc/passwd',
  '%00',
  'a%00.json',
  '%ff%fe',
  '%',
  'C:\\windows',
  '~root',
  '${HOME}',
  `${'a'.repeat(64)}/../${'b'.repeat(64)}`,
  'x'.repeat(200),
  'x'.repeat(10_000),
];

/** What the daemon answers to a target exactly as it stands: clients would tidy it up. */
function answerTo({ url }: FakeDaemon, line: string, headers = '', body = ''): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  return new Promise((resolve) => {
    socket.on('data', (bytes) => (answer += bytes.toString('latin1'))).on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    const common = `host: x\r\nconnection: close\r\nauthorization: Bearer ${TOKENS.alice.token}\r\n`;
    socket.end(`${line} HTTP/1.1\r\n${common}${headers}content-length: ${body.length}\r\n\r\n${body}`);
  });
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** A daemon whose data folder lies in another one, where nothing else may appear. */
async function enclosedDaemon() {
  const outer = temporaryFolder();
  const daemon = await fakeDaemon({}, path.join(outer, 'data'));
  return { daemon, outer, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() };
}

test('paths in the names of jobs and pages are refused, and no file is given out', async (t) => {
  await using scene = await enclosedDaemon();
  const { daemon, outer } = scene;
  const before = filesIn(outer);
  for (const name of PATHS) {
    for (const target of [`/v1/jobs/${name}`, `/v1/jobs/${name}/proof`, `/page/${name}`, `/${name}`]) {
      const answer = await answerTo(daemon, `GET ${target}`);
      const status = Number(/^HTTP\/1.1 (\d+)/.exec(answer)?.[1]);
      const what = `${target.slice(0, 100)}: ${answer.slice(0, 100)}`;
      t.true([400, 404, 414, 431].includes(status), what);
      t.false(/root:|SQLite/.test(answer), what);
    }
  }
  t.deepEqual(filesIn(outer), before);
});

test('paths in the ids of programs and inputs are refused', async (t) => {
  await using scene = await enclosedDaemon();
  const { daemon, outer } = scene;
  const { id: program } = await daemon.client('alice').uploadProgram(fakeProgram('shards 1'));
  const before = filesIn(outer);
  const type = 'content-type: application/json\r\n';
  for (const name of [...PATHS, `${program}/`, `${program}\0`, program.toUpperCase()]) {
    for (const request of [{ program: name }, { program, inputs: [name] }]) {
      const answer = await answerTo(daemon, 'POST /v1/jobs', type, JSON.stringify(request));
      t.regex(answer, /^HTTP\/1.1 422 /, name.slice(0, 100));
    }
  }
  t.deepEqual((await daemon.client('admin').list()).jobs, []);
  t.deepEqual(filesIn(outer), before);
});

test('a key that looks like a path is but a key, and one with other characters is refused', async (t) => {
  await using scene = await enclosedDaemon();
  const { daemon, outer } = scene;
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const { id } = await alice.submit({ program }, { idempotencyKey: '../../../../tmp/key' });
  t.is((await alice.submit({ program }, { idempotencyKey: '../../../../tmp/key' })).id, id);
  await alice.wait(id);
  for (const key of ['a b', 'é', 'x'.repeat(129), '']) {
    const headers = `content-type: application/json\r\nidempotency-key: ${key}\r\n`;
    t.regex(await answerTo(daemon, 'POST /v1/jobs', headers, JSON.stringify({ program })), /^HTTP\/1.1 400 /);
  }
  // Files are named by content, all of them in the data folder.
  const names = /^data\/(artifacts\/[0-9a-f]{2}\/[0-9a-f]{64}|jobs\.sqlite(-wal|-shm)?|pages\.json)$/;
  const files = filesIn(outer);
  t.true(files.length > 2);
  for (const file of files) t.regex(file, names);
});
