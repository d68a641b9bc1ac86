import test from 'ava';
import {
  METER_MODELS,
  meterModel,
  parseMeterConfig,
  parseMeterName,
  TelemetryError,
} from '../../host/telemetry/index.js';

test('the models that are known have the form that files must have, and names of their own', (t) => {
  for (const model of METER_MODELS) t.deepEqual(meterModel.parse(model), model);
  t.is(new Set(METER_MODELS.map(({ name }) => name)).size, METER_MODELS.length);
});

test('a port and a model are enough; the line is as the meter leaves the factory', (t) => {
  const { port, model, unit, line } = parseMeterName('/dev/serial/by-id/usb-1:1.0-port0:sdm120');
  t.is(port, '/dev/serial/by-id/usb-1:1.0-port0');
  t.is(model.name, 'sdm120');
  t.is(unit, 1);
  t.deepEqual(line, { baudRate: 2400, parity: 'none', stopBits: 1 });
});

test('a file can change the line, and describe another meter', (t) => {
  const { line, unit } = parseMeterConfig({
    port: 'p',
    model: 'pzem-016',
    unit: 7,
    line: { parity: 'even' },
  });
  t.deepEqual(line, { baudRate: 9600, parity: 'even', stopBits: 1 });
  t.is(unit, 7);
  const model = { ...METER_MODELS[0], name: 'mine' };
  t.is(parseMeterConfig({ port: 'p', model }).model.name, 'mine');
});

for (const [what, value, message] of [
  ['an unknown member', { port: 'p', model: 'sdm120', baud: 9600 }, /baud/],
  ['no port', { model: 'sdm120' }, /port/],
  ['a unit that cannot be', { port: 'p', model: 'sdm120', unit: 248 }, /unit/],
  ['an unknown model', { port: 'p', model: 'sdm999' }, /no meter 'sdm999'/],
  ['no object', 7, /describes no meter/],
  ['a model without registers', { port: 'p', model: { name: 'x' } }, /model/],
] as const) {
  test(`${what} is refused`, (t) => {
    const error = t.throws(() => parseMeterConfig(value), { instanceOf: TelemetryError });
    t.is(error.code, 'SY_ERR_METER_CONFIG');
    t.regex(error.message, message);
  });
}

test('a name without a model is refused', (t) => {
  t.throws(() => parseMeterName('/dev/ttyUSB0'), { message: /is no meter with its model/ });
});
