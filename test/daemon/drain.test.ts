import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { ApiRefusal } from '../../host/client/index.js';
import { fakeDaemon, TOKENS } from './fake-daemon.js';
import { fakeProgram, FakeWorkshop } from './fake-workshop.js';

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  return (await Promise.race([promise, sleep(0, open)])) !== open;
}

test('a daemon that drains takes no jobs, ends those that it proves, begins no other, and keeps them all', async (t) => {
  const daemon = await fakeDaemon({ proving: { activeJobs: 1 } });
  const alice = daemon.client('alice');
  const { id: slow } = await alice.uploadProgram(fakeProgram('slow shards 3'));
  const { id: other } = await alice.uploadProgram(fakeProgram('shards 2'));
  const first = await alice.submit({ program: slow });
  while ((await alice.job(first.id)).state !== 'proving') await sleep(5);
  const second = await alice.submit({ program: other });
  while ((await alice.job(second.id)).state !== 'accepted') await sleep(5);

  const { proving, endsAt } = await daemon.client('admin').drain();
  t.is(proving, 1);
  t.true(Date.parse(endsAt) > Date.now() + 3_000_000);
  t.true(daemon.isDraining());
  for (const refused of [
    () => alice.submit({ program: other }),
    () => alice.uploadProgram(fakeProgram('new')),
    () => alice.uploadInput(Uint8Array.of(1)),
  ]) {
    const error = await t.throwsAsync(refused, { instanceOf: ApiRefusal });
    t.like(error, { status: 503, check: 'DRAINING' });
  }
  const answer = await fetch(new URL('/v1/jobs', daemon.url), {
    ...{ method: 'POST', body: JSON.stringify({ program: other }) },
    headers: { authorization: `Bearer ${TOKENS.alice.token}`, 'content-type': 'application/json' },
  });
  t.is(answer.headers.get('retry-after'), '60');
  t.false(await isSettled(daemon.drained));
  // What does not bring work goes on.
  t.is((await alice.list()).jobs.length, 2);

  daemon.workshop.release();
  await daemon.drained;
  t.is((await alice.job(first.id)).state, 'done');
  t.is((await alice.job(second.id)).state, 'accepted');
  await daemon[Symbol.asyncDispose]();

  await using again = await fakeDaemon({}, daemon.folder);
  t.is((await again.client('alice').wait(second.id)).state, 'done');
  t.is((await again.client('alice').job(first.id)).state, 'done');
});

test('draining ends when its time is over, and what was begun goes on from its shards', async (t) => {
  const workshop = new FakeWorkshop();
  const daemon = await fakeDaemon({ shutdown: { drainSeconds: 3600 } }, undefined, workshop);
  const alice = daemon.client('alice');
  const { id: program } = await alice.uploadProgram(fakeProgram('slow shards 3'));
  const { id } = await alice.submit({ program });
  while ((await alice.job(id)).state !== 'proving') await sleep(5);
  daemon.drain();
  t.false(await isSettled(daemon.drained));
  // Whoever drains again may shorten the time, not lengthen it.
  const { endsAt } = daemon.drain(0);
  t.is(daemon.drain(7200).endsAt, endsAt);
  await daemon.drained;
  t.is((await alice.job(id)).state, 'proving');
  await daemon[Symbol.asyncDispose]();

  const released = new FakeWorkshop();
  released.release();
  await using again = await fakeDaemon({}, daemon.folder, released);
  t.is((await again.client('alice').wait(id)).state, 'done');
});

test('a daemon that proves nothing has drained at once', async (t) => {
  await using daemon = await fakeDaemon();
  daemon.drain();
  await daemon.drained;
  t.pass();
});

test('only an admin may drain, and only by what the description has', async (t) => {
  await using daemon = await fakeDaemon();
  for (const [who, body, status] of [
    ['alice', {}, 403],
    ['reader', {}, 403],
    ['admin', { seconds: -1 }, 422],
    ['admin', { seconds: 'soon' }, 422],
    ['admin', { other: 1 }, 422],
  ] as const) {
    const { status: got } = await fetch(new URL('/v1/admin/drain', daemon.url), {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { authorization: `Bearer ${TOKENS[who].token}`, 'content-type': 'application/json' },
    });
    t.is(got, status, `${who} ${JSON.stringify(body)}`);
  }
  t.false(daemon.isDraining());
  const bare = await fetch(new URL('/v1/admin/drain', daemon.url), {
    ...{ method: 'POST', headers: { authorization: `Bearer ${TOKENS.admin.token}` } },
  });
  t.is(bare.status, 202);
});
