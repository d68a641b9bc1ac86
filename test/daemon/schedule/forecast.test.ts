import test from 'ava';
import { forecast } from '../../../host/daemon/schedule/index.js';
import { job, lanes, shards, situation } from './queued-jobs.js';

function finishes(...arguments_: Parameters<typeof situation>): Record<string, number> {
  return Object.fromEntries(forecast(situation(...arguments_)).finishes);
}

test('shards are done in order of urgency, each where it is done first', (t) => {
  const jobs = [job('b', 20, shards(2, 4, 4)), job('a', 10, shards(3, 2, 3))];
  // a: 0-2 and 2-4 on the first lane, 0-3 on the second; then b: 3-7 and 4-8.
  t.deepEqual(finishes(jobs, lanes(2)), { a: 4, b: 8 });
  t.deepEqual(finishes([job('x', 1, shards(1, Infinity))], lanes(1)), { x: Infinity });
  t.deepEqual(finishes([job('x', 1, [])], lanes(1)), { x: 0 });
});

test('a job after throughput uses lanes that are free, as long as it is in time there', (t) => {
  const eager = (deadline: number) =>
    job('a', deadline, shards(3, 1, 10), { objective: 'throughput', urgency: 1 });
  const other = job('b', Infinity, shards(1, 1, 1), { urgency: 2 });
  // Three on the fast lane, or one of them on the slow one.
  t.deepEqual(finishes([eager(20), other], lanes(2)), { a: 10, b: 3 });
  t.deepEqual(finishes([eager(9), other], lanes(2)), { a: 3, b: 1 });
  // Without a deadline, only where others have something to do on the fast lane.
  t.deepEqual(finishes([eager(Infinity), other], lanes(2)), { a: 10, b: 3 });
  t.deepEqual(finishes([eager(Infinity)], lanes(2)), { a: 3 });
  const soon = { ...eager(20), objective: 'latency' as const };
  t.deepEqual(finishes([soon, other], lanes(2)), { a: 3, b: 1 });
});

test('jobs that cannot make it yield to those that can, or keep their place', (t) => {
  const jobs = [job('a', 2, shards(5, 1)), job('b', 4, shards(3, 1)), job('c', Infinity, shards(1, 1))];
  const yielding = forecast(situation(jobs, lanes(1)));
  t.deepEqual(Object.fromEntries(yielding.finishes), { b: 3, c: 4, a: 9 });
  t.deepEqual([...yielding.late], ['a']);
  t.deepEqual([...yielding.yielding], ['a']);
  const keeping = forecast(situation(jobs, lanes(1), { lateYield: false }));
  t.deepEqual(Object.fromEntries(keeping.finishes), { a: 5, b: 8, c: 9 });
  t.deepEqual([...keeping.late], ['a', 'b']);
  t.deepEqual([...keeping.yielding], []);
});

test('a job that gave way gets its place back once nobody is late for it', (t) => {
  const late = (deadline: number) => job('a', deadline, shards(3, 1), { yields: true });
  const promised = job('b', 6, shards(3, 1));
  const back = forecast(situation([late(3), promised], lanes(1)));
  t.deepEqual(Object.fromEntries(back.finishes), { a: 3, b: 6 });
  t.deepEqual([...back.late, ...back.yielding], []);
  // There it would make a promised job late.
  const kept = forecast(situation([late(3), { ...promised, deadline: 5 }], lanes(1)));
  t.deepEqual(Object.fromEntries(kept.finishes), { b: 3, a: 6 });
  t.deepEqual([...kept.late], ['a']);
});

test('of a shard and its copy, the first that is expected to be done counts, and both lanes are free then', (t) => {
  const jobs = [job('a', 100, []), job('b', 200, shards(2, 5, 5))];
  const running = {
    0: { job: 'a', index: 3, elapsed: 30, seconds: 10 },
    1: { job: 'a', index: 3, elapsed: 1, seconds: 10 },
  };
  t.deepEqual(finishes(jobs, lanes(2, running)), { a: 9, b: 14 });
});
