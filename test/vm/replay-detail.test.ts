import test from 'ava';
import { RunReplay, type ReplayDetail } from '../../host/runtime/index.js';
import { littleEndian, readGuest } from './guests.js';
import { roomFor } from './replayed-tables.js';

const INPUTS = [new Uint8Array(1500).fill(3), littleEndian(1)];
/** A read of hints is divided among shards, and registers rest for long. */
const LIMITS = roomFor(1 << 17, { steps: 5000, hint_word: 100 });

async function shardsOf(detail: ReplayDetail) {
  const guest = { elf: readGuest('sha256'), inputs: INPUTS, maxCycles: 1 << 24, maxMemoryBytes: 1 << 26 };
  const replay = await RunReplay.open({ ...guest, detail });
  const shards = [];
  for (;;) {
    const shard = await replay.nextShard(LIMITS);
    shards.push({ shard, checkpoint: detail === 'counts' ? undefined : replay.checkpoint(), replay });
    if (shard.end) return shards;
  }
}

test('a run that is replayed for its checkpoints has those of one that is replayed in full', async (t) => {
  const [full, cut] = await Promise.all([shardsOf('all'), shardsOf('checkpoint')]);
  t.true(full.length > 4);
  const shown = (shards: typeof full) =>
    shards.map(({ shard, checkpoint }) => ({ ...shard, checkpoint, end: shard.end?.systemPage }));
  t.deepEqual(shown(cut), shown(full));
});

test('a run that is replayed for its counts has at least the rows that it needs, and the same steps', async (t) => {
  const [full, counted] = await Promise.all([shardsOf('all'), shardsOf('counts')]);
  t.is(counted.length, full.length);
  const loose = new Set(['leaf', 'tree', 'compression']);
  for (const [i, { shard }] of counted.entries()) {
    const exact = full[i].shard;
    t.is(shard.steps, exact.steps);
    t.is(shard.cycles, exact.cycles);
    for (const [chip, rows] of Object.entries(shard.rows)) {
      if (!loose.has(chip)) t.is(rows, exact.rows[chip], chip);
      else t.true(rows >= exact.rows[chip] && rows <= exact.rows[chip] + 64, chip);
    }
  }
});

test('tables cannot be filled from less than all details', async (t) => {
  for (const detail of ['checkpoint', 'counts'] as const) {
    const [{ replay, shard }] = (await shardsOf(detail)).slice(-1);
    await t.throwsAsync(() => replay.fillShard(shard.rows), { message: /in full/ });
  }
});
