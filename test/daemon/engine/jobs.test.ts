import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ApiRefusal } from '../../../host/client/index.js';
import { fakeDaemon } from '../fake-daemon.js';
import { inSeconds, submit, until } from '../fake-jobs.js';
import { fakeProgram, FakeWorkshop } from '../fake-workshop.js';

async function statusOf(action: Promise<unknown>): Promise<number | undefined> {
  const error = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof ApiRefusal ? error.status : undefined;
}

test('a job is sized, accepted, proven, and its proof fetched', async (t) => {
  await using daemon = await fakeDaemon();
  const job = await submit(daemon, 'shards 3');
  t.is(job.state, 'submitted');
  const done = await daemon.client('alice').wait(job.id);
  t.like(done, { state: 'done', cycles: 300, shards: 3, shardsDone: 3, isLate: false });
  t.like(done.proof, { publicValues: '0102', exitCode: 0 });
  const proof = await daemon.client('alice').fetchProof(job.id);
  t.is(new TextDecoder().decode(proof), 'proof of shards 3');
  t.is(daemon.workshop.sizings, 1);
});

test('a job with a cycle limit is decided on at once, and held to the limit', async (t) => {
  await using daemon = await fakeDaemon();
  const job = await submit(daemon, 'shards 3', { cycleLimit: 1000 });
  t.is((await daemon.client('alice').wait(job.id)).state, 'done');
  const tight = await submit(daemon, 'shards 4', { cycleLimit: 399 });
  t.like(await daemon.client('alice').wait(tight.id), { state: 'failed', problem: { code: 'SY_ERR_GUEST' } });
  t.is(daemon.workshop.sizings, 0);
});

test('a job that cannot make its deadline is refused with the predicted finish', async (t) => {
  await using daemon = await fakeDaemon();
  daemon.workshop.secondsPerShard = 100;
  const job = await submit(daemon, 'shards 3', { deadline: inSeconds(200) });
  const refused = await daemon.client('alice').wait(job.id);
  t.like(refused, { state: 'refused', problem: { code: 'DEADLINE' } });
  const seconds = (Date.parse(refused.predictedFinish!) - Date.parse(refused.submittedAt)) / 1000;
  t.true(seconds > 299 && seconds < 400);
  t.is(
    (await daemon.client('alice').wait((await submit(daemon, 'shards 1', { deadline: inSeconds(200) })).id))
      .state,
    'done',
  );
});

test('what was never measured is accepted or refused as the configuration says', async (t) => {
  for (const [unmeasured, state] of [
    ['accept', 'done'],
    ['refuse', 'refused'],
  ] as const) {
    await using daemon = await fakeDaemon({ deadlines: { unmeasured } });
    daemon.workshop.secondsPerShard = undefined;
    const job = await submit(daemon, 'shards 1', { deadline: inSeconds(1000) });
    t.is((await daemon.client('alice').wait(job.id)).state, state);
  }
});

test('jobs are cancelled in every state, and stay so', async (t) => {
  await using daemon = await fakeDaemon({ proving: { activeJobs: 1 }, limits: { sizings: 1 } });
  const alice = daemon.client('alice');
  const proving = await submit(daemon, 'slow shards 2');
  await until(daemon, proving.id, ({ state }) => state === 'proving');
  const accepted = await submit(daemon, 'slow shards 3');
  await until(daemon, accepted.id, ({ state }) => state === 'accepted');
  const sizing = await submit(daemon, 'endless');
  await until(daemon, sizing.id, ({ state }) => state === 'sizing');
  // As many are counted at a time as there may be.
  const submitted = await submit(daemon, 'endless too');
  for (const { id } of [submitted, sizing, accepted, proving]) {
    t.is((await alice.cancel(id)).state, 'cancelled');
    t.is((await alice.cancel(id)).state, 'cancelled');
    t.is((await alice.wait(id)).state, 'cancelled');
    t.is(await statusOf(alice.fetchProof(id)), 409);
  }
  daemon.workshop.release();
  const done = await submit(daemon, 'shards 1');
  await alice.wait(done.id);
  t.is(await statusOf(alice.cancel(done.id)), 409);
  const failed = await submit(daemon, 'fault');
  t.like(await alice.wait(failed.id), { state: 'failed', problem: { code: 'SY_ERR_GUEST' } });
  t.is(await statusOf(alice.cancel(failed.id)), 409);
});

test('trouble of the server is tried again, that of a job is not', async (t) => {
  await using daemon = await fakeDaemon({ proving: { attempts: 3 } });
  const alice = daemon.client('alice');
  t.is((await alice.wait((await submit(daemon, 'flaky 2')).id)).state, 'done');
  const bad = await alice.wait((await submit(daemon, 'flaky 3')).id);
  t.like(bad, { state: 'failed', problem: { code: 'INTERNAL' } });
  t.false(JSON.stringify(bad).includes('a device made trouble'));
});

test('the same request with the same key makes one job', async (t) => {
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('shards 1'));
  const jobs = await Promise.all(
    Array.from({ length: 8 }, () => alice.submit({ program }, { idempotencyKey: 'once' })),
  );
  t.is(new Set(jobs.map(({ id }) => id)).size, 1);
  t.is(await statusOf(alice.submit({ program, priority: 1 }, { idempotencyKey: 'once' })), 422);
  t.is((await alice.list()).jobs.length, 1);
  t.not((await daemon.client('bob').submit({ program }, { idempotencyKey: 'once' })).id, jobs[0].id);
});

test('a more urgent job takes the turn of a less urgent one, which goes on where it was', async (t) => {
  await using daemon = await fakeDaemon({ proving: { activeJobs: 1 } });
  const slow = await submit(daemon, 'slow shards 2');
  await until(daemon, slow.id, ({ state }) => state === 'proving');
  const urgent = await submit(daemon, 'shards 2', { deadline: inSeconds(1000) });
  t.is((await daemon.client('alice').wait(urgent.id)).state, 'done');
  t.is((await daemon.client('alice').job(slow.id)).state, 'proving');
  daemon.workshop.release();
  t.is((await daemon.client('alice').wait(slow.id)).state, 'done');
});

test('after a restart jobs go on from their finished shards', async (t) => {
  const first = await fakeDaemon();
  const job = await submit(first, 'shards 40');
  const sizing = await submit(first, 'endless');
  await until(first, job.id, ({ shardsDone }) => shardsDone >= 3);
  await first[Symbol.asyncDispose]();
  await using second = await fakeDaemon({}, first.folder, new FakeWorkshop());
  t.is((await second.client('alice').wait(job.id)).state, 'done');
  const { found, proven } = second.workshop;
  t.true(found.length >= 3);
  t.is(found.length + proven.length, 40);
  t.is((await second.client('alice').cancel(sizing.id)).state, 'cancelled');
});

test('a damaged proof is not given out, but made again', async (t) => {
  await using daemon = await fakeDaemon();
  const alice = daemon.client('alice');
  const { id } = await submit(daemon, 'shards 2');
  const { proof } = await alice.wait(id);
  const file = path.join(daemon.folder, 'artifacts', proof!.id.slice(0, 2), proof!.id);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.with(3, bytes[3] ^ 1));
  t.is(await statusOf(alice.fetchProof(id)), 503);
  for (let i = 0; i < 200 && (await statusOf(alice.fetchProof(id))) === 503; i++) await sleep(20);
  t.deepEqual(Buffer.from(await alice.fetchProof(id)), bytes);
  t.is((await alice.job(id)).state, 'done');
});

test('a shard that is damaged on the disk is proven again', async (t) => {
  const first = await fakeDaemon();
  const job = await submit(first, 'shards 60');
  await until(first, job.id, ({ shardsDone }) => shardsDone >= 2);
  await first[Symbol.asyncDispose]();
  const folder = path.join(first.folder, 'artifacts');
  const program = (await import('node:crypto'))
    .createHash('sha256')
    .update(fakeProgram('shards 60'))
    .digest('hex');
  const shard = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
    (name) => path.basename(name).length === 64 && path.basename(name) !== program,
  );
  writeFileSync(path.join(folder, shard!), 'damaged');
  await using second = await fakeDaemon({}, first.folder);
  t.is((await second.client('alice').wait(job.id)).state, 'done');
  t.is(second.workshop.found.length + second.workshop.proven.length, 60);
});

test('a full disk refuses what is new and lets what is accepted be finished', async (t) => {
  const storage = { maxBytes: 20_000, reservedBytes: 10_000 };
  await using daemon = await fakeDaemon({ storage });
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 5'));
  const job = await alice.submit({ program });
  await until(daemon, job.id, ({ state }) => state === 'proving');
  await alice.uploadInput(new Uint8Array(9_900));
  t.is(await statusOf(alice.uploadInput(new Uint8Array(200).fill(1))), 507);
  daemon.workshop.release();
  t.is((await alice.wait(job.id)).state, 'done');
  t.is(await statusOf(alice.submit({ program })), 507);
  t.is((await alice.list()).jobs.length, 1);
});
