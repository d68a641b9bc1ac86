import net from 'node:net';
import { inspect } from 'node:util';
import test from 'ava';
import { SwitchyardClient } from '../../../host/client/index.js';
import { openLog } from '../../../host/daemon/index.js';
import { switchyard } from '../../cli/support.js';
import { fakeDaemon, TOKENS, type FakeDaemon } from '../fake-daemon.js';
import { fakeProgram } from '../fake-workshop.js';

const { token } = TOKENS.alice;

/** The ways in which a token may stand in a line: as it is, and as bytes are written. */
function tracesOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Base64 of the middle, wherever it begins.
  const encoded = [0, 1, 2].map((skip) => bytes.subarray(skip + 3, skip + 33).toString('base64'));
  return [
    secret,
    secret.slice(3),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    [...bytes].join(),
    ...encoded,
  ];
}

function revealing(lines: readonly string[], secret: string): string[] {
  return lines.filter((line) => tracesOf(secret).some((trace) => line.includes(trace)));
}

/** Sends bytes, and waits until the daemon has done with them. */
async function send({ url }: FakeDaemon, text: string): Promise<string> {
  const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes.toString('latin1'))).on('error', () => undefined);
  socket.end(text);
  return await new Promise((resolve) => socket.on('close', () => resolve(answer)));
}

test('no token is in the log, wherever it is sent and whatever goes wrong', async (t) => {
  const daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('flaky 1'));
  await alice.wait((await alice.submit({ program })).id);
  const end = 'host: x\r\nconnection: close\r\n\r\n';
  const answers = [];
  for (const request of [
    ...['Authorization', 'AUTHORIZATION', 'aUtHoRiZaTiOn', 'proxy-authorization', 'cookie', 'x-token'].map(
      (name) => `GET /v1/jobs HTTP/1.1\r\n${name}: Bearer ${token}\r\n${end}`,
    ),
    `GET /v1/jobs?token=${token}&authorization=${token} HTTP/1.1\r\n${end}`,
    `GET /${token} HTTP/1.1\r\n${end}`,
    `GET /v1/jobs/${token}/proof HTTP/1.1\r\nauthorization: Bearer ${token}\r\n${end}`,
    `GET http://${token}@x/v1/jobs HTTP/1.1\r\n${end}`,
    `GET /%${token} HTTP/1.1\r\n${end}`,
    `${token} / HTTP/1.1\r\n${end}`,
    // Of what is no HTTP, the parser's errors have the bytes.
    `GET / HTTP/1.1\r\nauthorization: Bearer ${token}\r\n bad\0header\r\n${end}`,
    `GET / HTTP/9.9\r\nauthorization: Bearer ${token}\r\n${end}`,
    `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\nauthorization: Bearer ${token}\r\n${end}`,
    ...['{"program":"TOKEN"}', '{"TOKEN":1}', '"TOKEN"', '{TOKEN'].map((body) => {
      const text = body.replace('TOKEN', token);
      return `POST /v1/jobs HTTP/1.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n${end}${text}`;
    }),
    `POST /v1/jobs HTTP/1.1\r\nauthorization: Bearer ${token}\r\nidempotency-key: ${token} \x01\r\n${end}`,
  ]) {
    answers.push(await send(daemon, request));
  }
  await daemon[Symbol.asyncDispose]();
  t.true(daemon.lines.length > 20);
  t.deepEqual(revealing(daemon.lines, token), []);
  t.deepEqual(revealing(answers, token), []);
});

test('what an error carries is redacted where it is logged', (t) => {
  const lines: string[] = [];
  const log = openLog('debug', { write: (line: string) => void lines.push(line) });
  const headers = { authorization: `Bearer ${token}` };
  const error = Object.assign(new Error('it failed'), { headers, request: { headers }, token });
  log.error({ err: error }, 'failed');
  log.warn({ headers, req: { headers }, request: { headers }, token, holder: { token } }, 'said');
  log.error({ err: Object.assign(new Error('outer', { cause: error }), { authorization: token }) }, 'nested');
  log.error({ err: new Error(`header Bearer ${token} is bad`) }, `a message with Bearer ${token}`);
  t.is(lines.length, 4);
  t.deepEqual(revealing(lines, token), []);
});

test('no error of the client has its token', async (t) => {
  await using daemon = await fakeDaemon();
  const url = daemon.url;
  const broken = `${token}\n\u0100`;
  const clients: [SwitchyardClient, string][] = [
    [new SwitchyardClient({ url, token: token.replace('sy_', 'sz_') }), token.slice(3)],
    // A header does not take it, and says which value it is.
    [new SwitchyardClient({ url, token: broken }), token],
    [new SwitchyardClient({ url: 'http://127.0.0.1:9', token }), token],
  ];
  for (const [client, secret] of clients) {
    const error = await t.throwsAsync(client.list(), { code: 'SY_ERR_API' });
    const shown = [
      inspect(error, { depth: 10, showHidden: true }),
      String(error?.stack),
      JSON.stringify(error),
    ];
    t.deepEqual(revealing(shown, secret), []);
  }
  for (const bad of [broken, `${token}x`, token]) {
    const access = { SWITCHYARD_URL: bad === token ? 'http://127.0.0.1:9' : url, SWITCHYARD_TOKEN: bad };
    const { code, stdout, stderr } = await switchyard(['job', 'list', '--json'], access);
    t.not(code, 0);
    t.deepEqual(revealing([stdout, stderr], token), []);
  }
});
