import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import {
  METER_MODELS,
  parseMeterConfig,
  PowerMeter,
  TelemetryError,
  type MeterModel,
} from '../../host/telemetry/index.js';
import { Events } from './support/events.js';
import {
  crc16,
  eastronRegisters,
  floatWords,
  ModbusServer,
  pzemRegisters,
  type Registers,
} from './support/modbus-server.js';
import { hasSocat, SerialPair } from './support/serial-pair.js';

/** A built-in model that is asked more often, and at a speed that shortens waiting for replies. */
function hurried(name: string): MeterModel {
  const model = METER_MODELS.find((candidate) => candidate.name === name)!;
  return { ...model, intervalSeconds: 0.02, line: { ...model.line, baudRate: 115_200 } };
}

/** Everything that a test puts up, taken down at its end. */
async function bench(t: ExecutionContext, registers: Registers, options: { functionCode?: number } = {}) {
  const pair = await SerialPair.open();
  t.teardown(() => pair.pull());
  const server = await ModbusServer.open(pair.meter, registers, options);
  t.teardown(() => server.close());
  return { pair, server, events: new Events() };
}

async function open(t: ExecutionContext, port: string, model: MeterModel, events: Events) {
  const meter = await PowerMeter.open(parseMeterConfig({ port, model }), events.listener);
  t.teardown(() => meter.close());
  return meter;
}

const serialTest = hasSocat ? test.serial : test.skip;
const note = hasSocat ? '' : ' (skipped: socat is not installed)';

for (const [name, registers] of [
  ['sdm120', eastronRegisters(230.1, 412.5, 12.25)],
  ['sdm230', eastronRegisters(118.7, 412.5, 12.25)],
  ['pzem-016', pzemRegisters(230.1, 412.5, 12_250)],
] as const) {
  serialTest(`a ${name} is read again and again, one request at a time${note}`, async (t) => {
    const { pair, server, events } = await bench(t, registers);
    let answered = 0;
    let early = 0;
    server.spoil = (reply) => {
      if (server.requests.length !== ++answered) early += 1;
      return reply;
    };
    const meter = await open(t, pair.host, hurried(name), events);
    t.is(meter.source.name, `${name} on ${pair.host}`);
    await events.more('sample', 5);
    for (const { sample } of events.of('sample'))
      t.like(sample, { watts: 412.5, counterJoules: 12_250 * 3600 });
    t.deepEqual(events.of('silent'), []);
    t.is(early, 0, 'no request before the last is answered');
  });
}

serialTest(`a meter described in a file is read by its own map${note}`, async (t) => {
  const registers = { 1: 0, 2: 2300, 40: 0xfff, 41: 0 };
  const { pair, events } = await bench(t, registers, { functionCode: 3 });
  const { line, intervalSeconds, averagingSeconds, mostWatts } = hurried('sdm120');
  const model: MeterModel = {
    name: 'mine',
    ...{ line, intervalSeconds, averagingSeconds, mostWatts },
    registers: 'holding',
    voltage: { address: 1, format: 'uint32', scale: 0.1 },
    power: { address: 40, format: 'int32-low-first', scale: 0.1 },
  };
  await open(t, pair.host, model, events);
  await events.more('sample');
  t.is(events.of('sample')[0].sample.watts, 409.5);
  t.false('counterJoules' in events.of('sample')[0].sample);
});

serialTest(`a pulled cable is a silence, and the meter is found again${note}`, async (t) => {
  const { pair, events } = await bench(t, eastronRegisters(230, 100, 1));
  await open(t, pair.host, hurried('sdm120'), events);
  await events.more('sample', 2);
  const silent = events.more('silent');
  await pair.pull();
  await silent;
  t.regex(events.of('silent')[0].reason, /serial port is gone|no reply/);
  const samples = events.of('sample').length;
  await sleep(100);
  t.is(events.of('sample').length, samples, 'nothing is made up meanwhile');

  const back = events.more('back');
  await pair.plug();
  const server = await ModbusServer.open(pair.meter, eastronRegisters(230, 200, 1));
  t.teardown(() => server.close());
  await back;
  await events.more('sample');
  t.is(events.of('sample').at(-1)!.sample.watts, 200);
  t.is(events.of('silent').length, 1, 'one silence is told once');
});

for (const [what, spoil, reason] of [
  ['no reply', () => undefined, /no reply within/],
  ['a reply with a wrong checksum', (reply: Buffer) => flip(reply, reply.length - 1), /damaged reply: CRC/],
  ['a reply that was garbled on the way', (reply: Buffer) => flip(reply, 3), /damaged reply: CRC/],
  ['half a reply', (reply: Buffer) => reply.subarray(0, 5), /no reply within/],
  ['a reply of another unit', (reply: Buffer) => flip(reply, 0), /damaged reply/],
] as const) {
  serialTest(`${what} is a silence, and the next good one its end${note}`, async (t) => {
    const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
    await open(t, pair.host, hurried('sdm120'), events);
    await events.more('sample');
    const silent = events.more('silent');
    server.spoil = spoil;
    await silent;
    t.regex(events.of('silent')[0].reason, reason);
    const back = events.more('back');
    server.spoil = (reply) => reply;
    await back;
    for (const { sample } of events.of('sample')) t.is(sample.watts, 100);
  });
}

serialTest(`a late reply is not taken for the next${note}`, async (t) => {
  const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
  await open(t, pair.host, hurried('sdm120'), events);
  await events.more('sample');
  // The reply to a request comes after the line was opened again: 100 W could pass for 100 V, and 230 V for 230 W.
  let held: Buffer | undefined;
  const silent = events.more('silent');
  const back = events.more('back');
  server.spoil = (reply) => {
    held = reply;
    return undefined;
  };
  await silent;
  await sleep(300);
  server.spoil = (reply) => reply;
  server.send(held!);
  await back;
  await events.more('sample', 3);
  for (const { sample } of events.of('sample')) t.like(sample, { watts: 100, counterJoules: 3.6e6 });
});

serialTest(`a reply to a program that has just ended is not taken for the first${note}`, async (t) => {
  const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
  // Of 412.5 W: no voltage, so that the meter would be taken for another kind or for wired wrongly.
  const late = eastronRegisters(412.5, 412.5, 1);
  const request = Buffer.from([1, 4, 0, 0, 0, 2]);
  const asked = Buffer.concat([request, Buffer.alloc(2)]);
  asked.writeUInt16LE(crc16(request), 6);
  server.spoil = (reply) => reply;
  server.registers = late;
  const opened = open(t, pair.host, hurried('sdm120'), events);
  await sleep(300);
  server.receive(asked);
  server.registers = eastronRegisters(230, 100, 1);
  const meter = await opened;
  t.is(meter.source.name, `sdm120 on ${pair.host}`);
  await events.more('sample', 2);
  for (const { sample } of events.of('sample')) t.like(sample, { watts: 100, counterJoules: 3.6e6 });
});

serialTest(`a line on which somebody else talks is told as such${note}`, async (t) => {
  const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
  const talk = setInterval(() => server.send(Buffer.from([1, 2, 3])), 50);
  t.teardown(() => clearInterval(talk));
  const error = await t.throwsAsync(
    PowerMeter.open(parseMeterConfig({ port: pair.host, model: hurried('sdm120') }), events.listener),
    { instanceOf: TelemetryError, message: /is no reply of a sdm120: bytes that nobody asked for/ },
  );
  t.regex(error?.remedy ?? '', /nothing else talks on this line/);
});

serialTest(`bytes that nobody asked for are a silence${note}`, async (t) => {
  const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
  await open(t, pair.host, hurried('sdm120'), events);
  const silent = events.more('silent');
  server.spoil = (reply) => Buffer.concat([reply, Buffer.from([0])]);
  await silent;
  t.regex(events.of('silent')[0].reason, /bytes that nobody asked for/);
});

for (const [what, registers, reason] of [
  ['a power that is no number', eastronRegisters(230, NaN, 1), /tells NaN W/],
  ['more power than the meter can carry', eastronRegisters(230, 1e9, 1), /tells 1.000e\+9 W/],
  ['power that flows back', eastronRegisters(230, -300, 1), /-300.0 W: line and load are swapped/],
  ['energy that cannot be', eastronRegisters(230, 100, -5), /-5000 Wh/],
] as const) {
  serialTest(`${what} in the middle is a silence, never a figure${note}`, async (t) => {
    const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
    await open(t, pair.host, hurried('sdm120'), events);
    await events.more('sample');
    const silent = events.more('silent');
    server.registers = registers;
    await silent;
    t.regex(events.of('silent')[0].reason, reason);
    for (const { sample } of events.of('sample')) t.is(sample.watts, 100);
  });
}

for (const [what, model, registers, message] of [
  [
    'a PZEM-016 taken for an SDM120',
    'sdm120',
    pzemRegisters(230, 100, 1),
    /is no sdm120.*refuses|is no sdm120.* V/,
  ],
  ['an SDM120 taken for a PZEM-016', 'pzem-016', eastronRegisters(230, 100, 1), /is no pzem-016.*1725 V/],
  [
    'a voltage that is no number',
    'sdm120',
    { ...eastronRegisters(230, 100, 1), 0: floatWords(NaN)[0] },
    /NaN V/,
  ],
] as const) {
  serialTest(`${what} is found out at once${note}`, async (t) => {
    const { pair, events } = await bench(t, registers);
    const error = await t.throwsAsync(
      PowerMeter.open(parseMeterConfig({ port: pair.host, model: hurried(model) }), events.listener),
      { instanceOf: TelemetryError },
    );
    t.is(error?.code, 'SY_ERR_METER');
    t.regex(error?.message ?? '', message);
  });
}

serialTest(`where nobody answers, wires and settings are to be checked${note}`, async (t) => {
  const { pair, server, events } = await bench(t, eastronRegisters(230, 100, 1));
  server.spoil = () => undefined;
  const error = await t.throwsAsync(
    PowerMeter.open(parseMeterConfig({ port: pair.host, model: hurried('sdm120') }), events.listener),
    { instanceOf: TelemetryError, message: /no sdm120 answers on .* as unit 1 at 115200 baud/ },
  );
  t.regex(error?.remedy ?? '', /wires/);
  t.is(server.requests.length, 3);
});

test('a port that is not there is named, with what to do', async (t) => {
  const error = await t.throwsAsync(
    PowerMeter.open(parseMeterConfig({ port: '/dev/nosuchport', model: 'sdm120' }), () => undefined),
    { instanceOf: TelemetryError, message: /\/dev\/nosuchport cannot be opened/ },
  );
  t.regex(error?.remedy ?? '', /Plug the adapter in/);
});

function flip(reply: Buffer, at: number): Buffer {
  const spoilt = Buffer.from(reply);
  spoilt[at] ^= 0x10;
  return spoilt;
}
