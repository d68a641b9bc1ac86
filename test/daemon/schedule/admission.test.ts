import test from 'ava';
import { admit } from '../../../host/daemon/schedule/index.js';
import { job, lanes, shards, situation } from './queued-jobs.js';

test('a job is refused that would be late, or make a promised one late', (t) => {
  const accepted = situation([job('a', 10, shards(5, 1))], lanes(1));
  t.deepEqual(admit(job('late', 3, shards(4, 1)), accepted), { ok: false, finish: 4, late: 'late' });
  t.deepEqual(admit(job('after', 12, shards(5, 1)), accepted), { ok: true, finish: 10 });
  t.deepEqual(admit(job('harm', 9, shards(6, 1)), accepted), { ok: false, finish: 6, late: 'a' });
  t.deepEqual(admit(job('free', Infinity, shards(50, 1)), accepted), { ok: true, finish: undefined });
});

test('who is late already does not keep others out, and yields to them', (t) => {
  const lost = job('lost', 2, shards(5, 1));
  t.deepEqual(admit(job('new', 20, shards(1, 1)), situation([lost], lanes(1))), { ok: true, finish: 1 });
  const stubborn = situation([lost], lanes(1), { lateYield: false });
  t.deepEqual(admit(job('new', 20, shards(1, 1)), stubborn), { ok: true, finish: 6 });
});

test('what is done before the first shard and after the last counts', (t) => {
  const accepted = situation([job('a', 10, shards(2, 1))], lanes(1));
  const candidate = (deadline: number) =>
    job('b', deadline, shards(2, 1), { readyAt: 3, beforeSeconds: 3, afterSeconds: 0.5 });
  t.deepEqual(admit(candidate(20), accepted), { ok: true, finish: 5.5 });
  t.deepEqual(admit(candidate(5.4), accepted), { ok: false, finish: 5.5, late: 'b' });
  // A job whose proof is only just in time has no time to verify it later.
  const tight = situation([job('a', 4, shards(2, 1), { afterSeconds: 1 })], lanes(1));
  t.deepEqual(admit(job('c', 3.5, shards(1, 1)), tight), { ok: true, finish: 1 });
  t.deepEqual(admit(job('c', 3.5, shards(2, 1)), tight), { ok: false, finish: 2, late: 'a' });
});

test('a lane is free once its shard is done, of which what it has done already counts', (t) => {
  const busy = (elapsed: number) =>
    situation([], lanes(1, { 0: { job: 'x', index: 0, elapsed, seconds: 10 } }));
  t.is(admit(job('a', 20, shards(1, 1)), busy(0)).finish, 11);
  t.is(admit(job('a', 20, shards(1, 1)), busy(5)).finish, 6);
  // Late by two seconds: it is expected to take as long again.
  t.is(admit(job('a', 20, shards(1, 1)), busy(12)).finish, 13);
});

test('lanes whose devices are gone count for nothing', (t) => {
  const [there, gone] = lanes(2);
  const one = situation([], [there, { ...gone, isThere: false }]);
  t.is(admit(job('a', 20, shards(2, 1, 1)), one).finish, 2);
  t.deepEqual(admit(job('a', 20, shards(1, Infinity, 1)), one), { ok: false, finish: Infinity, late: 'a' });
});

test('only so many jobs are proven side by side', (t) => {
  const accepted = [job('a', 10, shards(1, 4, 4, 4)), job('b', 11, shards(1, 4, 4, 4))];
  t.is(admit(job('c', 12, shards(1, 1, 1, 1)), situation(accepted, lanes(3))).finish, 1);
  t.is(admit(job('c', 12, shards(1, 1, 1, 1)), situation(accepted, lanes(3), { sideBySide: 2 })).finish, 5);
  t.is(admit(job('c', 12, shards(1, 1, 1, 1)), situation(accepted, lanes(3), { sideBySide: 1 })).finish, 9);
});
