import test from 'ava';
import { statusUpdate, statusView, type StatusUpdate } from '../../../host/daemon/api/index.js';
import type { DeviceStatus, JobNews } from '../../../host/daemon/engine/index.js';
import { JobLog, StatusBoard, WorkshopLog } from '../../../host/daemon/status/index.js';
import { demoBoard } from '../page/demo-status.js';

const EVERYBODY = { owner: undefined };
const MINE = '00000000-0000-4000-8000-000000000001';
const THEIRS = '00000000-0000-4000-8000-000000000002';

function news(id: string, owner: string, change: Partial<JobNews> = {}): JobNews {
  return {
    ...{ id, owner, state: 'proving', submittedAt: 90, changedAt: 95 },
    request: {
      ...{ program: 'a'.repeat(64), inputs: [], priority: 0, parameters: 'default' },
      ...{ hashSet: 'p2-24-16', objective: 'throughput', allowExitCode: false },
    },
    ...{ deadline: 200, promise: { at: 100, finish: 140 }, predictedFinish: 141, isLate: false },
    ...{ cycles: 1000, shards: 4, shardsDone: 1 },
    ...change,
  };
}

function setUp() {
  let at = 1000;
  const workshopLog = new WorkshopLog(() => at);
  const jobLog = new JobLog(workshopLog);
  const engine = { unfinished: [] as JobNews[], hasRoom: true };
  const device: DeviceStatus = {
    ...{ id: 'cuda0', kind: 'cuda', name: 'H200', isEmulated: false, state: 'ready', reason: undefined },
    memory: { usedBytes: 1, budgetBytes: 2 },
    isIdle: false,
    work: { run: { job: THEIRS }, shard: 3, stage: 'quotient', since: 999 },
  };
  const workshop = { devices: () => [device] };
  const parts = { version: '1.2.3', workshop, engine, workshopLog, jobLog, isDraining: () => false };
  return {
    board: new StatusBoard(parts),
    workshopLog,
    jobLog,
    engine,
    setTime: (time: number) => (at = time),
  };
}

test('what is told fits the schemas, the first time and afterwards', (t) => {
  const board = demoBoard();
  t.notThrows(() => statusView.parse(board.view(EVERYBODY)));
  const tell = board.follow(EVERYBODY);
  t.deepEqual(statusView.parse(tell()), board.view(EVERYBODY));
  t.deepEqual(Object.keys(statusUpdate.parse(tell())), ['at', 'timeline']);
});

test('a finished proof is shown with what was predicted at its acceptance and what it took from then on', (t) => {
  const { board, jobLog } = setUp();
  jobLog.onBegin(news(MINE, 'alice'));
  jobLog.onChange(news(MINE, 'alice', { state: 'done', changedAt: 150 }), 'proving');
  jobLog.onBegin(news(THEIRS, 'bob'));
  jobLog.onChange(news(THEIRS, 'bob', { state: 'accepted', promise: undefined, changedAt: 300 }), 'sizing');
  jobLog.onChange(news(THEIRS, 'bob', { state: 'done', promise: undefined, changedAt: 310 }), 'proving');
  t.deepEqual(
    board.view(EVERYBODY).finished.map((one) => [one.id, one.predictedSeconds, one.measuredSeconds]),
    [
      [THEIRS, null, 10],
      [MINE, 40, 50],
    ],
  );
});

test('faults, fallbacks and failures are kept, the latest first, no more than so many', (t) => {
  const { board, workshopLog, jobLog } = setUp();
  jobLog.onBegin(news(MINE, 'alice'));
  for (let i = 0; i < 500; i++) workshopLog.onEvent({ kind: 'slow', device: 'cuda0', ratio: 0.4 }, {});
  workshopLog.onEvent({ kind: 'remade', stage: 'fold', op: 'fold', device: 'cuda0' }, {});
  workshopLog.onDevice({ kind: 'ready', device: 'cuda0' });
  workshopLog.onDevice({ kind: 'lost', device: 'cuda0', reason: 'x'.repeat(10_000) });
  jobLog.onFailure(news(MINE, 'alice'), { code: 'SY_ERR_GUEST', message: 'it did what it must not' });
  jobLog.onLate(news(MINE, 'alice', { isLate: true }));
  const { incidents } = board.view(EVERYBODY);
  t.is(incidents.length, 100);
  t.deepEqual(
    incidents.slice(0, 4).map(({ kind, device, job }) => [kind, device, job]),
    [
      ['late', null, MINE],
      ['failure', null, MINE],
      ['lost', 'cuda0', null],
      ['slow', 'cuda0', null],
    ],
  );
  t.is(incidents[2].text.length, 500);
});

test('somebody who may submit sees devices, and nothing of the jobs of others', (t) => {
  const { board, workshopLog, jobLog, engine } = setUp();
  engine.unfinished = [news(THEIRS, 'bob'), news(MINE, 'alice')];
  for (const job of engine.unfinished) jobLog.onBegin(job);
  const stage = { stage: 'quotient: quotient', device: 'cuda0', start: 1, end: 2 };
  workshopLog.onStage(stage, { run: { job: THEIRS }, shard: 3 });
  workshopLog.onEvent(
    {
      ...{ kind: 'fallback', stage: 'quotient', op: 'quotient', from: 'cuda0', to: 'cpu0' },
      ...{ code: 'SY_ERR_MEMORY', reason: 'no room' },
    },
    { run: { job: THEIRS }, shard: 3 },
  );
  jobLog.onFailure(news(THEIRS, 'bob'), { code: 'SY_ERR_GUEST', message: 'secret of bob' });
  jobLog.onChange(news(THEIRS, 'bob', { state: 'done' }), 'proving');
  const all = board.view(EVERYBODY);
  t.is(all.devices[0].work?.job, THEIRS);
  t.is(all.timeline.shards[0].job, THEIRS);
  t.is(all.incidents.length, 2);
  const own = board.view({ owner: 'alice' });
  t.deepEqual(
    own.queue.jobs.map(({ id }) => id),
    [MINE],
  );
  t.is(own.queue.total, 1);
  t.is(own.timeline.spans.length, 1);
  t.like(own.devices[0].work, { stage: 'quotient', job: null, shard: null });
  const text = JSON.stringify(own);
  for (const secret of [THEIRS, 'bob', 'secret']) t.false(text.includes(secret), secret);
});

test('a follower is told what has changed, once', (t) => {
  const { board, workshopLog, engine, setTime } = setUp();
  const tell = board.follow(EVERYBODY);
  tell();
  const before = board.revision;
  workshopLog.onStage({ stage: 'fold: fold', device: 'cuda0', start: 1, end: 2 }, {});
  t.true(board.revision > before);
  engine.unfinished = [news(MINE, 'alice')];
  setTime(1001);
  const update: StatusUpdate = tell();
  t.deepEqual(Object.keys(update).sort(), ['at', 'queue', 'timeline']);
  t.is(update.timeline.spans.length, 1);
  const next: StatusUpdate = tell();
  t.deepEqual(next, { at: 1001, timeline: { seconds: 60, spans: [], shards: [] } });
});

test('of a long queue the most urgent jobs are shown, and how many there are', (t) => {
  const { board, engine } = setUp();
  engine.unfinished = Array.from({ length: 1000 }, () => news(MINE, 'alice'));
  const { queue } = board.view(EVERYBODY);
  t.deepEqual([queue.jobs.length, queue.total], [200, 1000]);
});
