import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, SwitchyardError, type Matrix } from '../../../host/runtime/index.js';
import { Staging } from '../../../host/vm/prove/staging.js';
import { faultFile, until } from '../../runtime/process/faulty.js';
import { cpuProof, proveOnFaulty } from './faulty-fleet.js';

const WORDS = new Uint32Array(64).fill(7);

async function upload(dispatcher: Dispatcher): Promise<readonly Matrix[]> {
  const segment = dispatcher.segment();
  const matrix = segment.upload(WORDS, { field: 'koalabear', rows: 16, columns: 4 });
  await dispatcher.run('tables', segment);
  return [matrix];
}

function openTarget(queues = 2) {
  const device = Device.open('cpu0', { threads: 1, budgetBytes: 2 ** 24, queues });
  const target = { lane: 'a', device, dispatcher: new Dispatcher(device, { queue: 1 }) };
  const told: string[] = [];
  const staging = new Staging((id, _, { message }) => told.push(`${id}: ${message}`));
  return { device, target, staging, told };
}

test('tables that were put on a device are there for the lane that they were meant for', async (t) => {
  const { device, target, staging } = openTarget();
  t.true(staging.hasRoom('a', device));
  staging.begin(5, target, upload);
  t.true(staging.has(5));
  t.false(staging.hasRoom('a', device), 'one shard a lane');
  t.true(staging.hasRoom('b', device));
  const tables = await staging.take(5, 'a');
  t.is(device.state().liveHandles, 1);
  t.false(staging.has(5));
  t.true(staging.hasRoom('a', device));
  await target.dispatcher.free(...tables!);
  await device.close();
});

test('tables that are not used where they are leave nothing', async (t) => {
  const { device, target, staging } = openTarget();
  const leave: readonly (() => unknown)[] = [
    () => staging.take(1, 'b'),
    () => staging.discard(1),
    () => staging.makeRoom(device),
    () => undefined,
  ];
  for (const one of leave) {
    staging.begin(1, target, upload);
    await one();
    await staging.close();
    t.false(staging.has(1));
    t.is(device.state().liveHandles, 0);
  }
  t.is(await staging.take(1, 'a'), undefined);
  await device.close();
});

test('a device that had no room gets nothing ahead any more', async (t) => {
  const { device, target, staging, told } = openTarget();
  t.false(await staging.makeRoom(device), 'nothing was there');
  t.false(staging.hasRoom('a', device));
  await staging.close();
  t.true(staging.hasRoom('a', device));
  const failures = [
    ['SY_ERR_CANCELLED', true, []],
    ['SY_ERR_LOST', true, ['cpu0: told to']],
    ['SY_ERR_MEMORY', false, ['cpu0: told to', 'cpu0: told to']],
  ] as const;
  for (const [code, hasRoom, expected] of failures) {
    const error = new SwitchyardError(code, 'told to', { remedy: 'None.' });
    staging.begin(2, target, () => Promise.reject(error));
    t.is(await staging.take(2, 'a'), undefined);
    t.deepEqual(told, expected);
    t.is(staging.hasRoom('a', device), hasRoom, code);
  }
  await device.close();
});

test('nobody but who makes room waits for a device to free what was staged, and no failure of that is met', async (t) => {
  const { device, target, staging } = openTarget();
  let isAsked = false;
  let fail!: (error: Error) => void;
  const free = () => {
    isAsked = true;
    return new Promise<void>((_, reject) => (fail = reject));
  };
  const dispatcher = { free } as unknown as Dispatcher;
  staging.begin(1, { ...target, dispatcher }, () => Promise.resolve([]));
  t.is(await staging.take(1, 'b'), undefined);
  const made = [staging.makeRoom(device), staging.makeRoom(device)];
  await until(() => isAsked);
  fail(new Error('a lie'));
  t.deepEqual(await Promise.all(made), [true, true]);
  await staging.close();
  await device.close();
});

test('a device with one queue gets nothing ahead', async (t) => {
  const { device, staging } = openTarget(1);
  t.false(staging.hasRoom('a', device));
  await device.close();
});

test.serial("the next shard's tables arrive while a device proves another one", async (t) => {
  const { proof, stages, events, leaks } = await proveOnFaulty({
    shardCycles: 25,
    faults: { faulty0: faultFile() },
  });
  t.deepEqual(proof, await cpuProof(25));
  t.deepEqual(events, []);
  t.deepEqual(leaks, { children: 0, descriptors: 0, mappings: 0 });
  const ahead = stages.filter(({ queue }) => queue === 1);
  t.true(ahead.length > 0);
  t.true(ahead.every(({ stage, device }) => stage.startsWith('tables: ') && device === 'faulty0'));
  const own = stages.filter(({ queue }) => queue === undefined);
  // Between the first and the last op of a shard, not after it.
  t.true(
    ahead.some(({ start, end }) => own.some((one) => one.start > end) && own.some((one) => one.end < start)),
  );
  t.true(own.filter(({ stage }) => stage.startsWith('tables: ')).length < ahead.length);
});
