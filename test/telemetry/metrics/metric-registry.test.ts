import test from 'ava';
import { LabelValues, MetricRegistry } from '../../../host/telemetry/metrics/metric-registry.js';
import { samplesOf } from '../support/exposition.js';

test('two registries share nothing', async (t) => {
  const [one, other] = [new MetricRegistry(), new MetricRegistry()];
  for (const registry of [one, other]) registry.counter('things_total', 'Things.');
  one.counter('others_total', 'Others.', ['kind']).inc({ kind: 'a' }, 3);
  t.deepEqual(
    [...samplesOf(await one.text())],
    [
      ['switchyard_things_total', 0],
      ['switchyard_others_total{kind="a"}', 3],
    ],
  );
  t.deepEqual([...samplesOf(await other.text())], [['switchyard_things_total', 0]]);
  t.deepEqual(
    one.described.map(({ name, type, labels }) => [name, type, labels]),
    [
      ['switchyard_things_total', 'counter', []],
      ['switchyard_others_total', 'counter', ['kind']],
    ],
  );
});

test('a gauge is asked for when it is read', async (t) => {
  const registry = new MetricRegistry();
  let value = 1;
  const gauge = registry.gauge('level', 'Level.', [], () => void gauge.set(value));
  t.is(samplesOf(await registry.text()).get('switchyard_level'), 1);
  value = 2;
  t.is(samplesOf(await registry.text()).get('switchyard_level'), 2);
});

test('a label has so many values and no more', (t) => {
  const values = new LabelValues(['known']);
  const seen = new Set(Array.from({ length: 10_000 }, (_, i) => values.of(`value ${i}`)));
  t.is(seen.size, 256);
  t.true(seen.has('other'));
  t.is(values.of('known'), 'known');
  t.is(values.of('value 0'), 'value 0');
  t.is(values.of('value 9999'), 'other');
});
