import test from 'ava';
import { admit, predictFinishes, type AdmissionJob } from '../../../host/daemon/engine/admission.js';
import { urgencyOf } from '../../../host/daemon/engine/urgency.js';

function job(id: string, deadline: number, shards: readonly (readonly number[])[]): AdmissionJob {
  return { id, deadline, urgency: deadline, shards };
}

function shards(count: number, ...seconds: number[]): number[][] {
  return Array.from({ length: count }, () => seconds);
}

test('shards are done in order of urgency, each where it is done first', (t) => {
  const jobs = [job('b', 20, shards(2, 4, 4)), job('a', 10, shards(3, 2, 3))];
  // a: 0-2 and 2-4 on the first lane, 0-3 on the second; then b: 3-7 and 4-8.
  t.deepEqual(
    predictFinishes(jobs, 2),
    new Map([
      ['a', 4],
      ['b', 8],
    ]),
  );
  t.deepEqual(predictFinishes([job('x', 1, [[Infinity]])], 1), new Map([['x', Infinity]]));
  t.deepEqual(predictFinishes([job('x', 1, [])], 1), new Map([['x', 0]]));
});

test('a job is refused that would be late, or make a promised one late', (t) => {
  const accepted = [job('a', 10, shards(5, 1))];
  t.deepEqual(admit(job('late', 3, shards(4, 1)), accepted, 1), { ok: false, finish: 4, late: 'late' });
  t.deepEqual(admit(job('after', 12, shards(5, 1)), accepted, 1), { ok: true, finish: 10 });
  t.deepEqual(admit(job('harm', 9, shards(6, 1)), accepted, 1), { ok: false, finish: 6, late: 'a' });
  t.deepEqual(admit(job('free', Infinity, shards(50, 1)), accepted, 1), { ok: true, finish: 55 });
});

test('who is late already does not keep others out', (t) => {
  const accepted = [job('lost', 2, shards(5, 1))];
  t.deepEqual(admit(job('new', 20, shards(1, 1)), accepted, 1), { ok: true, finish: 6 });
});

test('deadlines come before priority, jobs without one after, and those that yield last', (t) => {
  const order = [
    urgencyOf(1000, 5, false),
    urgencyOf(1000, 0, false),
    urgencyOf(1000.5, 100, false),
    urgencyOf(4e9, 0, false),
    urgencyOf(undefined, 100, false),
    urgencyOf(undefined, 0, false),
    urgencyOf(500, 0, true),
    urgencyOf(undefined, 0, true),
  ];
  t.deepEqual(
    [...order].sort((a, b) => a - b),
    order,
  );
  t.is(new Set(order).size, order.length);
});
