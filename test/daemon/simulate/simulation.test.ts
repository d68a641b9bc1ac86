import test from 'ava';
import {
  parseTrace,
  Simulation,
  summarise,
  type SimulationOptions,
} from '../../../host/daemon/simulate/index.js';
import { machineOf, type MachineSpec } from './machines.js';

function run(machine: MachineSpec, lines: readonly object[], options: Partial<SimulationOptions> = {}) {
  const trace = parseTrace(lines.map((line) => JSON.stringify(line)).join('\n'));
  const outcome = new Simulation(trace, machineOf(machine), {
    activeJobs: 4,
    late: 'yield',
    ...options,
  }).run();
  const summary = summarise(outcome);
  const ends = Object.fromEntries(summary.each.map(({ id, end, endedAt }) => [id, `${end} ${endedAt}`]));
  return { summary, ends, outcome };
}

const ONE = { devices: { a: { G18: 1 } } };
const TWO = { devices: { a: { G18: 1 }, b: { G18: 1 } } };
const job = (id: string, at: number, count: number, more: object = {}) => ({
  id,
  at,
  shapes: { G18: count },
  ...more,
});
const lost = (device: string, at: number) => ({ at, device, event: 'lost' });
const back = (device: string, at: number) => ({ at, device, event: 'back' });
const slow = (device: string, at: number, factor: number) => ({ at, device, event: 'slow', factor });

test('the earliest deadline comes first, shards of jobs are interleaved, and what cannot be done is refused', (t) => {
  const { summary, ends } = run(ONE, [
    job('free', 0, 4),
    job('late', 0.5, 3, { deadline: 10 }),
    job('soon', 1.5, 2, { deadline: 4 }),
    job('not', 2.5, 3, { deadline: 3 }),
    job('harm', 2.5, 6, { deadline: 7.5 }),
  ]);
  // free 0-1, late 1-2, soon 2-4, late 4-6, free 6-9
  t.deepEqual(ends, {
    free: 'done 9',
    late: 'done 6',
    soon: 'done 4',
    not: 'refused 2.5',
    harm: 'refused 2.5',
  });
  t.like(summary.jobs, { submitted: 5, done: 3, refused: 2, missed: 0, flagged: 0 });
  t.deepEqual(summary.waitingSeconds, { p50: 0.5, p99: 0.5, max: 0.5 });
  // Of late and soon: without a deadline nothing is promised.
  t.deepEqual(summary.laterThanPromisedSeconds, { p50: 0, p99: 2, max: 2 });
  t.deepEqual(summary.devices, [{ device: 'a', busySeconds: 9, utilisation: 1 }]);
});

test('a job that is late since a device is lost yields, keeps its place, or fails', (t) => {
  const lines = [job('a', 0, 8, { deadline: 6 }), job('b', 0, 4, { deadline: 8 }), lost('b', 1.5)];
  // Of a, two shards are done and one is lost; b alone can still make it.
  t.deepEqual(run(TWO, lines, { late: 'yield' }).ends, { a: 'done 11', b: 'done 6' });
  t.deepEqual(run(TWO, lines, { late: 'continue' }).ends, { a: 'done 7', b: 'done 11' });
  t.deepEqual(run(TWO, lines, { late: 'fail' }).ends, { a: 'failed 1.5', b: 'done 5.5' });
  t.like(run(TWO, lines).summary.jobs, { missed: 1, flagged: 1 });
  t.like(run(TWO, lines, { late: 'continue' }).summary.jobs, { missed: 2, flagged: 2 });
});

test('a job is in time after all where its device comes back', (t) => {
  const { ends, summary } = run(TWO, [
    job('a', 0, 8, { deadline: 6 }),
    job('b', 0, 2, { deadline: 12 }),
    lost('b', 1.5),
    back('b', 2.5),
  ]);
  t.like(summary.jobs, { missed: 0, flagged: 1 });
  t.regex(ends.a, /^done [56]/);
});

test('where all devices are gone, jobs wait for one', (t) => {
  const lines = [job('a', 0, 3), job('b', 1.5, 1, { deadline: 5 }), lost('a', 1.5)];
  t.deepEqual(run(ONE, lines).ends, { a: 'unfinished 1.5', b: 'refused 1.5' });
  t.deepEqual(run(ONE, [...lines, back('a', 10)]).ends, { a: 'done 12', b: 'refused 1.5' });
});

test('a shard that a device is late with is copied where that saves a deadline, or for latency', (t) => {
  const lines = (more: object) => [job('a', 0, 2, more), slow('a', 0.5, 100)];
  // From 1.5 on it is late, and expected to take as long again.
  const saved = run(TWO, lines({ deadline: 2.6 }));
  t.deepEqual(saved.ends, { a: 'done 2.5' });
  t.like(saved.summary, { copies: 1, wastedSeconds: 2.5, jobs: { missed: 0 } });
  t.deepEqual(run(TWO, lines({ objective: 'latency' })).ends, { a: 'done 2.5' });
  // In time without a copy, as far as could be told then; a second later it is not.
  t.deepEqual(run(TWO, lines({ deadline: 4 })).ends, { a: 'done 3.5' });
  const patient = run(TWO, lines({}));
  t.deepEqual(patient.ends, { a: 'done 50.5' });
  t.is(patient.summary.copies, 0);
});

test('a device that is slow is known to be so after its first shards', (t) => {
  const { ends } = run(TWO, [
    job('a', 0, 2),
    slow('b', 0, 3),
    job('b', 20, 8, { deadline: 6.5, objective: 'latency' }),
    job('c', 40, 8, { deadline: 5, objective: 'latency' }),
  ]);
  t.is(ends.b, 'done 26');
  t.is(ends.c, 'refused 40');
});

test('only so many jobs are proven side by side, and a more urgent one takes a turn', (t) => {
  const lines = [job('a', 0, 6), job('b', 0, 1, { priority: -1 }), job('c', 1.5, 1, { deadline: 3 })];
  t.deepEqual(run({ ...TWO, beforeSeconds: 0.25 }, lines, { activeJobs: 1 }).ends, {
    // The shards of a that lanes prove are finished; then it waits, and begins again.
    c: 'done 3.25',
    a: 'done 4.5',
    b: 'done 5.75',
  });
});

test('what runs take before their shards and after them counts', (t) => {
  const machine = { ...ONE, beforeSeconds: 2, afterSeconds: 0.5 };
  const { ends } = run(machine, [
    job('a', 0, 1, { deadline: 3.5 }),
    job('b', 0, 1, { deadline: 3.4 }),
    // While a is prepared, there is time for it; then there is none.
    job('c', 10, 1, { deadline: 3.5, id: 'c' }),
    job('d', 10, 3),
  ]);
  t.like(ends, { a: 'done 3.5', b: 'refused 0', c: 'done 13.5' });
});

test('the longest of many jobs wait as long as they must, and no lane does what another is better at', (t) => {
  const machine = { devices: { fast: { G18: 1, G20: 4 }, slow: { G18: 10 } } };
  const { ends } = run(machine, [
    { id: 'big', at: 0, shapes: { G20: 2 }, deadline: 100, objective: 'latency' },
    job('small', 0, 2, { deadline: 200, objective: 'latency' }),
  ]);
  t.deepEqual(ends, { big: 'done 8', small: 'done 10' });
});
