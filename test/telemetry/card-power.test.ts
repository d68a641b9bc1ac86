import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { CardPower, TelemetryError } from '../../host/telemetry/index.js';
import { temporaryFolder } from '../cli/support.js';
import { Events } from './support/events.js';

const PLATFORM = 'xilinx_u55c_gen3x16_xdma_base_3';

/** A folder as /sys/class/hwmon, with a card and a processor's sensor. */
function sensorFolder(microwatts: string): { sensors: string; file: string } {
  const sensors = temporaryFolder();
  for (const [folder, name] of [
    ['hwmon0', 'k10temp'],
    ['hwmon1', `${PLATFORM}_mgmt`],
    ['hwmon2', `${PLATFORM}_user`],
  ]) {
    mkdirSync(path.join(sensors, folder));
    writeFileSync(path.join(sensors, folder, 'name'), `${name}\n`);
  }
  const file = path.join(sensors, 'hwmon2', 'power1_input');
  writeFileSync(file, microwatts);
  return { sensors, file };
}

async function open(t: ExecutionContext, sensors: string): Promise<{ power: CardPower; events: Events }> {
  const events = new Events();
  const power = await CardPower.open(events.listener, { sensors, intervalSeconds: 0.01 });
  t.teardown(() => power.close());
  return { power, events };
}

test('a card tells its power', async (t) => {
  const { sensors } = sensorFolder('34250000\n');
  const { power, events } = await open(t, sensors);
  t.is(power.sources.length, 1);
  t.like(power.sources[0], { name: `fpga0 ${PLATFORM}`, scope: 'fpga' });
  await events.more('sample', 2);
  t.is(events.of('sample')[0].sample.watts, 34.25);
});

test('a card tells its temperatures by their labels, but for sensors that it has not', async (t) => {
  const { sensors } = sensorFolder('34250000\n');
  for (const [file, text] of [
    ['temp1_input', '41000'],
    ['temp1_label', 'FPGA TEMP'],
    ['temp2_input', '38500'],
    ['temp3_input', '0'],
    ['temp4_input', 'hot'],
  ]) {
    writeFileSync(path.join(sensors, 'hwmon2', file), `${text}\n`);
  }
  const { events } = await open(t, sensors);
  await events.more('sensors');
  t.deepEqual(events.of('sensors')[0].sensors, { celsius: { 'FPGA TEMP': 41, temp2: 38.5 } });
});

test('a card whose driver is gone is silent until it is back', async (t) => {
  const { sensors, file } = sensorFolder('34250000\n');
  const { events } = await open(t, sensors);
  await events.more('sample');
  const silent = events.more('silent');
  rmSync(file);
  await silent;
  t.regex(events.of('silent')[0].reason, /ENOENT/);
  const back = events.more('back');
  writeFileSync(file, '40000000\n');
  await back;
});

for (const [text, reason] of [
  ['', /tells no power: ""/],
  ['-5', /tells no power: "-5"/],
  ['4e7', /tells no power/],
  ['99999999999', /tells 99999.999999 W/],
] as const) {
  test(`${JSON.stringify(text)} is no power`, async (t) => {
    const { events } = await open(t, sensorFolder(text).sensors);
    await events.reach('silent', 1);
    t.regex(events.of('silent')[0].reason, reason);
    t.deepEqual(events.of('sample'), []);
  });
}

test('without a card it says so and what to do', async (t) => {
  const error = await t.throwsAsync(
    CardPower.open(() => undefined, { sensors: temporaryFolder() }),
    {
      instanceOf: TelemetryError,
      message: /no FPGA card tells its power/,
    },
  );
  t.regex(error?.remedy ?? '', /xocl/);
});
