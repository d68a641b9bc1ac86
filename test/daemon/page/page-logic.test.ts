import test from 'ava';
import type { StatusUpdate, StatusView } from '../../../host/daemon/api/index.js';
import { announcementsOf } from '../../../host/daemon/page/announcements.js';
import {
  formatBytes,
  formatDifference,
  formatDuration,
  formatRoughly,
} from '../../../host/daemon/page/format.js';
import { StatusModel, type Status } from '../../../host/daemon/page/status-model.js';
import { placeLanes } from '../../../host/daemon/page/timeline-layout.js';
import { describeWork, sumWork } from '../../../host/daemon/page/work-sums.js';
import { demoBoard } from './demo-status.js';

const EVERYBODY = { owner: undefined };

function statusOf(change: (view: StatusView) => Partial<StatusView> = () => ({})): Status {
  const view = demoBoard().view(EVERYBODY);
  const model = new StatusModel();
  model.begin({ ...view, ...change(view) });
  return model.status!;
}

test('durations, differences and sizes are as people say them', (t) => {
  t.deepEqual([0.04, 9.94, 42.4, 60, 185, 3599.6, 3600, 8040, 90_000, 360_000].map(formatDuration), [
    '0.0 s',
    '9.9 s',
    '42 s',
    '1 min',
    '3 min 05 s',
    '1 h',
    '1 h',
    '2 h 14 min',
    '1 d 1 h',
    '4 d 4 h',
  ]);
  t.deepEqual([3.6, 119, 125, 3599, 7300].map(formatRoughly), [
    '4 s',
    '1 min 59 s',
    '2 min',
    '60 min',
    '2 h 02 min',
  ]);
  t.deepEqual(
    [
      formatDifference(100, 104),
      formatDifference(100, 88),
      formatDifference(100, 100.2),
      formatDifference(0, 1),
    ],
    ['+4 %', '−12 %', '±0 %', ''],
  );
  t.deepEqual([formatBytes(12), formatBytes(1.5 * 2 ** 30)], ['12 B', '1.5 GiB']);
});

test('what the daemon tells is put together: parts that changed, spans that grew, old ones forgotten', (t) => {
  const model = new StatusModel();
  const view = demoBoard().view(EVERYBODY);
  model.begin(view);
  t.is(model.spans.size, view.timeline.spans.length);
  const [span] = view.timeline.spans;
  const grown = { ...span, end: view.at + 1 };
  const update: StatusUpdate = {
    ...{ at: view.at + 1, finished: [] },
    timeline: { seconds: 60, spans: [grown], shards: [] },
  };
  model.update(update);
  t.deepEqual(model.status!.finished, []);
  t.deepEqual(model.status!.queue, view.queue);
  t.is(model.spans.get(span.number)!.end, view.at + 1);
  model.update({ at: view.at + 61.5, timeline: { seconds: 60, spans: [], shards: [] } });
  t.deepEqual([model.spans.size, model.shards.size], [0, 0]);
  // A daemon that was started again counts from one again.
  model.begin({ ...view, timeline: { seconds: 60, spans: [{ ...span, end: view.at }], shards: [] } });
  t.is(model.spans.size, 1);
});

test('what changes all the time is not announced; what matters is, once', (t) => {
  const before = statusOf();
  t.deepEqual(announcementsOf(before, before), []);
  const progress = statusOf(({ queue }) => ({
    queue: { ...queue, jobs: queue.jobs.map((job) => ({ ...job, shardsDone: job.shardsDone + 1 })) },
  }));
  t.deepEqual(announcementsOf(before, progress), []);
  const after = statusOf(({ devices, queue, finished, daemon }) => ({
    devices: devices.map((device) =>
      device.id === 'cpu0' ? { ...device, state: 'poisoned' as const } : device,
    ),
    queue: { ...queue, jobs: queue.jobs.map((job) => ({ ...job, isLate: true })) },
    finished: [{ ...finished[0], id: 'f'.repeat(36), state: 'failed' as const }, ...finished],
    daemon: { ...daemon, state: 'draining' as const, hasRoom: false },
  }));
  t.deepEqual(announcementsOf(before, after), [
    'cpu0 is poisoned.',
    '5 jobs will be late.',
    'Job ffffffff has failed.',
    'The daemon is draining.',
    'The disk is full.',
  ]);
  t.deepEqual(announcementsOf(after, after), []);
});

test('work is summed by device and kind, as far as it is within the minute', (t) => {
  const span = { number: 1, queue: 0, stages: 1, device: 'cuda0' };
  const sums = sumWork(
    ['cuda0', 'cpu0'],
    [
      { ...span, family: 'commit', start: 30, end: 50, busySeconds: 10 },
      { ...span, family: 'fold', start: 60, end: 66, busySeconds: 6 },
      { ...span, device: 'gone', family: 'fold', start: 60, end: 66, busySeconds: 6 },
    ],
    100,
    60,
  );
  t.deepEqual(
    sums.map(({ device, seconds, byFamily }) => [device, seconds, [...byFamily]]),
    [
      [
        'cuda0',
        11,
        [
          ['commit', 5],
          ['fold', 6],
        ],
      ],
      ['cpu0', 0, []],
    ],
  );
  t.deepEqual(
    sums.map((sum) => describeWork(sum, 60)),
    ['cuda0 worked 18 % of it, mostly fold', 'cpu0 was idle'],
  );
});

test('lanes do not overlap, and have a row for each further queue', (t) => {
  const { spans } = demoBoard().view(EVERYBODY).timeline;
  const lanes = placeLanes(['cuda0', 'cuda1', 'xrt0', 'cpu0'], spans);
  t.deepEqual(
    lanes.map(({ device, othersTop }) => [device, othersTop.size]),
    [
      ['cuda0', 1],
      ['cuda1', 1],
      ['xrt0', 0],
      ['cpu0', 0],
    ],
  );
  lanes.slice(1).forEach(({ top }, i) => t.true(top > lanes[i].bottom));
});
