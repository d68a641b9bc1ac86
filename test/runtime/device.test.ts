import { Worker } from 'node:worker_threads';
import test from 'ava';
import { koalaBear } from '../../host/field/index.js';
import { Device, listDevices, listIsas, SwitchyardError } from '../../host/runtime/index.js';
import { addonPath } from '../../host/runtime/native.js';

const MIB = 2 ** 20;

/** The SwitchyardError that an action fails with. */
async function failure(action: () => unknown): Promise<SwitchyardError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof SwitchyardError) return error;
    throw error;
  }
  throw new Error('expected a SwitchyardError');
}

function open(options = {}): Device {
  return Device.open('cpu0', { budgetBytes: 256 * MIB, threads: 2, ...options });
}

test('the CPU device is listed, and absent backends say why', async (t) => {
  const { devices, missing } = await listDevices();
  t.is(devices[0].id, 'cpu0');
  t.false(devices[0].isEmulated);
  const backends = new Set([...devices, ...missing].map(({ backend }) => backend));
  t.deepEqual([...backends].sort(), ['cpu', 'cuda', 'xrt']);
  t.true(missing.every(({ backend }) => devices.every((device) => device.backend !== backend)));
  for (const { reason, remedy } of missing) t.true(reason.length > 0 && remedy.length > 0);
});

test('uploads come back as they went, in either form, whole or in part', async (t) => {
  await using device = open();
  const canonical = Uint32Array.from([0, 1, 2, koalaBear.p - 1, 5, 6]);
  const segment = device.segment();
  const matrix = segment.upload(canonical, { field: 'koalabear', rows: 3, columns: 2, form: 'canonical' });
  const whole = segment.download(matrix, { form: 'canonical' });
  const montgomery = segment.download(matrix);
  const last = segment.download(matrix, { firstRow: 2, form: 'canonical' });
  const outcome = await segment.submit();
  t.deepEqual(outcome.get(whole), canonical);
  t.deepEqual(
    [...outcome.get(montgomery)],
    [...canonical].map((x) => koalaBear.toMontgomery(x)),
  );
  t.deepEqual([...outcome.get(last)], [5, 6]);
  t.deepEqual(
    outcome.timings.map(({ op }) => op),
    ['upload', 'download', 'download', 'download'],
  );
  for (const { start, end } of outcome.timings) t.true(start >= 0 && end >= start);
});

test('every instruction set gives the same transform, tree and permutation', async (t) => {
  const digests = new Set<string>();
  for (const { name } of listIsas().filter(({ isSupported }) => isSupported)) {
    await using device = open({ isa: name });
    t.is(device.info.path, name);
    const segment = device.segment();
    const input = segment.random({ field: 'koalabear', rows: 256, columns: 24, seed: 7 });
    const lde = segment.lde(segment.permute(input, 'poseidon2-24', 3), { logBlowup: 1, shift: 3 });
    const { cap } = segment.commit([lde], { hashSet: 'p2-24-16', capHeight: 2 });
    digests.add(JSON.stringify((await segment.submit()).get(cap).map((digest) => [...digest])));
  }
  t.is(digests.size, 1);
});

test('a failed segment names op and argument, and leaves nothing behind', async (t) => {
  await using device = open();
  const segment = device.segment();
  const matrix = segment.random({ field: 'koalabear', rows: 3, columns: 1, seed: 1 });
  segment.dft(matrix);
  const error = await failure(() => segment.submit());
  t.is(error.code, 'SY_ERR_ARGUMENT');
  t.is(error.op, 'dft');
  t.is(error.device, 'cpu0');
  t.is(error.argument, 'dft.input');
  t.is(device.state().liveHandles, 0);
  t.is(device.state().usedBytes, 0);
});

test('a freed matrix can no longer be used, and its memory is given back', async (t) => {
  await using device = open();
  const first = device.segment();
  const matrix = first.random({ field: 'babybear', rows: 1024, columns: 1024, seed: 1 });
  await first.submit();
  t.is(device.state().usedBytes, matrix.bytes);
  const second = device.segment();
  second.free(matrix);
  await second.submit();
  t.is(device.state().usedBytes, 0);
  const third = device.segment();
  third.download(matrix);
  t.is((await failure(() => third.submit())).argument, 'download.input');
});

test('a segment over the budget fails with the figures, the device works on', async (t) => {
  await using device = open({ budgetBytes: 8 * MIB });
  const segment = device.segment();
  segment.random({ field: 'koalabear', rows: 2 ** 21, columns: 2, seed: 1 });
  const error = await failure(() => segment.submit());
  t.is(error.code, 'SY_ERR_MEMORY');
  t.regex(error.message, /16777216 .* 8388608/);
  const small = device.segment();
  small.random({ field: 'koalabear', rows: 2 ** 10, columns: 2, seed: 1 });
  await t.notThrowsAsync(small.submit());
});

test('an aborted segment is cancelled within a long op', async (t) => {
  await using device = open({ threads: 1 });
  const segment = device.segment();
  const states = segment.random({ field: 'koalabear', rows: 2 ** 14, columns: 16, seed: 1 });
  segment.permute(states, 'poseidon2-16', 2 ** 20);
  const abort = new AbortController();
  const running = segment.submit({ signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  t.is((await failure(() => running)).code, 'SY_ERR_CANCELLED');
  t.is(device.state().usedBytes, 0);
});

test('an abort before submission sends nothing', async (t) => {
  await using device = open();
  const segment = device.segment();
  segment.probe('copy', 'koalabear', 1);
  t.is((await failure(() => segment.submit({ signal: AbortSignal.abort() }))).code, 'SY_ERR_CANCELLED');
  t.is(device.state().pendingSegments, 0);
});

test('closing cancels what is pending; a closed device says so', async (t) => {
  const device = open({ threads: 1 });
  const segment = device.segment();
  const states = segment.random({ field: 'koalabear', rows: 2 ** 14, columns: 16, seed: 1 });
  segment.permute(states, 'poseidon2-16', 2 ** 20);
  const running = failure(() => segment.submit());
  await device.close();
  await device.close();
  t.is((await running).code, 'SY_ERR_CANCELLED');
  t.is((await failure(() => device.state())).code, 'SY_ERR_CLOSED');
  t.is((await failure(() => device.segment().submit())).code, 'SY_ERR_CLOSED');
});

test('queues run side by side, each in order', async (t) => {
  await using device = open({ queues: 2 });
  const ends: string[] = [];
  const submit = (name: string, queue: number, amount: number) => {
    const segment = device.segment();
    segment.probe('multiply', 'koalabear', amount);
    return segment.submit({ queue }).then(() => ends.push(name));
  };
  await Promise.all([submit('long', 0, 2048), submit('after long', 0, 1), submit('short', 1, 1)]);
  t.deepEqual(ends, ['short', 'long', 'after long']);
  t.is((await failure(() => device.segment().submit({ queue: 2 }))).argument, 'queue');
});

test('unknown devices, instruction sets and sizes are named', async (t) => {
  t.is((await failure(() => Device.open('gpu'))).argument, 'device');
  t.is((await failure(() => Device.open('gpu7'))).code, 'SY_ERR_DEVICE');
  t.is((await failure(() => Device.open('cpu1'))).argument, 'device');
  const isa = await failure(() => open({ isa: 'sse9' }));
  t.is(isa.argument, 'path');
  t.regex(isa.message, /scalar/);
  t.is((await failure(() => open({ threads: 5000 }))).argument, 'threads');
  t.is((await failure(() => open({ queues: 65 }))).argument, 'queues');
});

test('words that are no whole numbers never reach the device', async (t) => {
  await using device = open();
  const segment = device.segment();
  const error = await failure(() => segment.random({ field: 'koalabear', rows: 1.5, columns: 1, seed: 0 }));
  t.is(error.code, 'SY_ERR_ARGUMENT');
  t.is(error.argument, 'random');
});

test('host words must be a Uint32Array, and a segment is submitted once', async (t) => {
  await using device = open();
  const segment = device.segment();
  const bytes = new Uint8Array(64) as unknown as Uint32Array;
  t.is(
    (await failure(() => segment.upload(bytes, { field: 'koalabear', rows: 4, columns: 4 }))).argument,
    'words',
  );
  segment.random({ field: 'koalabear', rows: 4, columns: 4, seed: 1 });
  await segment.submit();
  t.is((await failure(() => segment.submit())).argument, 'segment');
  t.is((await failure(() => segment.probe('copy', 'koalabear', 1))).argument, 'segment');
});

test('words short of their shape, and words that are no elements, are refused by name', async (t) => {
  await using device = open();
  const upload = (words: number[], rows: number, form: 'canonical' | 'montgomery' = 'canonical') => {
    const segment = device.segment();
    segment.upload(Uint32Array.from(words), { field: 'koalabear', rows, columns: 1, form });
    return failure(() => segment.submit());
  };
  t.is((await upload([1, 2, 3], 4)).argument, 'upload.words');
  t.is((await upload([1, koalaBear.p], 2)).argument, 'upload.words');
  t.regex((await upload([1, koalaBear.p], 2, 'montgomery')).message, /word 1 is 2130706433/);
  t.is((await upload([], 0)).argument, 'upload.rows');
  t.is(device.state().usedBytes, 0);
});

test('worker threads load the addon, and may be torn down in mid-segment', async (t) => {
  const script = `
    const { createRequire } = require('node:module');
    const { parentPort } = require('node:worker_threads');
    const addon = require(${JSON.stringify(addonPath())});
    const device = new addon.NativeDevice('cpu', 0, { budgetBytes: ${64 * MIB}, threads: 2 });
    // RANDOM 2^14 x 16, then PERMUTE far longer than the worker lives.
    const words = Uint32Array.from([4, 8, 1, 0, 16384, 16, 1, 0, 6, 6, 2, 1, 0, 2 ** 24]);
    device.submit(0, words, 2, [], () => {});
    parentPort.postMessage(device.state().pendingSegments);
  `;
  for (let round = 0; round < 4; round++) {
    const worker = new Worker(script, { eval: true });
    const pending = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    t.is(pending, 1);
    t.is(await worker.terminate(), 1);
  }
});

test('a device that is forgotten in a worker does not keep it from ending', async (t) => {
  const script = `
    const addon = require(${JSON.stringify(addonPath())});
    globalThis.kept = new addon.NativeDevice('cpu', 0, { budgetBytes: ${64 * MIB} });
  `;
  const worker = new Worker(script, { eval: true });
  t.is(await new Promise((resolve) => worker.once('exit', resolve)), 0);
});
