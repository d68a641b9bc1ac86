import test from 'ava';
import { chooseFor, type Lane, type LaneChoice } from '../../../host/daemon/schedule/index.js';
import { job, lanes, shards, situation } from './queued-jobs.js';

const begin = (id: string, shape = 0): LaneChoice => ({ kind: 'begin', job: id, shape });

function straggler(elapsed: number, seconds: number, on: readonly number[]): Record<number, Lane['running']> {
  return { 0: { job: 'a', index: 2, elapsed, seconds, on } };
}

test('a lane begins with the shard that is done sooner there than elsewhere', (t) => {
  const jobs = [job('a', 100, shards(3, 1, 10)), job('b', 200, shards(1, 4, 4))];
  const all = situation(jobs, lanes(2));
  t.deepEqual(chooseFor(0, ['a', 'b'], all), begin('a'));
  // What a has is done sooner on the first lane, what b has, on the second.
  t.deepEqual(chooseFor(1, ['a', 'b'], all), begin('b'));
  t.is(chooseFor(1, ['a'], situation([jobs[0]], lanes(2))), undefined);
  t.is(chooseFor(0, [], all), undefined);
});

test('of the shards of a job, the one begins that is planned there', (t) => {
  const mixed = job('a', 100, [
    { shape: 1, count: 1, seconds: [1, 10] },
    { shape: 2, count: 1, seconds: [9, 8] },
  ]);
  t.deepEqual(chooseFor(0, ['a'], situation([mixed], lanes(2))), begin('a', 1));
  t.deepEqual(chooseFor(1, ['a'], situation([mixed], lanes(2))), begin('a', 2));
});

test('of what nothing is known begins in its turn', (t) => {
  const all = situation([job('a', 100, shards(3, 1, 10))], lanes(2));
  const unknown: LaneChoice = { kind: 'begin', job: 'new' };
  t.deepEqual(chooseFor(0, ['new', 'a'], all), unknown);
  t.deepEqual(chooseFor(0, ['a', 'new'], all), begin('a'));
  t.deepEqual(chooseFor(1, ['a', 'new'], all), unknown);
});

test('a lane that is kept for a job which is not ready does something else only where nobody is late for that', (t) => {
  const kept = (deadline: number) => job('a', deadline, shards(1, 5), { readyAt: 2 });
  const other = job('b', 100, shards(2, 3));
  t.deepEqual(chooseFor(0, ['b'], situation([kept(8), other], lanes(1))), begin('b'));
  t.is(chooseFor(0, ['b'], situation([kept(7), other], lanes(1))), undefined);
  // The same where it should have been ready by now.
  const late = (deadline: number) => job('a', deadline, shards(1, 5));
  t.deepEqual(chooseFor(0, ['b'], situation([late(8), other], lanes(1))), begin('b'));
  t.is(chooseFor(0, ['b'], situation([late(7), other], lanes(1))), undefined);
});

test('a shard that a lane is late with is copied where that saves a deadline', (t) => {
  const a = (deadline: number) => job('a', deadline, [], { objective: 'throughput' });
  const choose = (deadline: number, elapsed: number) =>
    chooseFor(1, [], situation([a(deadline)], lanes(2, straggler(elapsed, 10, [10, 12]))));
  t.like(choose(13, 20), { kind: 'copy', job: 'a', index: 2, from: 'l0' });
  // It is in time without, not in time with it, or not late yet.
  t.is(choose(21, 20), undefined);
  t.is(choose(11, 20), undefined);
  t.is(choose(11.5, 14), undefined);
});

test('a copy that saves a deadline comes before shards that can wait, and after those that cannot', (t) => {
  const a = job('a', 13, []);
  const choose = (deadline: number) => {
    const jobs = [a, job('b', deadline, shards(1, Infinity, 5))];
    return chooseFor(1, ['b'], situation(jobs, lanes(2, straggler(20, 10, [10, 12]))));
  };
  t.like(choose(17), { kind: 'copy', job: 'a' });
  t.deepEqual(choose(16), begin('b'));
});

test('a job after latency has late shards copied on lanes that have nothing else to do', (t) => {
  const choose = (objective: 'latency' | 'throughput', other: number, elapsed = 20) => {
    const jobs = [job('a', Infinity, [], { objective }), job('b', 300, shards(other, Infinity, 5))];
    return chooseFor(1, other > 0 ? ['b'] : [], situation(jobs, lanes(2, straggler(elapsed, 10, [10, 12]))));
  };
  t.like(choose('latency', 0), { kind: 'copy', job: 'a', index: 2 });
  t.deepEqual(choose('latency', 1), begin('b'));
  t.is(choose('throughput', 0), undefined);
  t.is(choose('latency', 0, 14.9), undefined);
  // Late, but expected to be done before a copy would be.
  const slow = situation([job('a', Infinity, [])], lanes(2, straggler(20, 10, [10, 25])));
  t.is(chooseFor(1, [], slow), undefined);
});

test('no shard has two copies', (t) => {
  const running = { ...straggler(20, 10, [10, 12, 12]), 1: { job: 'a', index: 2, elapsed: 20, seconds: 12 } };
  t.is(chooseFor(2, [], situation([job('a', Infinity, [])], lanes(3, running))), undefined);
});
