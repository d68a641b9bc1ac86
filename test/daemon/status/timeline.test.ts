import test from 'ava';
import { JournalClock } from '../../../host/daemon/status/journal-clock.js';
import { stageFamily } from '../../../host/daemon/status/stage-family.js';
import { Timeline, type RanStage } from '../../../host/daemon/status/timeline.js';

const ANYBODY = () => true;

function ran(start: number, end: number, more: Partial<RanStage> = {}): RanStage {
  const whose = { job: undefined, shard: undefined };
  return { device: 'cuda0', queue: 0, family: 'commit', start, end, ...whose, ...more };
}

test('stages within a tenth of a second are one span, of the kind that took the most of it', (t) => {
  const timeline = new Timeline();
  timeline.add(ran(10, 10.01));
  timeline.add(ran(10.01, 10.05, { family: 'quotient' }));
  timeline.add(ran(10.06, 10.08));
  timeline.add(ran(10.2, 11));
  timeline.add(ran(10, 10.5, { device: 'cpu0' }));
  const { spans } = timeline.since(0, 12, ANYBODY);
  t.deepEqual(
    spans.map(({ device, family, start, end, stages }) => [device, family, start, end, stages]),
    [
      ['cuda0', 'quotient', 10, 10.08, 3],
      ['cuda0', 'commit', 10.2, 11, 1],
      ['cpu0', 'commit', 10, 10.5, 1],
    ],
  );
  t.true(Math.abs(spans[0].busySeconds - 0.07) < 1e-9);
});

test('since a revision there is what has changed: a span that has grown keeps its number', (t) => {
  const timeline = new Timeline();
  timeline.add(ran(10, 10.01));
  const [first] = timeline.since(0, 11, ANYBODY).spans;
  const { revision } = timeline;
  t.deepEqual(timeline.since(revision, 11, ANYBODY), { spans: [], shards: [] });
  timeline.add(ran(10.02, 10.03));
  timeline.add(ran(10.5, 10.9));
  const { spans } = timeline.since(revision, 11, ANYBODY);
  t.deepEqual(
    spans.map(({ number, end }) => [number === first.number, end]),
    [
      [true, 10.03],
      [false, 10.9],
    ],
  );
});

test('stages of a shard are its time on a device, and name its job to those who may know', (t) => {
  const timeline = new Timeline();
  for (const shard of [0, 1]) {
    timeline.add(ran(10 + shard, 10.4 + shard, { job: 'mine', shard }));
    timeline.add(ran(10.5 + shard, 10.9 + shard, { job: 'theirs', shard, device: 'cpu0' }));
  }
  timeline.add(ran(12, 13, { job: 'mine', shard: 0 }));
  const { shards } = timeline.since(0, 14, (job) => job === 'mine');
  t.deepEqual(
    shards.map(({ device, job, shard, start, end }) => [device, job, shard, start, end]),
    [
      ['cuda0', 'mine', 0, 10, 13],
      ['cpu0', null, 0, 10.5, 10.9],
      ['cuda0', 'mine', 1, 11, 11.4],
      ['cpu0', null, 1, 11.5, 11.9],
    ],
  );
});

test('what is older than a minute is forgotten, and a flood of stages stays small', (t) => {
  const timeline = new Timeline();
  for (let i = 0; i < 40_000; i++) {
    const start = i / 200;
    timeline.add(ran(start, start + 0.0015, { job: `job ${i}`, shard: i }));
  }
  const { spans, shards } = timeline.since(0, 200, ANYBODY);
  t.true(spans.length <= 600 && spans.length > 300, `${spans.length} spans`);
  t.is(shards.length, 600);
  t.true(spans.every(({ end }) => end > 140));
  t.deepEqual(timeline.since(0, 300, ANYBODY), { spans: [], shards: [] });
});

test('more devices than there can be take no more memory', (t) => {
  const timeline = new Timeline();
  for (let i = 0; i < 5000; i++) timeline.add(ran(1, 2, { device: `device ${i}` }));
  t.true(timeline.since(0, 3, ANYBODY).spans.length <= 256);
});

test('times of a journal are set beside the clock by what was told soonest', (t) => {
  let steady = 500;
  let wall = 1_000_000;
  const clock = new JournalClock(
    () => wall,
    () => steady,
  );
  // Told two seconds after it has ended, as a stage at the start of a long segment is.
  t.is(clock.offsetOf(98) + 98, wall);
  t.is(clock.offsetOf(100) + 100, wall);
  t.is(clock.offsetOf(98) + 98, wall - 2);
  steady += 10;
  // The machine's clock was set an hour back.
  wall += 10 - 3600;
  t.is(clock.offsetOf(110) + 110, wall);
  t.is(clock.offsetOf(105) + 105, wall - 5);
});

test('every stage of the prover has a kind', (t) => {
  const families = {
    'tables: fill': 'tables',
    'fixed tables: commit': 'tables',
    'commit trace: lde': 'commit',
    'commit work: grind': 'grind',
    'query work: grind': 'grind',
    'permutation: permutation': 'permutation',
    'quotient: quotient': 'quotient',
    'evaluate: evaluate': 'open',
    'open queries: open': 'open',
    'deep quotient: deep': 'fold',
    'fold: fold': 'fold',
    'final polynomial: download': 'fold',
    'commit trace (move): upload': 'move',
    '<b>': 'other',
  };
  for (const [stage, family] of Object.entries(families))
    t.is<string, string>(stageFamily(stage), family, stage);
});
