import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { JobRequestInput } from '../../host/client/index.js';
import { makeToken, readConfig } from '../../host/daemon/index.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import { decodeRunProof, verifyingKeyOf, verifyRunInWorker } from '../../host/vm/index.js';
import { samplesOf } from '../telemetry/support/exposition.js';
import { littleEndian, readGuest } from '../vm/guests.js';
import { publishingProgram } from '../vm/proven-runs.js';
import { endDaemon as end, startDaemon } from './running-daemon.js';
import { switchyard, temporaryFolder } from './support.js';

const FOLDER = temporaryFolder();
const { token, sha256 } = makeToken();

function file(name: string, content: Uint8Array | string): string {
  const place = path.join(FOLDER, name);
  writeFileSync(place, content);
  return place;
}

function configFile(name: string, change: object = {}): string {
  return file(
    name,
    JSON.stringify({
      dataFolder: 'data',
      listen: { port: 0 },
      tokens: [{ name: 'tester', role: 'submit', sha256 }],
      proving: {
        minBits: 0,
        shape: 'T12',
        shardCycles: 2048,
        threads: 1,
        devices: ['cpu0'],
        retrySeconds: 0.1,
      },
      storage: { minFreeBytes: 0 },
      ...change,
    }),
  );
}

test('jobs are submitted, survive a kill, are followed, and their proofs verify', async (t) => {
  t.timeout(600_000);
  const config = configFile('config.json');
  const first = await startDaemon(config, token);
  const jobs: { readonly id: string; readonly elf: Uint8Array; readonly values: string }[] = [];
  const submit = async (elf: Uint8Array, values: string, more: Partial<JobRequestInput> = {}) => {
    const { id: program } = await first.client.uploadProgram(elf);
    const { id } = await first.client.submit({ program, parameters: 'dev', ...more });
    jobs.push({ id, elf, values });
  };
  const input = await first.client.uploadInput(littleEndian(10));
  await submit(publishingProgram(Uint8Array.of(1, 2, 3, 4), 0, 4000), '01020304');
  await submit(readGuest('fibonacci'), '0a0000003700000059000000', { inputs: [input.id] });
  await submit(publishingProgram(Uint8Array.of(9), 0, 40), '09', { cycleLimit: 1000 });
  await submit(publishingProgram(Uint8Array.of(1), 7), '');
  const failing = jobs.pop()!;
  for await (const { shardsDone } of first.client.watch(jobs[0].id)) if (shardsDone > 0) break;
  await end(first, 'SIGKILL');

  const second = await startDaemon(config, token);
  for (const { id, elf, values } of jobs) {
    const done = await second.client.wait(id);
    t.like(done, { state: 'done', owner: 'tester', proof: { exitCode: 0, publicValues: values } });
    const run = await second.client.fetchProof(id);
    const { result } = await verifyRunInWorker({
      key: verifyingKeyOf(elf),
      run: decodeRunProof(run),
      minBits: 0,
    });
    t.like(result, { ok: true, exitCode: 0 });
  }
  t.like(await second.client.wait(failing.id), { state: 'failed', problem: { code: 'SY_ERR_GUEST' } });
  t.is((await second.client.list()).jobs.length, 4);

  // The same by the command line.
  const access = { SWITCHYARD_URL: second.url, SWITCHYARD_TOKEN: token };
  const elf = path.join(FOLDER, 'guest.elf');
  writeFileSync(elf, jobs[0].elf);
  const submitted = await switchyard(['job', 'submit', elf, '--params', 'dev', '--key', 'once'], access);
  t.is(submitted.code, 0, submitted.stderr);
  const id = submitted.stdout.trim();
  const watched = await switchyard(['job', 'watch', id], access);
  t.is(watched.code, 0, watched.stderr);
  t.regex(watched.stdout, / done, .*public values 01020304\n$/);
  const proof = path.join(FOLDER, 'proof');
  t.is((await switchyard(['job', 'fetch', id, '-o', proof], access)).code, 0);
  // A run has one proof, whoever asks for it.
  t.deepEqual(new Uint8Array(readFileSync(proof)), await second.client.fetchProof(jobs[0].id));
  // What the real fleet tells.
  const told = samplesOf(await (await fetch(new URL('/metrics', second.url))).text());
  t.true(told.get('switchyard_cycles_total')! > 0);
  t.true(told.get('switchyard_device_busy_seconds_total{device="cpu0"}')! > 0);
  t.true(told.get('switchyard_stage_seconds_count{stage="quotient: quotient",device="cpu0"}')! > 0);
  t.is(told.get('switchyard_device_up{device="cpu0",kind="cpu",emulated="false"}'), 1);
  t.true(told.get('switchyard_jobs_finished_total{state="done"}')! > 0);
  const ready = await fetch(new URL('/readyz', second.url));
  t.like(await ready.json(), { status: 'ready', devices: [{ id: 'cpu0', canProve: true }] });
  const cancelled = await switchyard(['job', 'cancel', id], access);
  t.regex(cancelled.stderr, /SY_ERR_API: TRANSITION: the job is done/);
  t.is(await end(second, 'SIGTERM'), 0);
});

test('the first mistake of a configuration is named', async (t) => {
  for (const [change, message] of [
    [{ dataFolder: '' }, /^dataFolder: /],
    [{ nothing: 1 }, /nothing/],
    [{ limits: { cycles: 'many' } }, /^limits\.cycles: /],
    [{ listen: { host: '0.0.0.0' } }, /^listen\.host: .*loopback/],
    [{ tokens: [{ name: 'a', role: 'root', sha256 }] }, /^tokens\.0\.role: /],
    [{ storage: { maxBytes: 5, reservedBytes: 5 } }, /^storage\.reservedBytes: /],
  ] as const) {
    const error = t.throws(() => readConfig(configFile('bad.json', change)), { instanceOf: SwitchyardError });
    t.is(error.code, 'SY_ERR_CONFIG');
    t.regex(error.message, message);
  }
  const check = (config: string) => switchyard(['daemon', '--config', config, '--check']);
  t.is((await check(configFile('good.json'))).code, 0);
  const bad = await check(configFile('bad.json', { proving: { shape: 'Z99' } }));
  t.is(bad.code, 2);
  t.regex(bad.stderr, /proving\.shape: there is no shape/);
});
