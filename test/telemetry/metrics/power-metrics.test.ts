import { setImmediate as later } from 'node:timers/promises';
import test from 'ava';
import type { PowerSource } from '../../../host/telemetry/index.js';
import { MetricRegistry } from '../../../host/telemetry/metrics/metric-registry.js';
import { PowerMetrics } from '../../../host/telemetry/metrics/power-metrics.js';
import { pick, samplesOf } from '../support/exposition.js';

const GPU: PowerSource = { name: 'gpu0', scope: 'gpu', intervalSeconds: 1, averagingSeconds: 1 };

function open() {
  const registry = new MetricRegistry();
  const metrics = new PowerMetrics(registry);
  metrics.add([GPU]);
  const sample = (at: number, watts: number, counterJoules?: number) => {
    const counter = counterJoules === undefined ? {} : { counterJoules };
    metrics.tell({ kind: 'sample', source: 'gpu0', sample: { at, watts, ...counter } });
  };
  const read = async (...names: string[]) => pick(samplesOf(await registry.text()), ...names);
  const joules = async () => Object.values(await read('device_energy_joules_total'))[0];
  return { metrics, sample, read, joules };
}

test('energy is the area under readings, without what lies in gaps', async (t) => {
  const { sample, joules } = open();
  t.is(await joules(), 0);
  sample(1, 100);
  sample(2, 200);
  t.is(await joules(), 150);
  sample(12, 200);
  t.is(await joules(), 150);
  sample(13, 300);
  t.is(await joules(), 400);
});

test("energy is that of the source's counter where it has one, which counts through gaps", async (t) => {
  const { sample, joules } = open();
  sample(1, 100, 5000);
  sample(2, 100, 5120);
  sample(60, 100, 9120);
  t.is(await joules(), 4120);
  // It was set back: its readings are what is left.
  sample(61, 100, 10);
  sample(62, 100, 90);
  t.is(await joules(), 4120 + 100 + 80);
});

test('what a source has said last is not said for it while it is silent', async (t) => {
  const { metrics, sample, read } = open();
  const names = [
    'device_power_watts',
    'device_temperature_celsius',
    'device_throttled',
    'sensor_memory_used_bytes',
  ];
  sample(1, 100);
  metrics.tell({
    kind: 'sensors',
    source: 'gpu0',
    sensors: {
      celsius: { gpu: 60 },
      memory: { usedBytes: 1, totalBytes: 2 },
      throttledBy: ['thermal'],
    },
  });
  const told = await read(...names);
  t.is(told['device_power_watts{source="gpu0"}'], 100);
  t.is(told['device_temperature_celsius{source="gpu0",sensor="gpu"}'], 60);
  t.is(told['device_throttled{source="gpu0",reason="thermal"}'], 1);
  t.is(told['device_throttled{source="gpu0",reason="power_cap"}'], 0);
  metrics.tell({ kind: 'silent', source: 'gpu0', at: 2, reason: 'gone' });
  await later();
  t.deepEqual(await read(...names), {});
});

test('errors of memory are counted on from what the device has counted before', async (t) => {
  const { metrics, read } = open();
  for (const [corrected, uncorrected] of [
    [7, 0],
    [9, 1],
    [9, 1],
  ]) {
    metrics.tell({ kind: 'sensors', source: 'gpu0', sensors: { eccErrors: { corrected, uncorrected } } });
  }
  t.deepEqual(await read('device_ecc_errors_total'), {
    'device_ecc_errors_total{source="gpu0",kind="corrected"}': 9,
    'device_ecc_errors_total{source="gpu0",kind="uncorrected"}': 1,
  });
});
