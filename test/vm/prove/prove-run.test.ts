import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import {
  proveRun,
  SoloPool,
  SHAPES,
  VerifierThread,
  verifyRunInWorker,
  type ShardReport,
} from '../../../host/vm/index.js';
import { littleEndian, readGuest } from '../guests.js';

const parameters = PRESETS.dev;
const T12 = SHAPES.findIndex(({ name }) => name === 'T12');

async function proveFibonacci(n: number, options: { shape?: number; shardCycles?: number }) {
  await using device = Device.open('cpu0', { threads: 1 });
  const reports: ShardReport[] = [];
  const proven = await proveRun({
    ...{ elf: readGuest('fibonacci'), inputs: [littleEndian(n)], parameters },
    pool: new SoloPool(new Dispatcher(device)),
    ...{ maxCycles: 2 ** 20, maxMemoryBytes: 2 ** 28, ...options },
    onShard: (report) => reports.push(report),
  });
  return { ...proven, reports };
}

test('without a shape each shard gets one, and limits of cycles hold', async (t) => {
  const { run, key, shards, reports } = await proveFibonacci(300, { shardCycles: 1500 });
  t.true(shards.length > 1);
  t.deepEqual(reports, shards);
  t.deepEqual(
    shards.map(({ index }) => index),
    shards.map((_, i) => i),
  );
  t.true(shards.every(({ steps }) => steps <= 1500));
  t.deepEqual(
    shards.map(({ isLast }) => isLast),
    shards.map((_, i) => i === shards.length - 1),
  );
  const { result } = await verifyRunInWorker({ key, run, minBits: 0 });
  t.true(result.ok, JSON.stringify(result));
});

test('a run cut by itself and one cut to a shape publish the same', async (t) => {
  const auto = await proveFibonacci(10, {});
  const fixed = await proveFibonacci(10, { shape: T12 });
  t.deepEqual(auto.run.publicValues, fixed.run.publicValues);
  t.deepEqual(auto.run.end, fixed.run.end);
});

test('one thread verifies many shards, each answer to its own request', async (t) => {
  const { run, key } = await proveFibonacci(10, { shape: T12 });
  const [shard] = run.shards;
  const proof = shard.proof.slice();
  proof[proof.length >> 1] ^= 1;
  await using thread = new VerifierThread();
  const requests = [shard, { ...shard, proof }, shard].map((candidate) =>
    thread.verifyShard({ parameters, key, shard: candidate }),
  );
  const verdicts = await Promise.all(requests);
  t.deepEqual(
    verdicts.map(({ result }) => result.ok),
    [true, false, true],
  );
});

test('a request to a thread that has ended fails', async (t) => {
  const { run, key } = await proveFibonacci(10, { shape: T12 });
  const thread = new VerifierThread();
  await thread[Symbol.asyncDispose]();
  await t.throwsAsync(thread.verifyShard({ parameters, key, shard: run.shards[0] }), { message: /ended/ });
});
