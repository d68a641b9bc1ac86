import test from 'ava';
import type { JobView } from '../../../host/client/index.js';
import { fakeDaemon, type ConfigChange } from '../fake-daemon.js';
import { inSeconds, submit, until } from '../fake-jobs.js';

const THERE = [{ name: 'fake0', isThere: true }];
const GONE = [{ name: 'fake0', isThere: false }];

/** A daemon whose shards take 100 seconds, as far as it knows, with a job of three that is promised and being proven. */
async function promised(change: ConfigChange = {}, deadline = 10_000) {
  const daemon = await fakeDaemon(change);
  daemon.workshop.secondsPerShard = 100;
  const { id } = await submit(daemon, 'slow shards 3', { deadline: inSeconds(deadline) });
  const view = await until(daemon, id, ({ state }) => state === 'proving');
  return { daemon, id, view, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() };
}

function kinds({ notes }: JobView): string[] {
  return notes.map(({ kind }) => kind);
}

test.serial(
  'a job whose device is lost is flagged at once, and is in time after all once that is back',
  async (t) => {
    await using scene = await promised();
    const { daemon, id, view } = scene;
    t.false(view.isLate);
    daemon.workshop.laneStates = GONE;
    const late = await until(daemon, id, ({ isLate }) => isLate);
    t.like(late, { state: 'proving', predictedFinish: null });
    daemon.workshop.laneStates = THERE;
    const back = await until(daemon, id, ({ isLate }) => !isLate);
    t.deepEqual(kinds(back), ['late', 'in-time']);
    daemon.workshop.release();
    t.is((await daemon.client('alice').wait(id)).state, 'done');
  },
);

test.serial('late jobs come after those that can make it, keep their turn, or fail', async (t) => {
  for (const [late, first] of [
    ['yield', 'other'],
    ['continue', 'late'],
  ] as const) {
    await using scene = await promised({ deadlines: { late }, proving: { activeJobs: 1 } });
    const { daemon, id } = scene;
    daemon.workshop.laneStates = GONE;
    await until(daemon, id, ({ isLate }) => isLate);
    // There is no lane for it either, but nothing that it could be late for.
    const other = await submit(daemon, 'shards 1');
    if (first === 'other') {
      t.is((await daemon.client('alice').wait(other.id)).state, 'done');
      t.is((await daemon.client('alice').job(id)).state, 'proving');
    } else {
      await until(daemon, other.id, ({ state }) => state === 'accepted');
      daemon.workshop.release();
      await daemon.client('alice').wait(id);
      await daemon.client('alice').wait(other.id);
      t.regex(daemon.workshop.proven.at(-1)!.text, /^shards 1/);
    }
    daemon.workshop.release();
    t.is((await daemon.client('alice').wait(id)).state, 'done');
  }
  await using scene = await promised({ deadlines: { late: 'fail' } });
  const { daemon, id } = scene;
  daemon.workshop.laneStates = GONE;
  t.like(await daemon.client('alice').wait(id), { state: 'failed', problem: { code: 'LATE' }, isLate: true });
});

test.serial('a promised job is not made late by later submissions', async (t) => {
  await using scene = await promised({}, 350);
  const { daemon, id } = scene;
  const sooner = await submit(daemon, 'shards 1', { deadline: inSeconds(340) });
  t.like(await daemon.client('alice').wait(sooner.id), { state: 'refused', problem: { code: 'DEADLINE' } });
  const later = await submit(daemon, 'slow shards 1', { deadline: inSeconds(1000) });
  await until(daemon, later.id, ({ state }) => state === 'proving');
  t.false((await daemon.client('alice').job(id)).isLate);
});

test.serial('a clock that jumps ahead makes jobs late, and one that jumps back, not', async (t) => {
  await using scene = await promised();
  const { daemon, id } = scene;
  const real = Date.now.bind(Date);
  t.teardown(() => (Date.now = real));
  Date.now = () => real() + 20_000_000;
  await until(daemon, id, ({ isLate }) => isLate);
  Date.now = () => real() - 20_000_000;
  await until(daemon, id, ({ isLate }) => !isLate);
  Date.now = real;
  daemon.workshop.release();
  t.is((await daemon.client('alice').wait(id)).state, 'done');
});

test.serial('what a run takes beside its shards counts when it is decided on', async (t) => {
  await using daemon = await fakeDaemon();
  Object.assign(daemon.workshop, { secondsPerShard: 100, before: 200, after: 300 });
  const wait = async (deadline: number) =>
    await daemon
      .client('alice')
      .wait((await submit(daemon, 'shards 2', { deadline: inSeconds(deadline) })).id);
  t.like(await wait(690), { state: 'refused', problem: { code: 'DEADLINE' } });
  t.is((await wait(1500)).state, 'done');
});

test.serial('what lanes do is asked of the jobs on the board', async (t) => {
  await using daemon = await fakeDaemon();
  const { workshop } = daemon;
  workshop.laneStates = [
    { name: 'fake0', isThere: true },
    { name: 'fake1', isThere: true },
  ];
  workshop.secondsPerShard = 10;
  const jobs: Record<string, string> = {};
  for (const [name, deadline] of [
    ['late', 300],
    ['soon', 200],
  ] as const) {
    const { id } = await submit(daemon, `slow shards 2 ${name}`, { deadline: inSeconds(deadline) });
    await until(daemon, id, ({ state, shards }) => state === 'proving' && shards === 2);
    jobs[name] = id;
  }
  const both = new Set([jobs.late, jobs.soon]);
  t.like(workshop.policy!.choose('fake0', both), { kind: 'begin', runId: jobs.soon });
  t.like(workshop.policy!.choose('fake0', new Set([...both, 'nobody knows'])), {
    kind: 'begin',
    runId: 'nobody knows',
  });
  t.like(workshop.policy!.choose('other', both), { kind: 'begin', runId: jobs.soon });
  // One whose lane is late is copied once that saves the deadline, and only then.
  const running = (elapsedSeconds: number) => ({ runId: jobs.soon, index: 0, elapsedSeconds });
  workshop.laneStates = [{ name: 'fake0', isThere: true, running: running(100) }, workshop.laneStates[1]];
  t.is(workshop.policy!.choose('fake1', new Set())?.kind, undefined);
  workshop.laneStates = [{ name: 'fake0', isThere: true, running: running(250) }, workshop.laneStates[1]];
  t.like(workshop.policy!.choose('fake1', new Set()), { kind: 'copy', runId: jobs.soon, index: 0 });
  const view = await until(daemon, jobs.soon, ({ notes }) => notes.some(({ kind }) => kind === 'copied'));
  t.regex(
    view.notes.find(({ kind }) => kind === 'copied')!.text,
    /^shard 0 is proven on fake1, too, since fake0 is late/,
  );
  // A lane that is still busy with what nobody wants does not hold a job back for long.
  workshop.laneStates = [{ name: 'fake0', isThere: true, leavingSeconds: 1 }, workshop.laneStates[1]];
  await until(daemon, jobs.soon, ({ isLate }) => !isLate);
  t.like(workshop.policy!.choose('fake1', both), { kind: 'begin', runId: jobs.soon });
});
