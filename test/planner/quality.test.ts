import test, { type ExecutionContext } from 'ava';
import { findBest } from './exhaustive.js';
import { measureQuality, summarize, type Summary } from './measure-quality.js';
import { randomInstance } from './proof-graphs.js';

const SEEDS = Array.from({ length: 150 }, (_, i) => i);

function measure(t: ExecutionContext, splitGain?: number): Summary {
  const results = SEEDS.map((seed) => measureQuality(seed, splitGain)).filter(
    (result) => result !== undefined,
  );
  t.true(results.length > 0.9 * SEEDS.length);
  for (const { seed, predicted, judged, isWithinBudgets } of results) {
    t.true(isWithinBudgets, `budgets, seed ${seed}`);
    t.true(judged && Math.abs(judged.finish - predicted) <= 1e-9 * predicted, `judged, seed ${seed}`);
  }
  return summarize(results);
}

test('plans end at most 5 % after the best in 95 of 100 cases, and never 15 %', (t) => {
  const { p95, worst, worstSeed } = measure(t, 0);
  t.true(p95 <= 0.05, `p95 ${p95}`);
  t.true(worst <= 0.15, `seed ${worstSeed}: ${worst}`);
});

test('plans that split only where it gains a tenth end at most a tenth after the best', (t) => {
  const { worst, worstSeed } = measure(t);
  t.true(worst <= 0.1 + 1e-9, `seed ${worstSeed}: ${worst}`);
});

test('the exhaustive search finds the same best plan when it is told of none', (t) => {
  for (const seed of SEEDS.slice(0, 12)) {
    const result = measureQuality(seed, 0);
    if (!result) continue;
    const { finish } = findBest(randomInstance(seed), Infinity);
    t.true(Math.abs(finish - result.best) <= 1e-9 * finish, `seed ${seed}`);
  }
});

test('instances are split over devices, bound by memory, and of up to twelve stages', (t) => {
  const instances = SEEDS.map(randomInstance);
  t.is(Math.max(...instances.map(({ graph }) => graph.stages.length)), 12);
  t.deepEqual([...new Set(instances.map(({ devices }) => devices.length))].sort(), [2, 3]);
  const tight = instances.filter(({ graph, devices }) => {
    const total = graph.data.reduce((sum, { bytes }) => sum + bytes, 0);
    return devices.some(({ budgetBytes }) => budgetBytes < total);
  });
  t.true(tight.length > 30);
});
