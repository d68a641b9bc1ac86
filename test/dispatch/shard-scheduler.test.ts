import test, { type ExecutionContext } from 'ava';
import { ShardScheduler, type LaneSpec, type Shard } from '../../host/dispatch/index.js';
import { Random } from '../planner/random.js';

/** What happens to a lane, and when on the virtual clock. */
interface Happening {
  readonly time: number;
  readonly lane: string;
  readonly what: 'lost' | 'back' | 'failed';
}

interface Played {
  readonly end: number;
  /** By shard, the lane that proved it. */
  readonly proven: ReadonlyMap<number, string>;
}

/** Lanes prove shards on a virtual clock; `real` says how long a shard really takes. */
function play(
  t: ExecutionContext,
  scheduler: ShardScheduler,
  lanes: readonly LaneSpec[],
  real: (lane: string, shard: Shard) => number,
  happenings: readonly Happening[] = [],
): Played {
  const running = new Map<string, { shard: Shard; end: number }>();
  const present = new Set(lanes.map(({ id }) => id));
  const proven = new Map<number, string>();
  const open = [...happenings].sort((a, b) => a.time - b.time);
  let now = 0;
  for (;;) {
    for (const { id } of lanes) {
      if (!present.has(id) || running.has(id)) continue;
      const shard = scheduler.next(id, now);
      if (!shard) continue;
      t.false(proven.has(shard.id), `shard ${shard.id} is given out once it is proven`);
      t.false([...running.values()].some((other) => other.shard.id === shard.id));
      running.set(id, { shard, end: now + real(id, shard) });
    }
    const ends = [...running.entries()].sort(([, a], [, b]) => a.end - b.end);
    if (ends.length === 0 && open.length === 0) break;
    const first = ends.at(0);
    if (open.length > 0 && (!first || open[0].time <= first[1].end)) {
      const { time, lane, what } = open.shift()!;
      now = time;
      const task = running.get(lane);
      if (what === 'failed' && task) {
        scheduler.failed(lane, task.shard.id);
        running.delete(lane);
      } else if (what === 'lost' && present.delete(lane)) {
        t.is(scheduler.laneLost(lane)?.id, task?.shard.id);
        running.delete(lane);
      } else if (what === 'back' && !present.has(lane)) {
        scheduler.laneAdded(lanes.find(({ id }) => id === lane)!);
        present.add(lane);
      }
      continue;
    }
    const [lane, { shard, end }] = first!;
    now = end;
    running.delete(lane);
    proven.set(shard.id, lane);
    scheduler.finished(lane, shard.id, now);
  }
  return { end: now, proven };
}

const shardsOf = (count: number, kinds = ['main']): Shard[] =>
  Array.from({ length: count }, (_, id) => ({ id, kind: kinds[id % kinds.length] }));

const laneOf = (id: string, seconds: number): LaneSpec => ({ id, seconds: new Map([['main', seconds]]) });

/** The share of the lanes' combined throughput that a stream of alike shards reached. */
function throughput(count: number, end: number, lanes: readonly LaneSpec[]): number {
  return count / end / lanes.reduce((sum, { seconds }) => sum + 1 / seconds.get('main')!, 0);
}

test('lanes of speeds 1 and 3 reach at least 92 % of their combined throughput on 400 shards', (t) => {
  const lanes = [laneOf('slow', 3), laneOf('fast', 1)];
  for (const noise of [0, 0.1]) {
    const random = new Random(7);
    const scheduler = new ShardScheduler(shardsOf(400), lanes);
    const { end, proven } = play(t, scheduler, lanes, (lane) => {
      return (lane === 'slow' ? 3 : 1) * (1 + noise * (random.next() - 0.5));
    });
    t.is(proven.size, 400);
    t.true(scheduler.isFinished);
    t.true(throughput(400, end, lanes) >= 0.92, `${throughput(400, end, lanes)}`);
  }
});

test('forty lanes of mixed speeds reach at least 90 % on 2,000 shards, with a profile that is off by a third', (t) => {
  const random = new Random(3);
  const real = Array.from({ length: 40 }, (_, i) => laneOf(`lane${i}`, random.logarithmic(1, 30)));
  const lanes = real.map(({ id, seconds }) =>
    laneOf(id, seconds.get('main')! * random.logarithmic(0.75, 1.33)),
  );
  const scheduler = new ShardScheduler(shardsOf(2000), lanes);
  const { end, proven } = play(
    t,
    scheduler,
    lanes,
    (lane) => real.find(({ id }) => id === lane)!.seconds.get('main')! * (0.95 + 0.1 * random.next()),
  );
  t.is(proven.size, 2000);
  t.true(throughput(2000, end, real) >= 0.9, `${throughput(2000, end, real)}`);
});

test('a slow lane leaves the last shard to a fast one that is done with it first', (t) => {
  const lanes = [laneOf('slow', 10), laneOf('fast', 1)];
  const scheduler = new ShardScheduler(shardsOf(3), lanes);
  t.is(scheduler.next('fast', 0)?.id, 0);
  t.is(scheduler.next('slow', 0), undefined);
  scheduler.finished('fast', 0, 1);
  t.is(scheduler.next('slow', 1), undefined);
  t.is(scheduler.next('fast', 1)?.id, 1);
  scheduler.laneLost('fast');
  t.is(scheduler.next('slow', 1.5)?.id, 1);
});

test('a slow lane takes what it left to a fast one that is late', (t) => {
  const scheduler = new ShardScheduler(shardsOf(3), [laneOf('slow', 10), laneOf('fast', 1)]);
  scheduler.next('fast', 0);
  t.is(scheduler.next('slow', 0), undefined);
  t.is(scheduler.next('slow', 1.5), undefined);
  t.is(scheduler.next('slow', 9)?.id, 1);
});

test('while shards are still to come, no lane is spared', (t) => {
  const scheduler = new ShardScheduler(shardsOf(1), [laneOf('slow', 10), laneOf('fast', 1)], false);
  t.is(scheduler.next('slow', 0)?.id, 0);
  scheduler.finished('slow', 0, 10);
  t.false(scheduler.isFinished);
  scheduler.add({ id: 1, kind: 'main' });
  scheduler.close();
  t.is(scheduler.next('slow', 10), undefined);
  t.is(scheduler.next('fast', 10)?.id, 1);
  scheduler.finished('fast', 1, 11);
  t.true(scheduler.isFinished);
  t.throws(() => scheduler.add({ id: 2, kind: 'main' }), { message: /after the end/ });
});

test('a shard that failed is handed out next, and to another lane', (t) => {
  const scheduler = new ShardScheduler(shardsOf(10), [laneOf('a', 1), laneOf('b', 1)]);
  t.is(scheduler.next('a', 0)?.id, 0);
  scheduler.failed('a', 0);
  t.is(scheduler.next('a', 0)?.id, 1);
  t.is(scheduler.next('b', 0)?.id, 0);
  scheduler.failed('b', 0);
  t.is(scheduler.next('b', 0)?.id, 0, 'both have failed with it');
});

test('lanes that fail, are lost and come back lose no shard and prove none twice', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const random = new Random(seed);
    const lanes = Array.from({ length: random.whole(2, 6) }, (_, i) =>
      laneOf(`lane${i}`, random.logarithmic(1, 20)),
    );
    const happenings = lanes.slice(1).flatMap(({ id }) =>
      Array.from({ length: random.whole(0, 6) }, (): Happening => {
        return { time: 60 * random.next(), lane: id, what: random.pick(['lost', 'back', 'failed']) };
      }),
    );
    const scheduler = new ShardScheduler(shardsOf(100), lanes);
    const speeds = new Map(lanes.map(({ id, seconds }) => [id, seconds.get('main')!]));
    const { proven } = play(t, scheduler, lanes, (lane) => speeds.get(lane)!, happenings);
    t.is(proven.size, 100, `seed ${seed}`);
    t.true(scheduler.isFinished);
  }
});

test('a lane at less than half of its profile is suspect, and its share shrinks', (t) => {
  const lanes = [laneOf('well', 1), laneOf('ill', 1)];
  const scheduler = new ShardScheduler(shardsOf(400), lanes);
  const { proven, end } = play(t, scheduler, lanes, (lane) => (lane === 'ill' ? 3 : 1));
  const suspects = scheduler.suspects(end);
  t.deepEqual(
    suspects.map(({ lane }) => lane),
    ['ill'],
  );
  t.true(Math.abs(suspects[0].rate - 1 / 3) < 1e-9);
  const share = [...proven.values()].filter((lane) => lane === 'ill').length;
  t.true(share > 95 && share < 105, `${share}`);
});

test('a lane that is late with a shard is suspect before it is done, and a small slow-down is not', (t) => {
  const scheduler = new ShardScheduler(shardsOf(10), [laneOf('late', 1), laneOf('well', 1)]);
  scheduler.next('late', 0);
  t.deepEqual(scheduler.suspects(1.9), []);
  t.deepEqual(scheduler.suspects(2.5), [{ lane: 'late', rate: 0.4, overdue: 0 }]);
  for (let i = 0; i < 3; i++) {
    const shard = scheduler.next('well', 2 * i)!;
    scheduler.finished('well', shard.id, 2 * i + 1.8);
  }
  t.false(scheduler.suspects(6).some(({ lane }) => lane === 'well'));
});

test('a kind goes to lanes that can prove it, and one that none can is stranded', (t) => {
  const scheduler = new ShardScheduler(shardsOf(4, ['main', 'wide']), [
    laneOf('narrow', 1),
    { id: 'broad', seconds: new Map([['wide', 1]]) },
  ]);
  t.is(scheduler.next('broad', 0)?.kind, 'wide');
  t.is(scheduler.next('narrow', 0)?.kind, 'main');
  t.deepEqual(scheduler.stranded, []);
  scheduler.laneLost('broad');
  t.deepEqual(scheduler.stranded, ['wide']);
  t.is(scheduler.expectedEnd(0), Infinity);
});

test('what cannot be is refused', (t) => {
  const scheduler = new ShardScheduler(shardsOf(2), [laneOf('a', 1)]);
  t.throws(() => scheduler.next('b', 0), { message: /no lane b/ });
  t.throws(() => scheduler.finished('a', 0, 1), { message: /not proving/ });
  t.throws(() => scheduler.laneAdded(laneOf('a', 1)), { message: /already/ });
  t.throws(() => new ShardScheduler([...shardsOf(1), ...shardsOf(1)], []), { message: /already/ });
  t.throws(() => new ShardScheduler([], [laneOf('a', 0)]), { message: /takes 0 s/ });
});
