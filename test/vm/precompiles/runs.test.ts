import { createHash } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import { CheckpointReplay } from '../../../host/runtime/index.js';
import { execute, SHAPES, verifyRun } from '../../../host/vm/index.js';
import { seededWords } from '../../field/random.js';
import { asm, call, halt, li, reg } from '../assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../elf-builder.js';
import { hashOf, readGuest } from '../guests.js';
import { proveSmall, T12 } from '../proven-runs.js';
import { failuresOf, heightsOf, openReplay, replayAll, roomFor } from '../replayed-tables.js';
import { failure } from '../support.js';
import { PRECOMPILES } from './index.js';
import { range, type PrecompileSpec } from './precompile.js';

const ROOM = roomFor(1 << 12);
const OTHER_ADDRESS = DATA_ADDRESS + 0x1004;
/** The first address that is no memory. */
const END = 0x78000000;
/** kMaxPrecompileCalls of native/vm/shard.h. */
const MOST_CALLS = 2 ** 16;
/** Of the number of steps in a checkpoint. */
const STEPS_OFFSET = 16;

interface Addresses {
  readonly a0: number;
  readonly a1: number;
}

/** Where a call finds its words unless a test says otherwise: not at the beginning of a leaf. */
function addressesOf({ ranges }: PrecompileSpec): Addresses {
  return { a0: DATA_ADDRESS + 12, a1: ranges.length === 1 ? 0 : OTHER_ADDRESS };
}

const invoke = ({ number }: PrecompileSpec, { a0, a1 }: Addresses): number[] => call(number, a0, a1);

/** Memory by addresses of words. */
type Words = Map<number, number>;

/** What a call makes of memory: all is read before anything is written. */
function carryOut({ ranges, compute }: PrecompileSpec, addresses: Addresses, memory: Words): void {
  const places = ranges.map(({ pointer, words }) => range(words).map((i) => addresses[pointer] + 4 * i));
  const result = compute(places.flat().map((place) => memory.get(place) ?? 0));
  places[ranges.findIndex(({ isWritten }) => isWritten)].forEach((place, i) => memory.set(place, result[i]));
}

const DATA_WORDS = 0x800;

/** A program that makes calls on random data, and then reads what one of them has written. */
function programOf(calls: readonly (readonly [PrecompileSpec, Addresses])[], seed: number) {
  const next = seededWords(seed);
  const words = range(DATA_WORDS).map(next);
  const memory: Words = new Map(words.map((word, i) => [DATA_ADDRESS + 4 * i, word]));
  for (const [spec, addresses] of calls) carryOut(spec, addresses, memory);
  const code = [...calls.flatMap(([spec, addresses]) => invoke(spec, addresses)), ...halt()];
  return { elf: program(code, wordsToBytes(words)), memory };
}

/** Runs a program in shards, and compares its memory in the end. */
async function checkRun(
  t: ExecutionContext,
  calls: readonly (readonly [PrecompileSpec, Addresses])[],
  limits = ROOM,
  seed = 1,
) {
  const { elf, memory } = programOf(calls, seed);
  const shards = await replayAll(elf, [], limits);
  for (const shard of shards) t.deepEqual(failuresOf(shard), []);
  const end = DATA_ADDRESS + 4 * DATA_WORDS;
  const { dumps, kind } = await execute(elf, { dumps: [{ from: DATA_ADDRESS, to: end }] });
  t.is(kind, 'halted');
  const expected = range(DATA_WORDS).map((i) => memory.get(DATA_ADDRESS + 4 * i)!);
  t.deepEqual(dumps[0], wordsToBytes(expected));
  return shards;
}

for (const spec of PRECOMPILES) {
  test(`${spec.name}: calls are replayed into tables that balance, with the right words`, async (t) => {
    const [shard] = await checkRun(t, [
      [spec, addressesOf(spec)],
      [spec, { ...addressesOf(spec), a0: DATA_ADDRESS + 4 * 300 }],
      [spec, addressesOf(spec)],
    ]);
    for (const { chip, parts } of spec.chips) t.is(shard.shard.rows[chip.name], 3 * parts, chip.name);
  });

  if (spec.ranges.length > 1) {
    test(`${spec.name}: words may overlap, for all are read before any is written`, async (t) => {
      for (const distance of [0, 4, -4, 28, -28, 32, 36]) {
        const a0 = DATA_ADDRESS + 0x400;
        await checkRun(t, [[spec, { a0, a1: a0 + distance }]]);
      }
    });
  }

  test(`${spec.name}: the last words of memory can be used, none behind them`, async (t) => {
    const next = seededWords(5);
    for (const { pointer, words } of spec.ranges) {
      const at = (address: number) => ({ ...addressesOf(spec), [pointer]: address });
      const data = wordsToBytes(range(DATA_WORDS).map(next));
      const last = program([...invoke(spec, at(END - 4 * words)), ...halt()], data);
      for (const shard of await replayAll(last, [], ROOM)) t.deepEqual(failuresOf(shard), []);
      for (const address of [END - 4 * words + 4, END, 0xfffffffc]) {
        const behind = program([...invoke(spec, at(address)), ...halt()], data);
        const error = await failure(() => replayAll(behind, [], ROOM));
        t.deepEqual([error.code, error.check], ['SY_ERR_GUEST', 'MEMORY_RANGE']);
      }
      const odd = program([...invoke(spec, at(DATA_ADDRESS + 2)), ...halt()], data);
      t.is((await failure(() => replayAll(odd, [], ROOM))).check, 'CALL_ARGUMENT');
    }
    if (spec.ranges.length > 1) return;
    const second = program([...invoke(spec, { a0: DATA_ADDRESS, a1: 4 }), ...halt()], wordsToBytes([1]));
    t.is((await failure(() => replayAll(second, [], ROOM))).check, 'CALL_ARGUMENT');
  });

  test(`${spec.name}: a shard ends before a call that it has no room for`, async (t) => {
    const calls = range(3).map(() => [spec, addressesOf(spec)] as const);
    for (const { chip, parts } of spec.chips) {
      const shards = await checkRun(
        t,
        calls,
        roomFor(1 << 12, { [chip.name]: 2 * parts - (parts > 1 ? 1 : 0) }),
      );
      const rows = shards.map(({ shard }) => shard.rows[chip.name]);
      t.deepEqual(rows, parts > 1 ? [parts, parts, parts] : [2, 1], chip.name);
      for (const { shard, words, checkpoint } of shards) {
        const again = await CheckpointReplay.open(checkpoint);
        t.deepEqual(again.shard.rows, shard.rows);
        t.deepEqual(await again.fillShard(heightsOf(shard), 2), words);
      }
    }
    const replay = await openReplay(programOf(calls, 1).elf);
    const limits = roomFor(1 << 12, { [spec.chips[0].chip.name]: 0 });
    t.is((await replay.nextShard(limits)).steps, invoke(spec, addressesOf(spec)).length - 1);
    t.is((await failure(() => replay.nextShard(limits))).argument, 'rows');
    // Nothing has happened.
    t.is((await replay.nextShard(ROOM)).rows[spec.chips[0].chip.name], 3);
  });

  test(`${spec.name}: room for leaves and nodes of a call is kept`, async (t) => {
    const far = (i: number) => DATA_ADDRESS + 0x100000 * i + 28;
    const words = range(6).flatMap((i) =>
      invoke(spec, { a0: far(i), a1: spec.ranges.length === 1 ? 0 : far(i) + 0x40000 }),
    );
    const elf = program([...words, ...halt()]);
    const limits = roomFor(1 << 12, { leaf: 40, tree: 300, compression: 700 });
    const shards = await replayAll(elf, [], limits);
    t.true(shards.length > 1);
    for (const each of shards) {
      t.deepEqual(failuresOf(each), []);
      const { leaf, tree, compression } = each.shard.rows;
      t.true(leaf <= 40 && tree <= 300 && compression <= 700);
    }
  });
}

test('precompiles of all kinds prove and verify, cut anywhere, in shapes that have their tables alone', async (t) => {
  const calls = PRECOMPILES.map((spec) => [spec, addressesOf(spec)] as const);
  const padding = range(40).map(() => asm.addi(reg.t1, reg.t1, 1));
  const words = range(DATA_WORDS).map(seededWords(9));
  const code = [
    ...padding,
    ...calls.flatMap(([spec, addresses]) => [...invoke(spec, addresses), ...li(reg.t2, 5)]),
    ...padding,
    ...halt(),
  ];
  const elf = program(code, wordsToBytes(words));
  const whole = await proveSmall(elf, { shape: undefined });
  t.deepEqual(
    whole.shards.map(({ shape }) => shape),
    ['XA12'],
  );
  for (const shape of [undefined, T12]) {
    const { shards, run } = await proveSmall(elf, { shape, shardCycles: 30 });
    t.true(shards.length > 3);
    for (const { shape: name, rows } of shards) {
      const calling = PRECOMPILES.some(({ chips }) => rows[chips[0].chip.name] > 0);
      t.is(name, calling ? 'XA12' : 'T12');
    }
    t.deepEqual(run.end, whole.run.end);
  }
  // Cut to a shape without their tables: a shard ends before the first call, and one that holds them follows.
  const cut = await proveSmall(elf, { shape: T12 });
  t.deepEqual(
    cut.run.shards.map(({ shape }) => SHAPES[shape].name),
    ['T12', 'XA12'],
  );
});

test('a guest that hashes by precompiles proves and verifies', async (t) => {
  const input = Uint8Array.from({ length: 200 }, (_, i) => i * 5);
  const { run, key, shards } = await proveSmall(readGuest('hashes'), { inputs: [input], shape: undefined });
  t.deepEqual(run.publicValues.subarray(0, 32), Uint8Array.from(hashOf(input)));
  t.true(shards.some(({ rows }) => rows.keccak_round === 24 * 4 && rows.sha_rounds === 8 * 4));
  t.like(verifyRun({ minBits: 0, key, run }), { ok: true });
});

test('calls that no shard can have end it, and a checkpoint that has them is refused', async (t) => {
  const spec = PRECOMPILES.find(({ name }) => name === 'UINT256_MUL')!;
  const before = invoke(spec, addressesOf(spec)).slice(0, -1);
  const elf = program([...before, asm.ecall, asm.jal(0, -4)], wordsToBytes(range(DATA_WORDS)));
  const replay = await openReplay(elf);
  const { rows, steps } = await replay.nextShard(roomFor(2 ** 20));
  t.is(rows[spec.chips[0].chip.name], MOST_CALLS);
  const checkpoint = replay.checkpoint();
  t.is((await CheckpointReplay.open(checkpoint)).shard.steps, steps);
  const longer = Buffer.from(checkpoint);
  longer.writeUInt32LE(steps + 2, STEPS_OFFSET);
  createHash('sha256')
    .update(longer.subarray(0, -32))
    .digest()
    .copy(longer, longer.length - 32);
  const error = await failure(() => CheckpointReplay.open(longer));
  t.is(error.check, 'RUN');
  t.regex(error.message, /more calls of a precompile than a shard can have/);
});
