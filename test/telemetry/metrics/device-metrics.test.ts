import test from 'ava';
import { DeviceMetrics, type DeviceReading } from '../../../host/telemetry/metrics/device-metrics.js';
import { MetricRegistry } from '../../../host/telemetry/metrics/metric-registry.js';
import { pick, samplesOf } from '../support/exposition.js';

const STATES = ['ready', 'lost'];

function open() {
  const registry = new MetricRegistry();
  const time = { now: 100 };
  const device: { -readonly [K in keyof DeviceReading]: DeviceReading[K] } = {
    ...{ id: 'x0', kind: 'x', isEmulated: true, isUp: true, state: 'ready' },
    memory: { usedBytes: 5, budgetBytes: 50 },
  };
  const source = { states: STATES, devices: () => [device] };
  const metrics = new DeviceMetrics(registry, source, () => time.now);
  const read = async (...names: string[]) => pick(samplesOf(await registry.text()), ...names);
  return { metrics, time, device, read };
}

test('a device is busy while any segment is on it, however many are', async (t) => {
  const { metrics, time, read } = open();
  const seconds = async () =>
    (await read('device_busy_seconds_total'))['device_busy_seconds_total{device="x0"}'];
  t.is(await seconds(), 0);
  metrics.begin('x0');
  time.now = 101;
  metrics.begin('x0');
  time.now = 103;
  // The second is done first.
  metrics.end('x0');
  t.is(await seconds(), 3);
  time.now = 110;
  t.is(await seconds(), 10);
  metrics.end('x0');
  time.now = 200;
  t.is(await seconds(), 10);
  metrics.end('x0');
  metrics.begin('x0');
  time.now = 201;
  t.is(await seconds(), 11);
});

test('a device is in one state, and tells its memory while it is there', async (t) => {
  const { device, read } = open();
  const names = ['device_up', 'device_state', 'device_memory_used_bytes', 'device_memory_budget_bytes'];
  t.deepEqual(await read(...names), {
    'device_up{device="x0",kind="x",emulated="true"}': 1,
    'device_state{device="x0",state="ready"}': 1,
    'device_state{device="x0",state="lost"}': 0,
    'device_memory_used_bytes{device="x0"}': 5,
    'device_memory_budget_bytes{device="x0"}': 50,
  });
  Object.assign(device, { isUp: false, state: 'lost', memory: undefined });
  t.deepEqual(await read(...names), {
    'device_up{device="x0",kind="x",emulated="true"}': 0,
    'device_state{device="x0",state="ready"}': 0,
    'device_state{device="x0",state="lost"}': 1,
  });
});

test('stages, links and faults are counted by device', async (t) => {
  const { metrics, read } = open();
  metrics.stage('quotient: quotient', 'x0', 0.02);
  metrics.stage('quotient: quotient', 'x0', 0.3);
  metrics.moved('x0', { toDevice: 7, toHost: 1 });
  metrics.moved('x0', { toDevice: 3, toHost: 0 });
  metrics.fault('x0', 'SY_ERR_LOST');
  metrics.fallback({ from: 'x0', to: 'cpu0', stage: 'quotient: quotient', code: 'SY_ERR_LOST' });
  metrics.copied('x0', 'cpu0');
  const stages = await read('stage_seconds_bucket', 'stage_seconds_count', 'stage_seconds_sum');
  const labels = 'stage="quotient: quotient",device="x0"';
  t.is(stages[`stage_seconds_count{${labels}}`], 2);
  t.is(stages[`stage_seconds_sum{${labels}}`], 0.32);
  t.is(stages[`stage_seconds_bucket{le="0.05",${labels}}`], 1);
  t.deepEqual(await read('link_bytes_total', 'device_faults_total', 'fallbacks_total', 'copies_total'), {
    'device_faults_total{device="x0",code="SY_ERR_LOST"}': 1,
    'link_bytes_total{device="x0",direction="to_device"}': 10,
    'link_bytes_total{device="x0",direction="to_host"}': 1,
    'fallbacks_total{from="x0",to="cpu0",stage="quotient: quotient",code="SY_ERR_LOST"}': 1,
    'copies_total{from="x0",to="cpu0"}': 1,
  });
});
