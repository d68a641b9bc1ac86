import test from 'ava';
import { PowerLog, type PowerSource } from '../../host/telemetry/index.js';

const SOURCE: PowerSource = {
  name: 'meter',
  scope: 'wall',
  intervalSeconds: 1,
  averagingSeconds: 1,
  counterStepJoules: 1,
};

function logOf(samples: readonly (readonly [at: number, watts: number, counterJoules?: number])[]): PowerLog {
  const log = new PowerLog(SOURCE);
  for (const [at, watts, counterJoules] of samples)
    log.record({
      kind: 'sample',
      source: 'meter',
      sample: { at, watts, ...(counterJoules === undefined ? {} : { counterJoules }) },
    });
  return log;
}

/** A reading each second at half past. */
const steady = (count: number, watts = 100) =>
  Array.from({ length: count }, (_, i) => [i + 0.5, watts, 1000 + 100 * i] as const);

const SETTLED = { isSettled: true };

test('a steady load is its power times the time, and the counter says the same', (t) => {
  const reading = logOf(steady(20)).over({ start: 0, end: 20, ...SETTLED });
  t.deepEqual(reading, { joules: 2000, watts: 100, samples: 20, counterJoules: 2000 });
});

test('between readings power changes in a straight line', (t) => {
  const log = logOf([
    [0, 0],
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ]);
  t.like(log.over({ start: 0, end: 5, ...SETTLED }), { joules: 80 + 40, samples: 5 });
});

test('readings outside of the window do not count', (t) => {
  const log = logOf([...steady(10), [10.5, 9000], [11.5, 9000]]);
  t.like(log.over({ start: 2, end: 10, ...SETTLED }), { watts: 100, samples: 8 });
});

test('a counter that has hardly moved, or was reset, says nothing', (t) => {
  const slow = logOf(steady(10).map(([at, watts], i) => [at, watts, 1000 + i]));
  t.false('counterJoules' in slow.over({ start: 0, end: 10, ...SETTLED }));
  const reset = logOf(steady(10).map(([at, watts], i) => [at, watts, 1000 - 100 * i]));
  t.false('counterJoules' in reset.over({ start: 0, end: 10, ...SETTLED }));
});

test('no figure is made up where readings are missing', (t) => {
  const holed = logOf(steady(20).filter(([at]) => at < 8 || at > 12));
  t.deepEqual(holed.over({ start: 0, end: 20, ...SETTLED }), { missing: 'no reading for 5.00 s' });
  t.like(holed.over({ start: 0, end: 7, ...SETTLED }), { watts: 100 });
  t.deepEqual(logOf(steady(10)).over({ start: 0, end: 20, ...SETTLED }), {
    missing: 'no reading for 10.50 s',
  });
  t.deepEqual(logOf([]).over({ start: 0, end: 20, ...SETTLED }), { missing: 'no reading for 20.00 s' });
});

test('a window that is too short is missing, with the reason', (t) => {
  t.deepEqual(logOf(steady(20)).over({ start: 5, end: 8, ...SETTLED }), {
    missing: '3.00 s are too short: 5 readings take 5 s',
  });
  t.deepEqual(logOf(steady(20)).over({ start: 5, end: 12, isSettled: false }), {
    missing: '7.00 s are too short: readings lag by 1 s',
  });
});

test('a silence within the window is the reason, one before or after it is not', (t) => {
  const log = logOf(steady(20));
  log.record({ kind: 'silent', source: 'meter', at: 10.2, reason: 'no reply' });
  log.record({ kind: 'back', source: 'meter', at: 10.4 });
  t.deepEqual(log.over({ start: 0, end: 20, ...SETTLED }), { missing: 'no reply' });
  t.like(log.over({ start: 0, end: 10, ...SETTLED }), { watts: 100 });
  t.like(log.over({ start: 10.4, end: 20, ...SETTLED }), { watts: 100 });
});
