import test from 'ava';
import { findBest } from './exhaustive.js';
import { measureQuality, summarize } from './measure-quality.js';
import { randomInstance } from './proof-graphs.js';

const SEEDS = Array.from({ length: 150 }, (_, i) => i);

test('plans end at most 5 % after the best in 95 of 100 cases and never 15 %, and a tenth if they must gain one', (t) => {
  const results = SEEDS.map(measureQuality).filter((result) => result !== undefined);
  t.true(results.length > 0.9 * SEEDS.length);
  for (const { seed, free, ruled } of results) {
    for (const { predicted, judged = NaN, isWithinBudgets } of [free, ruled]) {
      t.true(isWithinBudgets, `budgets, seed ${seed}`);
      t.true(Math.abs(judged - predicted) <= 1e-9 * predicted, `judged, seed ${seed}`);
    }
  }
  const free = summarize(results.map((result) => result.free));
  t.true(free.p95 <= 0.05, `p95 ${free.p95}`);
  t.true(free.worst <= 0.15, `worst ${free.worst}`);
  const ruled = summarize(results.map((result) => result.ruled));
  t.true(ruled.worst <= 0.1 + 1e-9, `worst ${ruled.worst}`);
});

test('the exhaustive search finds the same best plan when it is told of none', (t) => {
  for (const seed of SEEDS.slice(10, 20)) {
    const result = measureQuality(seed);
    if (!result) continue;
    const { finish } = findBest(randomInstance(seed), Infinity);
    t.true(
      Math.abs(finish * (1 + result.free.excess) - result.free.predicted) <= 1e-9 * finish,
      `seed ${seed}`,
    );
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
