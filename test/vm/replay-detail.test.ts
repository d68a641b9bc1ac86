import test from 'ava';
import { RunReplay, type ReplayDetail, type RowLimits } from '../../host/runtime/index.js';
import { asm, call, halt, li, reg } from './assembler.js';
import { buildElf, code, CODE_ADDRESS, DATA_ADDRESS, data, program } from './elf-builder.js';
import { littleEndian, readGuest } from './guests.js';
import { RANDOM_DATA_BYTES, randomProgram } from './random-program.js';
import { roomFor } from './replayed-tables.js';

const INPUTS = [new Uint8Array(1500).fill(3), littleEndian(1)];
/** A read of hints is divided among shards, and registers rest for long. */
const LIMITS = roomFor(1 << 17, { steps: 5000, hint_word: 100 });

interface Guest {
  readonly elf: Uint8Array;
  readonly inputs: readonly Uint8Array[];
  readonly limits: RowLimits;
  readonly maxCycles?: number;
}

const SHA256: Guest = { elf: readGuest('sha256'), inputs: INPUTS, limits: LIMITS };

async function shardsOf(detail: ReplayDetail, { limits, ...guest } = SHA256) {
  const replay = await RunReplay.open({ maxCycles: 1 << 24, maxMemoryBytes: 1 << 26, ...guest, detail });
  const shards = [];
  for (;;) {
    const shard = await replay.nextShard(limits);
    shards.push({ shard, checkpoint: detail === 'counts' ? undefined : replay.checkpoint(), replay });
    if (shard.end) return shards;
  }
}

/** Shards of a run as far as a cut without records must know them. */
async function cutsOf(detail: ReplayDetail, guest: Guest) {
  const shards = await shardsOf(detail, guest);
  return shards.map(({ shard, checkpoint }) => ({ ...shard, checkpoint, end: shard.end?.systemPage }));
}

test('a run that is replayed for its checkpoints has those of one that is replayed in full', async (t) => {
  const full = await cutsOf('all', SHA256);
  t.true(full.length > 4);
  t.deepEqual(await cutsOf('checkpoint', SHA256), full);
});

test('cut anywhere, the state is known without records: after fences, far branches, writes to x0, blocks', async (t) => {
  const { t0, t1, t2 } = reg;
  const far = CODE_ADDRESS + 0x800;
  const words = [
    ...li(t1, 5),
    asm.addi(0, t1, 7),
    asm.fence,
    asm.addi(0, t1, 9),
    ...call(3), // ENTER_UNCONSTRAINED: x0 and registers are written that nobody proves
    asm.beq(t0, 0, 24),
    asm.addi(0, t1, 11),
    asm.addi(t2, t2, 1),
    ...call(4),
    asm.addi(t2, t2, 2),
  ];
  const jump = asm.bne(t1, 0, far - CODE_ADDRESS - 4 * words.length);
  const behind = [asm.addi(t2, t2, 4), asm.sw(t2, 0, t1), ...halt()];
  const elf = buildElf({
    segments: [
      code([...words, jump]),
      code([...li(t1, DATA_ADDRESS), ...behind], far),
      data(new Uint8Array(8)),
    ],
  });
  for (const steps of [1, 2, 3]) {
    const guest = { elf, inputs: [], limits: roomFor(1 << 17, { steps }) };
    const full = await cutsOf('all', guest);
    t.true(full.length > 5);
    t.deepEqual(await cutsOf('checkpoint', guest), full);
  }
});

test('random programs have the same shards without records', async (t) => {
  for (let seed = 0; seed < 40; seed++) {
    const { words, data } = randomProgram(seed);
    t.is(data.length, RANDOM_DATA_BYTES);
    const limits = roomFor(1 << 12, { steps: 7 });
    const guest = { elf: program(words, data), inputs: [], limits, maxCycles: 300 };
    const ending = (detail: ReplayDetail) =>
      cutsOf(detail, guest).catch((error: unknown) => (error as Error).message);
    const full = await ending('all');
    t.deepEqual(await ending('checkpoint'), full, `seed ${seed}`);
    if (typeof full === 'string') t.is(await ending('counts'), full, `seed ${seed}`);
  }
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

test('tables cannot be filled from less than all details, nor checkpoints from counts', async (t) => {
  for (const detail of ['checkpoint', 'counts'] as const) {
    const [{ replay, shard }] = (await shardsOf(detail)).slice(-1);
    await t.throwsAsync(() => replay.fillShard(shard.rows), { message: /in full/ });
    if (detail === 'counts') t.throws(() => replay.checkpoint(), { message: /no more is known/ });
  }
});
