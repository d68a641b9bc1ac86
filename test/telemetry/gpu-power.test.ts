import test, { type ExecutionContext } from 'ava';
import { GpuPower, TelemetryError } from '../../host/telemetry/index.js';
import { Events } from './support/events.js';
import { buildNvmlStub } from './support/nvml-stub.js';

async function open(t: ExecutionContext, library: string): Promise<{ power: GpuPower; events: Events }> {
  const events = new Events();
  const power = await GpuPower.open(events.listener, { library, intervalSeconds: 0.01 });
  t.teardown(() => power.close());
  return { power, events };
}

test('every GPU tells power and energy', async (t) => {
  const { power, events } = await open(t, buildNvmlStub('OK'));
  t.deepEqual(
    power.sources.map(({ name, scope }) => [name, scope]),
    [
      ['gpu0 Stub H0', 'gpu'],
      ['gpu1 Stub H1', 'gpu'],
    ],
  );
  await events.more('sample', 4);
  const [first, second] = events.of('sample');
  t.is(first.source, 'gpu0 Stub H0');
  t.is(first.sample.watts, 350.5);
  t.true(first.sample.counterJoules! >= 5e9);
  t.is(second.source, 'gpu1 Stub H1');
  t.is(second.sample.watts, 351.5);
});

for (const [driver, defined] of [
  ['of today', []],
  ['before 535', ['-DOLD_DRIVER']],
] as const) {
  test(`every GPU tells what its sensors say, by a driver ${driver}`, async (t) => {
    const { events } = await open(t, buildNvmlStub('OK', ...defined));
    await events.more('sensors', 2);
    const [first, second] = events.of('sensors');
    const both = {
      hertz: { sm: 1_980_000_000, memory: 2_619_000_000 },
      memory: { usedBytes: 9 * 2 ** 30, totalBytes: 80 * 2 ** 30 },
      eccErrors: { corrected: 5_000_000_000, uncorrected: 2 },
    };
    t.is(first.source, 'gpu0 Stub H0');
    t.deepEqual(first.sensors, { ...both, celsius: { gpu: 61 }, throttledBy: [] });
    t.is(second.source, 'gpu1 Stub H1');
    t.deepEqual(second.sensors, {
      ...both,
      celsius: { gpu: 62 },
      throttledBy: ['power_cap', 'hardware_thermal'],
    });
  });
}

test('what a GPU does not tell is missing, and its power is told all the same', async (t) => {
  const { events } = await open(t, buildNvmlStub('TELLS_POWER_ALONE'));
  await events.more('sample');
  t.deepEqual(events.of('sensors')[0].sensors, {});
  t.is(events.of('sample')[0].sample.watts, 350.5);
});

test('a GPU that does not count energy tells power all the same', async (t) => {
  const { events } = await open(t, buildNvmlStub('COUNTS_NOT'));
  await events.more('sample');
  t.false('counterJoules' in events.of('sample')[0].sample);
});

test('a GPU that is lost is silent, alone, until it is back', async (t) => {
  const { events } = await open(t, buildNvmlStub('LOST_AND_BACK'));
  await events.reach('back', 1);
  await events.more('sample', 2);
  for (const { source, reason } of events.of('silent'))
    t.deepEqual([source, reason], ['gpu1 Stub H1', 'nvmlDeviceGetPowerUsage: the GPU is lost']);
  for (const { source, sample } of events.of('sample'))
    t.is(sample.watts, source === 'gpu0 Stub H0' ? 350.5 : 351.5);
});

test('a library that crashes takes down nothing but its process', async (t) => {
  const { events } = await open(t, buildNvmlStub('CRASHES_LATER'));
  await events.reach('silent', 2);
  for (const { reason } of events.of('silent')) t.regex(reason, /has ended with SIGSEGV/);
});

test('absurd power is a silence', async (t) => {
  const { events } = await open(t, buildNvmlStub('ABSURD'));
  await events.reach('silent', 2);
  t.is(events.of('silent')[0].reason, 'it tells 4000000 W');
  t.deepEqual(events.of('sample'), []);
});

for (const [what, library, message] of [
  ['no library', () => '/nowhere/libnvidia-ml.so.1', /\/nowhere\/libnvidia-ml.so.1 cannot be used/],
  ['no driver', () => buildNvmlStub('NO_DRIVER'), /nvmlInit_v2: the driver is not loaded/],
  ['no GPU', () => buildNvmlStub('NO_GPU'), /finds no GPU/],
] as const) {
  test(`where there is ${what}, it says so and what to do`, async (t) => {
    const error = await t.throwsAsync(
      GpuPower.open(() => undefined, { library: library() }),
      {
        instanceOf: TelemetryError,
        message,
      },
    );
    t.is(error?.code, 'SY_ERR_SENSOR');
    t.regex(error?.remedy ?? '', /nvidia-smi/);
  });
}

test('a library without a function that is needed is a silence with its name', async (t) => {
  const { events } = await open(t, buildNvmlStub('OK', '-DnvmlDeviceGetPowerUsage=renamed'));
  await events.reach('silent', 2);
  t.regex(events.of('silent')[0].reason, /nvmlDeviceGetPowerUsage/);
});
