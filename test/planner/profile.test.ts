import test from 'ava';
import {
  currentProfiles,
  fitRate,
  fitsOf,
  predictSeconds,
  staleness,
  withSamples,
  type ProfileSample,
} from '../../host/planner/index.js';
import { Random } from './random.js';

const DAY = 86_400;

function measurements(seed: number, noise: number, outliers: number) {
  const random = new Random(seed);
  return Array.from({ length: 60 }, (_, i) => {
    const work = 1000 * 2 ** (i % 12);
    const exact = 1e-4 + work / 2e8;
    const factor = i < outliers ? 20 : 1 + noise * (2 * random.next() - 1);
    return { work, seconds: exact * factor };
  });
}

test('a fit finds latency and rate, through noise and outliers', (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const fit = fitRate(measurements(seed, 0.1, 6))!;
    for (const work of [1e3, 1e5, 2e6]) {
      const predicted = fit.latencySeconds + work / fit.workPerSecond;
      t.true(Math.abs(predicted / (1e-4 + work / 2e8) - 1) < 0.15, `seed ${seed}, work ${work}`);
    }
    t.true(fit.error < 0.12);
  }
});

test('a fit is never negative, whatever is measured', (t) => {
  const random = new Random(9);
  for (let round = 0; round < 200; round++) {
    const count = 1 + Math.floor(5 * random.next());
    const points = Array.from({ length: count }, () => ({
      work: 10 ** (9 * random.next()),
      seconds: 10 ** (6 * random.next() - 5),
    }));
    const fit = fitRate(points)!;
    t.true(fit.latencySeconds >= 0 && fit.workPerSecond > 0 && Number.isFinite(fit.workPerSecond));
  }
  t.is(fitRate([]), undefined);
  t.is(fitRate([{ work: 0, seconds: 1 }]), undefined);
});

const sample = (work: number, seconds: number, identity = 'a'): ProfileSample => ({
  ...{ device: 'cpu0', identity, costClass: 'lde', work, seconds },
});

test('later measurements push out earlier ones of their size alone', (t) => {
  let profiles = withSamples({}, [sample(2 ** 20, 1)], 0);
  const slow = Array.from({ length: 40 }, () => sample(2 ** 10, 1));
  const fast = Array.from({ length: 40 }, () => sample(2 ** 10, 0.001));
  profiles = withSamples(withSamples(profiles, slow, 1), fast, 2);
  const { lde } = profiles['cpu0 a'].classes;
  t.deepEqual(
    lde['10'].map(({ seconds }) => seconds),
    Array.from({ length: 16 }, () => 0.001),
  );
  t.is(lde['20'].length, 1);
  t.is(profiles['cpu0 a'].measuredAt, 2);
});

test('a device that is another one now has a profile of its own, and says so', (t) => {
  const profiles = withSamples({}, [sample(1024, 1)], 0);
  t.is(staleness(profiles, { device: 'cpu0', identity: 'a' }, DAY), undefined);
  t.regex(staleness(profiles, { device: 'cpu0', identity: 'b' }, DAY)!, /measured as a, and is b now/);
  t.regex(staleness(profiles, { device: 'cpu0', identity: 'a' }, 100 * DAY)!, /100 days ago/);
  t.regex(staleness(profiles, { device: 'cuda0', identity: 'a' }, 0)!, /never measured/);
  const other = withSamples(profiles, [sample(1024, 2, 'b')], 1);
  t.is(Object.keys(other).length, 2);
  t.is(currentProfiles(other, [{ device: 'cpu0', identity: 'b' }]).cpu0.classes.lde['10'][0].seconds, 2);
  t.deepEqual(currentProfiles(other, [{ device: 'cpu0', identity: 'c' }]), {});
  t.is(other['cpu0 b'].classes.lde['10'].length, 1);
});

test('what cannot be measured is left out', (t) => {
  const bad = [sample(0, 1), sample(1, 0), sample(-1, 1), sample(NaN, 1), sample(1, Infinity)];
  t.deepEqual(withSamples({}, bad, 0), {});
});

test('predictions are those of the fit', (t) => {
  const profiles = withSamples({}, [sample(1000, 1), sample(2000, 2), sample(4000, 4)], 0);
  const rates = fitsOf(profiles['cpu0 a']);
  t.true(Math.abs(predictSeconds(rates, 'lde', 3000)! - 3) < 1e-6);
  t.is(predictSeconds(rates, 'commit', 3000), undefined);
});
