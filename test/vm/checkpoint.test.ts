import test from 'ava';
import { CheckpointReplay } from '../../host/runtime/index.js';
import { littleEndian, readGuest } from './guests.js';
import { heightsOf, replayAll, roomFor } from './replayed-tables.js';
import { failure } from './support.js';

test('a shard replayed from its checkpoint has the same tables', async (t) => {
  const limits = roomFor(1 << 17, { steps: 5000, hint_word: 16 });
  const inputs = [new Uint8Array(150).fill(3), littleEndian(1)];
  const shards = await replayAll(readGuest('sha256'), inputs, limits);
  t.true(shards.length > 3);
  for (const { shard, words, checkpoint } of shards) {
    const replay = await CheckpointReplay.open(checkpoint);
    t.deepEqual(replay.shard, { ...shard, end: undefined });
    t.deepEqual(await replay.fillShard(heightsOf(shard), 2), words);
    t.deepEqual(replay.checkpoint(), checkpoint);
  }
});

test('a damaged checkpoint is refused by the check that it fails', async (t) => {
  const [{ checkpoint }] = await replayAll(readGuest('fibonacci'), [littleEndian(1)], roomFor(1 << 17));
  const checkOf = async (bytes: Uint8Array) => {
    const { code, check } = await failure(() => CheckpointReplay.open(bytes));
    t.is(code, 'SY_ERR_CHECKPOINT');
    return check;
  };
  t.is(await checkOf(new Uint8Array(0)), 'TRUNCATED');
  t.is(await checkOf(checkpoint.with(0, 0)), 'MAGIC');
  t.is(await checkOf(checkpoint.with(100, checkpoint[100] ^ 1)), 'HASH');
  t.is(await checkOf(checkpoint.subarray(0, -1)), 'HASH');
});
