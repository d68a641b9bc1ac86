import test from 'ava';
import {
  Device,
  listIsas,
  SwitchyardError,
  type Matrix,
  type OpenOptions,
} from '../../host/runtime/index.js';
import { OpKind } from '../../host/runtime/abi.js';
import { loadAddon, type NativeError } from '../../host/runtime/native.js';

const MIB = 2 ** 20;
/** 6 MiB, so that its pages are moved rather than copied, and the blowup. */
const LARGE = { field: 'koalabear', rows: 2 ** 12, columns: 384 } as const;
const LARGE_BYTES = 6 * MIB;

function open(options: OpenOptions = {}): Device {
  return Device.open('cpu0', { budgetBytes: 512 * MIB, threads: 2, ...options });
}

async function random(device: Device, shape: Omit<Parameters<Make>[0], 'seed'> = LARGE): Promise<Matrix> {
  const segment = device.segment();
  const matrix = segment.random({ ...shape, seed: 5 });
  await segment.submit();
  return matrix;
}
type Make = ReturnType<Device['segment']>['random'];

async function words(device: Device, matrix: Matrix): Promise<Uint32Array> {
  const segment = device.segment();
  const result = segment.download(matrix);
  return (await segment.submit()).get(result);
}

async function free(device: Device, ...matrices: Matrix[]): Promise<void> {
  const segment = device.segment();
  segment.free(...matrices);
  await segment.submit();
}

async function failure(running: Promise<unknown>): Promise<SwitchyardError> {
  try {
    await running;
  } catch (error) {
    if (error instanceof SwitchyardError) return error;
    throw error;
  }
  throw new Error('expected a SwitchyardError');
}

for (const { name: isa } of listIsas().filter(({ isSupported }) => isSupported)) {
  for (const threads of [1, 3]) {
    test(`an LDE is the same whether it consumes its input or not: ${isa}, threads ${threads}`, async (t) => {
      await using device = open({ isa, threads });
      const shapes = [
        [1, 1],
        [1, 3],
        [2, 1],
        [2, 700],
        [256, 1],
        [1024, 9],
        [64, 33],
        [2 ** 12, 17],
        [2 ** 11, 300],
        [2 ** 12, 385],
        [2 ** 15, 5],
        [2 ** 19, 1],
      ];
      for (const [rows, columns] of shapes) {
        for (const logBlowup of rows * columns < 2 ** 17 ? [0, 1, 2, 3, 4] : [1]) {
          const field = columns % 2 === 0 ? 'koalabear' : 'babybear';
          const segment = device.segment();
          const input = segment.random({ field, rows, columns, seed: rows + columns });
          const plain = segment.lde(input, { logBlowup, shift: 7 });
          const consuming = segment.lde(input, { logBlowup, shift: 7, consume: true });
          const difference = segment.elementwise('subtract', plain, consuming);
          const result = segment.download(difference);
          segment.free(plain, consuming, difference);
          const found = (await segment.submit()).get(result);
          t.false(
            found.some((word) => word !== 0),
            `${rows}x${columns}, blowup 2^${logBlowup}`,
          );
          t.is(device.state().liveHandles, 0);
        }
      }
      t.is(device.state().usedBytes, 0);
    });
  }
}

test('the memory of a consumed matrix becomes part of the output', async (t) => {
  await using device = open({ threads: 1 });
  const input = await random(device);
  const before = await words(device, input);
  const segment = device.segment();
  const output = segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
  const outcome = await segment.submit();
  t.is(device.state().usedBytes, output.bytes);
  t.true(outcome.peakBytes < output.bytes + 2 * MIB, String(outcome.peakBytes));
  t.is(device.state().liveHandles, 1);
  t.is((await failure(words(device, input))).argument, 'download.input');

  const again = device.segment();
  const copy = again.upload(before, LARGE);
  const plain = again.lde(copy, { logBlowup: 1, shift: 3 });
  await again.submit();
  t.deepEqual(await words(device, output), await words(device, plain));
});

test('a budget for the output alone is enough where the input is consumed', async (t) => {
  await using device = open({ threads: 1, budgetBytes: 2 * LARGE_BYTES + 2 * MIB });
  const input = await random(device);
  const plain = device.segment();
  plain.lde(input, { logBlowup: 1, shift: 3 });
  t.is((await failure(plain.submit())).code, 'SY_ERR_MEMORY');
  const consuming = device.segment();
  const output = consuming.lde(input, { logBlowup: 1, shift: 3, consume: true });
  await consuming.submit();
  t.is(device.state().usedBytes, output.bytes);
});

test('an input is as it was where its LDE is refused memory, for the output or for working', async (t) => {
  for (const budgetBytes of [2 * LARGE_BYTES - 1, 2 * LARGE_BYTES]) {
    await using device = open({ threads: 1, budgetBytes });
    const input = await random(device);
    const before = await words(device, input);
    const segment = device.segment();
    segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
    const error = await failure(segment.submit());
    t.is(error.code, 'SY_ERR_MEMORY');
    t.is(error.op, 'lde');
    t.is(device.state().usedBytes, LARGE_BYTES);
    t.deepEqual(await words(device, input), before);
    await free(device, input);
    t.is(device.state().usedBytes, 0);
  }
});

test('no later op can read a consumed matrix, or free it again', async (t) => {
  await using device = open();
  for (const use of ['download', 'lde', 'free'] as const) {
    const input = await random(device);
    const segment = device.segment();
    segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
    if (use === 'download') segment.download(input);
    if (use === 'lde') segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
    if (use === 'free') segment.free(input);
    const error = await failure(segment.submit());
    t.is(error.code, 'SY_ERR_ARGUMENT');
    t.regex(error.message, use === 'free' ? /freed twice/ : /consumed by an earlier op/);
    t.is(error.op, use);

    // The segment has failed: the handle is left, without the words.
    t.is(device.state().usedBytes, 0);
    t.is(device.state().liveHandles, 1);
    t.regex((await failure(words(device, input))).message, /consumed by an earlier op/);
    await free(device, input);
    t.is(device.state().liveHandles, 0);
  }
});

test('a segment that is cancelled after the op has begun leaves a handle that can only be freed', async (t) => {
  await using device = open();
  const input = await random(device);
  const segment = device.segment();
  const output = segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
  segment.permute(segment.reshape(output, { rows: output.rows * 24, columns: 16 }), 'poseidon2-16', 2 ** 16);
  const abort = new AbortController();
  const running = failure(segment.submit({ signal: abort.signal }));
  while (device.state().usedBytes < output.bytes) await new Promise((resolve) => setTimeout(resolve, 1));
  abort.abort();
  t.is((await running).code, 'SY_ERR_CANCELLED');
  t.is(device.state().usedBytes, 0);
  t.regex((await failure(words(device, input))).message, /consumed by an earlier op/);
  await free(device, input);
  t.is(device.state().liveHandles, 0);
});

test('a segment that is cancelled before the op leaves its input as it was', async (t) => {
  await using device = open();
  const input = await random(device);
  const before = await words(device, input);
  const segment = device.segment();
  const states = segment.random({ field: 'koalabear', rows: 2 ** 12, columns: 16, seed: 1 });
  segment.permute(states, 'poseidon2-16', 2 ** 20);
  segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
  const abort = new AbortController();
  const running = failure(segment.submit({ signal: abort.signal }));
  while (device.state().usedBytes === LARGE_BYTES) await new Promise((resolve) => setTimeout(resolve, 1));
  abort.abort();
  t.is((await running).code, 'SY_ERR_CANCELLED');
  t.deepEqual(await words(device, input), before);
});

test('words that something else has, too, are left alone', async (t) => {
  await using device = open();
  const input = await random(device);
  const before = await words(device, input);
  const share = device.segment();
  const reshaped = share.reshape(input, { rows: LARGE.rows / 2, columns: LARGE.columns * 2 });
  await share.submit();
  const segment = device.segment();
  segment.lde(input, { logBlowup: 1, shift: 3, consume: true });
  await segment.submit();
  t.deepEqual(await words(device, reshaped), before);
  t.is((await failure(words(device, input))).argument, 'download.input');

  const committed = await random(device, { field: 'koalabear', rows: 4, columns: 3 });
  const commit = device.segment();
  const { tree } = commit.commit([committed], { hashSet: 'p2-16', capHeight: 0 });
  commit.lde(committed, { logBlowup: 1, shift: 3, consume: true });
  const rows = commit.open(tree, [0, 1, 2, 3]);
  const plain = commit.random({ field: 'koalabear', rows: 4, columns: 3, seed: 5 });
  const expected = commit.download(plain);
  const outcome = await commit.submit();
  t.deepEqual(
    outcome.get(rows).rows.flatMap((row) => [...row]),
    [...outcome.get(expected)],
  );
});

test('a word that says neither whether to consume nor not to is refused', async (t) => {
  const addon = loadAddon();
  const device = new addon.NativeDevice('cpu', 0, { budgetBytes: MIB, threads: 1 });
  const random = [OpKind.RANDOM, 8, 1, 0, 4, 4, 1, 0];
  const lde = [OpKind.LDE, 7, 2, 1, 1, 3, 2];
  const error = await new Promise<NativeError | null>((resolve) => {
    device.submit(0, Uint32Array.from([...random, ...lde]), 2, [], resolve);
  });
  t.is(error?.argument, 'lde.consume');
  t.is(error?.opIndex, 1);
  await device.close();
});
