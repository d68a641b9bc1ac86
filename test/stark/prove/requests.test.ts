import test, { type ExecutionContext } from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { koalaBear } from '../../../host/field/index.js';
import { Device, SwitchyardError, type Matrix } from '../../../host/runtime/index.js';
import { array, cell, defineBus, defineChip, type Chip } from '../../../host/stark/air/index.js';
import { PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  commitPreprocessed,
  preprocessedKey,
  proveStark,
  type ProveRequest,
} from '../../../host/stark/prove/index.js';
import { verifyStark } from '../../../host/stark/verify/index.js';

const ROWS = 8;
const parameters: StarkParameters = PRESETS.dev;

/** a = k + l, with k and l preprocessed and a public zero. */
const chip = defineChip(koalaBear, {
  name: 'fixed_sum',
  columns: { a: cell() },
  preprocessed: { k: cell(), l: cell() },
  publicValues: { z: cell() },
  constraints({ local, preprocessed, publicValues, assertEqual, assertZero }) {
    assertEqual('sum', local.a, preprocessed.k.add(preprocessed.l));
    assertZero('zero', publicValues.z);
  },
});

/** a^5 = a, which takes four quotient chunks. */
const steep = defineChip(koalaBear, {
  name: 'steep',
  columns: { a: cell() },
  maxDegree: 5,
  constraints({ local: { a }, assertEqual }) {
    assertEqual('fifth', a.mul(a).mul(a).mul(a).mul(a), a);
  },
});

function open(): Device {
  return Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 26 });
}

async function upload(device: Device, value: number, rows: number, columns: number): Promise<Matrix> {
  const segment = device.segment();
  const words = new Uint32Array(rows * columns).fill(value);
  const matrix = segment.upload(words, { field: 'koalabear', rows, columns, form: 'canonical' });
  await segment.submit();
  return matrix;
}

/** The request fails by this argument, and the trace is still there. */
async function refused(t: ExecutionContext, request: ProveRequest, argument: string, message: RegExp) {
  const device = request.trace.place as Device;
  const before = device.state();
  const error = await t.throwsAsync(proveStark(request), { instanceOf: SwitchyardError, message });
  t.is(error.code, 'SY_ERR_ARGUMENT');
  t.is(error.argument, `prove.${argument}`);
  t.is(device.state().liveHandles, before.liveHandles);
  t.is(device.state().usedBytes, before.usedBytes);
}

for (const hashSet of ['p2-24-16', 'keccak'] as const) {
  test(`${hashSet}: a preprocessed commitment serves many proofs, and verifiers by its key`, async (t) => {
    await using device = open();
    const dispatcher = new Dispatcher(device);
    const own = { ...parameters, hashSet };
    const preprocessed = await commitPreprocessed(own, dispatcher, await upload(device, 1, ROWS, 2));
    const key = preprocessedKey(preprocessed);
    t.is(key.width, 2);
    t.is(key.degreeBits, 3);
    for (const queryCount of [8, 9]) {
      const trace = await upload(device, 2, ROWS, 1);
      const request = { chip, parameters: { ...own, queryCount }, publicValues: [0], dispatcher, trace };
      const proof = await proveStark({ ...request, preprocessed });
      t.true(verifyStark({ ...request, air: chip, proof, preprocessed: key }).ok);
    }
  });
}

test('a commitment of another kind than the proof needs is refused', async (t) => {
  await using device = open();
  await using elsewhere = open();
  const dispatcher = new Dispatcher(device);
  const trace = await upload(device, 2, ROWS, 1);
  const request = { chip, parameters, dispatcher, trace, publicValues: [0] };
  const cases: [Partial<StarkParameters>, number, number, RegExp][] = [
    [{}, 4, 2, /2\^2 preprocessed rows/],
    [{}, 16, 2, /2\^4 preprocessed rows/],
    [{}, ROWS, 1, /not to 2 preprocessed columns/],
    [{}, ROWS, 3, /not to 2 preprocessed columns/],
    [{ capHeight: 2 }, ROWS, 2, /another capHeight/],
    [{ logBlowup: 2 }, ROWS, 2, /another logBlowup/],
    [{ logBlowup: 2 }, ROWS / 2, 2, /another logBlowup/],
    [{ hashSet: 'p2-16' }, ROWS, 2, /another hashSet/],
  ];
  for (const [change, rows, columns, message] of cases) {
    const columnsThere = await upload(device, 1, rows, columns);
    const preprocessed = await commitPreprocessed({ ...parameters, ...change }, dispatcher, columnsThere);
    await refused(t, { ...request, preprocessed }, 'preprocessed', message);
  }
  const foreign = await upload(elsewhere, 1, ROWS, 2);
  const preprocessed = await commitPreprocessed(parameters, new Dispatcher(elsewhere), foreign);
  await refused(t, { ...request, preprocessed }, 'preprocessed', /another device/);
  await refused(t, request, 'preprocessed', /not committed/);
});

test('a trace on another device is refused, and stays there', async (t) => {
  await using here = open();
  await using there = open();
  const kept = await upload(here, 2, ROWS, 1);
  const trace = await upload(there, 2, ROWS, 1);
  t.is(kept.handle, trace.handle);
  const request = { chip: steep as Chip, parameters: { ...parameters, logBlowup: 2 }, publicValues: [] };
  await refused(t, { ...request, dispatcher: new Dispatcher(here), trace }, 'trace', /another device/);
  t.is(here.state().liveHandles, 1);
});

test('extensions that devices or the quotient cannot do are refused before the trace is consumed', async (t) => {
  await using device = open();
  const dispatcher = new Dispatcher(device);
  const trace = await upload(device, 1, ROWS, 1);
  const request = { chip: steep as Chip, dispatcher, trace, publicValues: [] };
  const blown = (logBlowup: number) => ({ ...request, parameters: { ...parameters, logBlowup } });
  await refused(t, blown(5), 'parameters', /at most 2\^4/);
  await refused(t, blown(1), 'parameters', /domain of 2\^2 times/);
  const proof = await proveStark(blown(2));
  t.true(verifyStark({ ...blown(2), air: steep, proof }).ok);
  t.is(device.state().liveHandles, 0);
});

test('a chip that talks to others is refused', async (t) => {
  await using device = open();
  const numbers = defineBus({ name: 'numbers', kind: 'permutation', fields: ['number'] });
  const talker = defineChip(koalaBear, {
    name: 'talker',
    columns: { a: cell() },
    constraints: ({ local, bus }) => bus.send(numbers, [local.a]),
  });
  const trace = await upload(device, 1, ROWS, 1);
  const request = {
    chip: talker as Chip,
    parameters,
    dispatcher: new Dispatcher(device),
    trace,
    publicValues: [],
  };
  await refused(t, request, 'chip', /other tables/);
});

test('public values with holes, or that are no elements, are refused', async (t) => {
  await using device = open();
  const dispatcher = new Dispatcher(device);
  const preprocessed = await commitPreprocessed(parameters, dispatcher, await upload(device, 1, ROWS, 2));
  const trace = await upload(device, 2, ROWS, 1);
  for (const publicValues of [new Array<number>(1), [-0], [koalaBear.p], [0.5], ['0'], [0, 0]]) {
    const request = { chip, parameters, dispatcher, trace, publicValues: publicValues as number[] };
    await refused(t, { ...request, preprocessed }, 'publicValues', /public value/);
  }
});

test('there may be very many public values', async (t) => {
  const count = 150_000;
  const wide = defineChip(koalaBear, {
    name: 'wide',
    columns: { a: cell() },
    publicValues: { v: array(count) },
    constraints({ local, publicValues, when }) {
      when.firstRow.assertEqual('first', local.a, publicValues.v[count - 1]);
    },
  });
  await using device = open();
  const trace = await upload(device, 0, ROWS, 1);
  const publicValues = new Array<number>(count).fill(0);
  const request = { chip: wide as Chip, parameters, dispatcher: new Dispatcher(device), trace, publicValues };
  const proof = await proveStark(request);
  t.true(verifyStark({ ...request, air: wide, proof }).ok);
});
