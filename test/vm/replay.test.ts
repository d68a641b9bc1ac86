import test, { type ExecutionContext } from 'ava';
import { Device, replayChips, RunReplay, runGuest } from '../../host/runtime/index.js';
import { readElf } from '../../host/vm/elf/index.js';
import { MACHINE_CHIPS } from '../../host/vm/machine.js';
import { initialRoot, openSystemPage, verifySystemPage } from '../../host/vm/state/index.js';
import {
  asm,
  branchInstructions,
  call,
  halt,
  immediateInstructions,
  li,
  loadInstructions,
  reg,
  registerInstructions,
  shiftInstructions,
  storeInstructions,
} from './assembler.js';
import { CODE_ADDRESS, DATA_ADDRESS, program, wordsToBytes } from './elf-builder.js';
import { hashOf, littleEndian, readGuest } from './guests.js';
import { randomProgram } from './random-program.js';
import {
  failuresOf,
  heightsOf,
  openReplay,
  replayAll,
  roomFor,
  type ShardTables,
} from './replayed-tables.js';
import { failure } from './support.js';

const { t0, t1, t2, s2, s3, ra } = reg;
const ROOM = roomFor(1 << 17);
const text = (string: string) => new TextEncoder().encode(string);

/** Words of the public values. */
const ROOT_BEFORE = 2;
const ROOT_AFTER = 10;
const rootBefore = ({ shard }: ShardTables) => shard.publicValues.slice(ROOT_BEFORE, ROOT_AFTER);
const rootAfter = ({ shard }: ShardTables) => shard.publicValues.slice(ROOT_AFTER, ROOT_AFTER + 8);

/** Checks all that a verifier would of a run: tables, chain, first root, end. */
function checkRun(t: ExecutionContext, elf: Uint8Array, shards: readonly ShardTables[], name?: string) {
  const { segments, entry } = readElf(elf);
  let root = [...initialRoot(segments)];
  let pc = entry / 4;
  for (const [i, shard] of shards.entries()) {
    t.deepEqual(failuresOf(shard), [], name);
    t.deepEqual(rootBefore(shard), root, name);
    t.is(shard.shard.publicValues[0], pc, name);
    t.is(shard.shard.isLast, i === shards.length - 1);
    root = rootAfter(shard);
    pc = shard.shard.publicValues[1];
  }
  t.is(pc, 2 ** 29, name);
  const { end } = shards[shards.length - 1].shard;
  if (!end) return t.fail('the last shard has no end');
  const opening = openSystemPage(end.systemPage, end.pair);
  t.is(end.outcome.end, 'halted');
  const { exitCode, committed } = verifySystemPage(Uint32Array.from(root), opening);
  t.is(exitCode, end.outcome.exitCode);
  if (end.outcome.digestMatches)
    t.deepEqual(wordsToBytes(committed), Uint8Array.from(hashOf(end.outcome.publicValues)));
}

async function checkProgram(
  t: ExecutionContext,
  words: readonly number[],
  {
    data,
    inputs = [],
    limits = ROOM,
  }: { data?: Uint8Array; inputs?: Uint8Array[]; limits?: typeof ROOM } = {},
): Promise<ShardTables[]> {
  const elf = program([...words, ...halt()], data);
  const shards = await replayAll(elf, inputs, limits);
  checkRun(t, elf, shards);
  return shards;
}

test('the addon has the chips of the machine', (t) => {
  t.deepEqual(
    replayChips().map(({ name, width }) => [name, width]),
    MACHINE_CHIPS.map(({ name, width }) => [name, width]),
  );
});

const GUESTS: Record<string, () => Uint8Array[]> = {
  fibonacci: () => [littleEndian(30)],
  sha256: () => [text('abc'), littleEndian(2)],
  sort: () => [littleEndian(5, 3, 9, 0xffffffff, 3), littleEndian(9, 4)],
  merkle: () => [text('leaf'), littleEndian(1), new Uint8Array(64)],
  json: () => [text('{"a": [1, -2.5e3, "x\\u0041", true, null]}')],
  interpreter: () => [text(',[.,] echoes'), text('echo')],
};

for (const [name, inputs] of Object.entries(GUESTS)) {
  test(`the tables of ${name} satisfy all chips`, async (t) => {
    const elf = readGuest(name);
    const shards = await replayAll(elf, inputs(), ROOM);
    checkRun(t, elf, shards, name);
    t.is(shards[shards.length - 1].shard.end?.outcome.exitCode, 0);
    const run = await runGuest({
      elf,
      inputs: inputs(),
      maxCycles: 1 << 26,
      maxMemoryBytes: 1 << 26,
      profile: false,
      dumps: new Uint32Array(0),
      onConsole: () => undefined,
      onProgress: () => undefined,
    });
    const outcome = shards[shards.length - 1].shard.end?.outcome;
    t.deepEqual({ ...outcome, seconds: 0 }, { ...run, seconds: 0 });
    t.is(
      shards.reduce((sum, { shard }) => sum + shard.cycles, 0),
      run.cycles,
    );
  });
}

const EDGES = [0, 1, 2, 31, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff];

test('every register instruction is proven for all pairs of edge values', async (t) => {
  const words = EDGES.flatMap((a) =>
    EDGES.flatMap((b) => [
      ...li(t1, a),
      ...li(t2, b),
      ...Object.values(registerInstructions).map((instruction) => instruction(s2, t1, t2)),
    ]),
  );
  await checkProgram(t, words);
});

test('every instruction with an immediate is proven', async (t) => {
  const words = EDGES.flatMap((a) => [
    ...li(t1, a),
    ...[0, 1, -1, 2047, -2048, 255].flatMap((value) =>
      Object.values(immediateInstructions).map((instruction) => instruction(s2, t1, value)),
    ),
    ...[0, 1, 7, 8, 15, 16, 31].flatMap((amount) =>
      Object.values(shiftInstructions).map((instruction) => instruction(s2, t1, amount)),
    ),
  ]);
  const constants = [0, 1, 0x7ffff, 0x80000, 0xfffff].flatMap((upper) => [
    asm.lui(s2, upper),
    asm.auipc(s3, upper),
  ]);
  await checkProgram(t, [...words, ...constants, asm.fence]);
});

test('every load and store is proven at every offset', async (t) => {
  const bytes = wordsToBytes([0x80ff7f01, 0xfedcba98, 0, 0xffffffff]);
  const offsets = Array.from({ length: 16 }, (_, i) => i - 8);
  const size = (name: string) => ({ b: 1, h: 2, w: 4 })[name[1]] ?? 1;
  const at = (name: string) => offsets.filter((offset) => offset % size(name) === 0);
  const words = [
    ...li(t1, DATA_ADDRESS + 8),
    ...li(t2, 0x12345678),
    ...Object.entries(loadInstructions).flatMap(([name, load]) => at(name).map((i) => load(s2, i, t1))),
    ...Object.entries(storeInstructions).flatMap(([name, store]) => at(name).map((i) => store(t2, i, t1))),
    ...Object.entries(loadInstructions).flatMap(([name, load]) => at(name).map((i) => load(s2, i, t1))),
  ];
  // Addresses whose sum with the offset carries into the upper limb, borrows from it, and wraps around.
  const far = [0x0030ffff + 1 - 4, 0x00310000, 0xfffffffc].flatMap((base) => [
    ...li(t1, base),
    base === 0xfffffffc ? asm.lw(s2, 8, t1) : asm.lw(s2, 4, t1),
    base === 0x00310000 ? asm.sw(t2, -4, t1) : asm.addi(0, 0, 0),
  ]);
  await checkProgram(t, [...words, ...far], { data: bytes });
});

test('every branch is proven, taken and not, forwards and back', async (t) => {
  const words = EDGES.flatMap((a) =>
    [a, 0, 0x80000000, 0xffffffff].flatMap((b) => [
      ...li(t1, a),
      ...li(t2, b),
      ...Object.values(branchInstructions).flatMap((branch) => [branch(t1, t2, 8), asm.addi(s2, s2, 1)]),
    ]),
  );
  const loop = [...li(t1, 5), asm.addi(t1, t1, -1), asm.bne(t1, 0, -4)];
  await checkProgram(t, [...words, ...loop]);
});

test('a branch to no multiple of 4 that is not taken is proven', async (t) => {
  await checkProgram(t, [...li(t1, 1), asm.beq(t1, 0, 6), asm.beq(t1, 0, -6), asm.bne(0, 0, -4094)]);
});

test('jumps are proven, with links, to odd addresses, through their own base', async (t) => {
  const next = CODE_ADDRESS + 4 * 6;
  const words = [
    asm.jal(ra, 8),
    asm.addi(s2, s2, 1),
    asm.jal(0, 4),
    ...li(t1, next + 1),
    asm.jalr(t1, 0, t1),
    asm.auipc(t0, 0),
    asm.jalr(0, 9, t0),
    asm.addi(s2, 0, 3),
  ];
  await checkProgram(t, words);
});

test('what is written to x0 is lost', async (t) => {
  await checkProgram(t, [asm.addi(0, 0, 7), asm.add(s2, 0, 0), asm.lui(0, 5), asm.fence, asm.add(s3, 0, 0)]);
});

const [WRITE, ENTER, EXIT, COMMIT, DEFERRED, HINT_LEN, HINT_READ] = [2, 3, 4, 0x10, 0x1a, 0xf0, 0xf1];

test('every call is proven', async (t) => {
  const block = [...li(s3, 7), ...call(WRITE, 14, DATA_ADDRESS, 4), ...call(EXIT)];
  const words = [
    ...call(WRITE, 1, DATA_ADDRESS, 3),
    ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => call(COMMIT, i, 0x01020304 * i)),
    ...call(DEFERRED, 3, 0),
    ...call(ENTER),
    asm.beq(t0, 0, 4 * (block.length + 1)),
    ...block,
    ...call(HINT_LEN),
    ...call(HINT_READ, DATA_ADDRESS + 4, 4),
    ...call(HINT_LEN),
    ...call(HINT_READ, DATA_ADDRESS + 8, 5),
    ...call(HINT_READ, DATA_ADDRESS + 64, 0),
    ...call(HINT_LEN),
    ...call(EXIT),
  ];
  const inputs = [text('hello'), text('')];
  const [{ shard }] = await checkProgram(t, words, { data: text('abcdefgh'), inputs });
  t.is(shard.rows.hint_word, 3);
});

test('an exit code is in the state after', async (t) => {
  const elf = program(halt(0xdeadbeef));
  const shards = await replayAll(elf, [], ROOM);
  checkRun(t, elf, shards);
  t.is(shards[0].shard.end?.outcome.exitCode, 0xdeadbeef);
});

test('registers that rest are refreshed', async (t) => {
  const elf = readGuest('fibonacci');
  const shards = await replayAll(elf, [littleEndian(5000)], ROOM);
  t.true(shards[0].shard.rows.refresh > 0);
  checkRun(t, elf, shards);
});

test('random programs are proven', async (t) => {
  for (let seed = 1; seed <= 12; seed++) {
    const { words, data } = randomProgram(seed);
    const elf = program(words, data);
    const replay = await openReplay(elf);
    const limits = roomFor(1 << 14, { steps: 1 << 13 });
    let shard;
    try {
      shard = await replay.nextShard(limits);
    } catch {
      continue; // a wild one
    }
    t.deepEqual(failuresOf({ shard, words: await replay.fillShard(heightsOf(shard)) }), [], `seed ${seed}`);
  }
});

test('cuts at different places have the same ends', async (t) => {
  const elf = readGuest('fibonacci');
  const inputs = [littleEndian(300)];
  const [whole] = await replayAll(elf, inputs, ROOM);
  const cuts = [
    roomFor(1 << 17, { steps: 2777 }),
    roomFor(1 << 17, { bitwise: 1024 }),
    roomFor(1 << 17, { tree: 128 }),
  ];
  for (const limits of cuts) {
    const shards = await replayAll(elf, inputs, limits);
    t.true(shards.length > 1);
    checkRun(t, elf, shards);
    const last = shards[shards.length - 1];
    t.deepEqual(rootAfter(last), rootAfter(whole));
    t.deepEqual(last.shard.end?.systemPage, whole.shard.end?.systemPage);
    t.deepEqual(last.shard.end?.outcome.publicValues, whole.shard.end?.outcome.publicValues);
    for (const { shard } of shards)
      for (const [name, limit] of Object.entries(limits.rows))
        if (!['connector', 'table', 'opcode'].includes(name)) t.true(shard.rows[name] <= limit, name);
  }
});

test('a shard may end within a hint read', async (t) => {
  const input = Uint8Array.from({ length: 203 }, (_, i) => 7 * i);
  const words = [
    ...call(HINT_READ, DATA_ADDRESS + 12, input.length),
    ...li(t1, DATA_ADDRESS),
    asm.lw(s2, 212, t1),
  ];
  const limits = roomFor(1 << 17, { hint_word: 16 });
  const shards = await checkProgram(t, words, { inputs: [input], limits });
  t.is(shards.length, 4);
  const [whole] = await checkProgram(t, words, { inputs: [input] });
  t.deepEqual(rootAfter(shards[3]), rootAfter(whole));
});

test('a cell that is changed does not go unnoticed', async (t) => {
  const [{ shard, words }] = await replayAll(readGuest('fibonacci'), [littleEndian(3)], ROOM);
  const changed = words.map((table) => table.slice());
  for (const [i, { name, width }] of replayChips().entries()) {
    if (shard.rows[name] === 0) continue;
    // The first column: a flag, a count or a number that others depend on.
    changed[i][0] ^= 1;
    t.not(failuresOf({ shard, words: changed }).length, 0, name);
    changed[i][0] = words[i][0];
    t.is(changed[i].length % width, 0);
  }
});

test('the number of threads changes nothing', async (t) => {
  const replay = await openReplay(readGuest('fibonacci'), [littleEndian(3000)]);
  const heights = heightsOf(await replay.nextShard(ROOM));
  const single = await replay.fillShard(heights, 1);
  t.deepEqual(await replay.fillShard(heights, 3), single);
});

test('tables may be higher than their rows need, but no other size', async (t) => {
  const replay = await openReplay(readGuest('fibonacci'), [littleEndian(1)]);
  const shard = await replay.nextShard(ROOM);
  const heights = heightsOf(shard);
  const higher = { ...heights, compression: 2 * heights.compression, divide: 64 };
  t.deepEqual(failuresOf({ shard, words: await replay.fillShard(higher) }), []);
  for (const wrong of [{ immediate: heights.immediate / 2 }, { add: 48 }, { table: 1 << 17 }, { leaf: 0 }])
    await t.throwsAsync(replay.fillShard({ ...heights, ...wrong }), { instanceOf: RangeError });
});

test('of the form for devices these make the same rows', async (t) => {
  const replay = await openReplay(readGuest('fibonacci'), [littleEndian(1)]);
  const heights = heightsOf(await replay.nextShard(ROOM));
  // Padding rows, too, which are not zeros.
  const higher: Record<string, number> = { ...heights, compression: 2 * heights.compression };
  const rows = await replay.fillShard(higher);
  const uploads = await replay.fillForUpload(higher, 2);
  await using device = Device.open('cpu0', { threads: 2 });
  for (const [i, { name, width, uploadWidth }] of replayChips().entries()) {
    t.is(uploadWidth, name === 'compression' ? 17 : width);
    if (uploadWidth === width) {
      t.deepEqual(uploads[i], rows[i], name);
      continue;
    }
    const segment = device.segment();
    const shape = { rows: higher[name], columns: width };
    const records = segment.upload(uploads[i], {
      field: 'koalabear',
      rows: shape.rows,
      columns: uploadWidth,
    });
    const filled = segment.download(segment.fill(records, 'compression', shape));
    t.deepEqual((await segment.submit()).get(filled), rows[i], name);
  }
  const wrong = { ...higher, compression: 48 };
  await t.throwsAsync(replay.fillForUpload(wrong), { instanceOf: RangeError });
});

test('limits without room for a step are refused, and others may follow', async (t) => {
  const replay = await openReplay(readGuest('fibonacci'), [littleEndian(1)]);
  t.is((await failure(() => replay.nextShard(roomFor(1 << 17, { tree: 32 })))).code, 'SY_ERR_ARGUMENT');
  await t.throwsAsync(replay.fillShard({}), { message: /no shard/ });
  const smallest = roomFor(16, { tree: 64, compression: 256 });
  t.true((await replay.nextShard(smallest)).steps > 0);
});

test('runs that do not halt, and calls that are not proven, are refused by name', async (t) => {
  const refusal = async (words: readonly number[], maxCycles = 1000) => {
    const elf = program(words);
    const replay = await RunReplay.open({ elf, inputs: [], maxCycles, maxMemoryBytes: 1 << 20 });
    return failure(() => replay.nextShard(ROOM));
  };
  const illegal = await refusal([0]);
  t.deepEqual([illegal.code, illegal.check], ['SY_ERR_GUEST', 'ILLEGAL_INSTRUCTION']);
  t.is((await refusal([asm.jal(0, 0)])).check, 'CYCLES');
  t.is((await refusal(call(HINT_READ, DATA_ADDRESS, 4))).check, 'INPUT_MISSING');
  const unsupported = await refusal(call(0x01010a, DATA_ADDRESS, 0));
  t.is(unsupported.check, 'UNSUPPORTED_CALL');
  t.regex(unsupported.message, /SECP256K1_ADD/);
  const tooMuch = new Uint8Array(2 ** 27);
  const replay = await openReplay(program(call(HINT_READ, DATA_ADDRESS, tooMuch.length)), [tooMuch]);
  for (let attempt = 0; attempt < 2; attempt++) {
    const unproven = await failure(() => replay.nextShard(ROOM));
    t.is(unproven.code, 'SY_ERR_GUEST');
    t.regex(unproven.message, /134217728 can be proven/);
  }
});

test('a file that is no program is refused', async (t) => {
  const error = await failure(() => openReplay(text('#!/bin/sh')));
  t.is(error.code, 'SY_ERR_ELF');
});

test('a replay can be cancelled', async (t) => {
  const controller = new AbortController();
  const replay = await RunReplay.open({
    elf: program([asm.jal(0, 0)]),
    inputs: [],
    maxCycles: Number.MAX_SAFE_INTEGER,
    maxMemoryBytes: 1 << 20,
    signal: controller.signal,
  });
  controller.abort();
  t.is((await failure(() => replay.nextShard(ROOM))).code, 'SY_ERR_CANCELLED');
});

test('an endless unconstrained block can be cancelled', async (t) => {
  const controller = new AbortController();
  const replay = await RunReplay.open({
    elf: program([...call(ENTER), asm.jal(0, 0)]),
    inputs: [],
    maxCycles: Number.MAX_SAFE_INTEGER,
    maxMemoryBytes: 1 << 20,
    signal: controller.signal,
  });
  const shard = replay.nextShard(ROOM);
  setTimeout(() => controller.abort(), 20);
  t.is((await failure(() => shard)).code, 'SY_ERR_CANCELLED');
});

test('one call at a time', async (t) => {
  const replay = await openReplay(readGuest('fibonacci'), [littleEndian(1)]);
  const first = replay.nextShard(ROOM);
  await t.throwsAsync(replay.nextShard(ROOM), { message: /busy/ });
  t.true((await first).isLast);
});
