import test from 'ava';
import { execute, requireSuccess } from '../../host/vm/index.js';
import { asm, call, halt, li, reg } from './assembler.js';
import { buildElf, code, CODE_ADDRESS, DATA_ADDRESS, program } from './elf-builder.js';
import { failure } from './support.js';

const { t1, t2, s2 } = reg;
const PAGE = 4096;

/** Stores one word into each of so many pages. */
function touchPages(count: number): number[] {
  return [
    ...li(t1, DATA_ADDRESS),
    ...li(t2, count),
    ...li(s2, PAGE),
    asm.sw(t1, 0, t1),
    asm.add(t1, t1, s2),
    asm.addi(t2, t2, -1),
    asm.bne(t2, 0, -12),
  ];
}

test('the limit of cycles is exact, within straight code and within loops', async (t) => {
  const straight = program([...Array.from({ length: 500 }, () => asm.addi(s2, s2, 1)), ...halt()]);
  const loop = program([
    ...li(t1, 300),
    asm.addi(s2, s2, 1),
    asm.addi(t1, t1, -1),
    asm.bne(t1, 0, -8),
    ...halt(),
  ]);
  for (const elf of [straight, loop]) {
    const whole = await execute(elf);
    t.is(whole.kind, 'halted');
    for (const maxCycles of [1, 2, 3, 100, 101, 102, whole.cycles - 1]) {
      const cut = await execute(elf, { maxCycles });
      t.is(cut.kind === 'limit' && cut.limit, 'cycles');
      t.is(cut.cycles, maxCycles);
    }
    t.is((await execute(elf, { maxCycles: whole.cycles })).kind, 'halted');
  }
});

test('a limit says where the run stood, and what to do', async (t) => {
  const elf = buildElf({
    segments: [code([asm.jal(0, 0)])],
    symbols: [{ name: 'spin', address: CODE_ADDRESS, size: 4 }],
  });
  const error = await failure(async () => requireSuccess(await execute(elf, { maxCycles: 99 })));
  t.deepEqual([error.code, error.check], ['SY_ERR_GUEST', 'CYCLES']);
  t.regex(error.message, /after 99 cycles.*pc 0x00200800 \(instruction 0x0000006f, in spin\)/);
  t.regex(error.remedy, /--max-cycles/);
});

test('memory is counted in pages, the program included', async (t) => {
  const pages = 20;
  const elf = program([...touchPages(pages), ...halt()]);
  const whole = await execute(elf, { maxMemoryBytes: (pages + 1) * PAGE });
  t.is(whole.kind, 'halted');
  t.is(whole.accessedPages, pages);
  t.is(whole.memoryBytes, (pages + 1) * PAGE);
  const cut = await execute(elf, { maxMemoryBytes: (pages + 1) * PAGE - 1 });
  t.is(cut.kind === 'limit' && cut.limit, 'memory');
  t.is(cut.registers[t2], 1);
});

test('a program that is larger than its limit does not start', async (t) => {
  const run = await execute(program(halt()), { maxMemoryBytes: PAGE - 1 });
  t.is(run.kind === 'limit' && run.limit, 'memory');
  t.is(run.cycles, 0);
});

test('reading counts as well, and a write of a range is all or nothing', async (t) => {
  const elf = program([...call(2, 1, DATA_ADDRESS, 10 * PAGE), ...halt()]);
  t.is((await execute(elf, { maxMemoryBytes: 11 * PAGE })).kind, 'halted');
  t.is((await execute(elf, { maxMemoryBytes: 10 * PAGE })).kind, 'limit');
});

test('pages of unconstrained blocks are given back, and copies count while the block lasts', async (t) => {
  const pages = 8;
  const block = [...touchPages(pages), ...call(4)];
  const elf = program([
    ...touchPages(pages),
    ...call(3),
    asm.beq(reg.t0, 0, 4 * (block.length + 1)),
    ...block,
    ...halt(),
  ]);
  const run = await execute(elf, { maxMemoryBytes: (1 + 2 * pages) * PAGE });
  t.is(run.kind, 'halted');
  t.is(run.memoryBytes, (1 + pages) * PAGE);
  t.is((await execute(elf, { maxMemoryBytes: 2 * pages * PAGE })).kind, 'limit');
});

test('inputs that the guest makes are bounded by the limit of memory', async (t) => {
  const push = call(2, 14, DATA_ADDRESS, PAGE);
  const loop = program([...push, asm.jal(0, -4 * push.length)]);
  const run = await execute(loop, { maxMemoryBytes: 64 * PAGE, maxCycles: 1_000_000 });
  t.is(run.kind === 'limit' && run.limit, 'memory');
});

test('a run is cancelled by its signal, before and while it runs', async (t) => {
  const endless = program([asm.jal(0, 0)]);
  t.is((await failure(() => execute(endless, { signal: AbortSignal.abort() }))).code, 'SY_ERR_CANCELLED');
  const abort = new AbortController();
  let progress = 0;
  const run = execute(endless, {
    signal: abort.signal,
    onProgress: (cycles) => {
      t.true(cycles > progress);
      progress = cycles;
      abort.abort();
    },
  });
  t.is((await failure(() => run)).code, 'SY_ERR_CANCELLED');
  t.true(progress > 0);
});

test('a guest that only makes calls can be cancelled, too', async (t) => {
  const calls = [...call(0xf0), asm.jal(0, -4 * call(0xf0).length)];
  const abort = new AbortController();
  const run = execute(program(calls), { signal: abort.signal, onProgress: () => abort.abort() });
  t.is((await failure(() => run)).code, 'SY_ERR_CANCELLED');
});

test('what a callback throws ends the run and comes out', async (t) => {
  const print = call(2, 1, CODE_ADDRESS, 4);
  const endless = program([...print, asm.jal(0, -4 * print.length)]);
  const onConsole = () => {
    throw new RangeError('enough');
  };
  await t.throwsAsync(execute(endless, { onConsole }), { instanceOf: RangeError, message: 'enough' });
});

test('options that cannot be are named', async (t) => {
  const elf = program(halt());
  const argument = async (options: object) => (await failure(() => execute(elf, options))).argument;
  t.is(await argument({ maxCycles: 0 }), 'maxCycles');
  t.is(await argument({ maxCycles: 1.5 }), 'maxCycles');
  t.is(await argument({ maxMemoryBytes: -1 }), 'maxMemoryBytes');
  t.is(await argument({ inputs: ['text'] }), 'inputs');
  t.is(await argument({ dumps: [{ from: 2, to: 1 }] }), 'dumps');
  t.is(await argument({ dumps: [{ from: 0, to: 2 ** 31 }] }), 'dumps');
  t.is((await failure(() => execute('program' as unknown as Uint8Array))).argument, 'elf');
});

test('cycles are profiled by stack, with calls, returns and tail calls', async (t) => {
  // main calls f twice; f calls g and then leaves to h, which returns to main.
  const main = CODE_ADDRESS;
  const words = [
    ...[asm.jal(1, 32), asm.jal(1, 28), ...halt(), asm.fence], // main, 8 words
    ...[asm.add(s2, 1, 0), asm.jal(1, 20), asm.add(1, s2, 0), asm.jal(0, 20)], // f
    ...[asm.fence, asm.fence], // not reached
    ...[asm.fence, asm.jalr(0, 0, 1)], // g
    ...[asm.fence, asm.fence, asm.jalr(0, 0, 1)], // h
  ];
  const elf = buildElf({
    segments: [code(words)],
    symbols: [
      { name: 'main', address: main, size: 32 },
      { name: 'f', address: main + 32, size: 24 },
      { name: 'g', address: main + 56, size: 8 },
      { name: 'h;x', address: main + 64, size: 12 },
    ],
  });
  const { profile, cycles, kind } = await execute(elf, { profile: true });
  t.is(kind, 'halted');
  t.deepEqual(Object.fromEntries(profile.map(({ functions, cycles }) => [functions, cycles])), {
    main: 7,
    'main;f': 8,
    'main;f;g': 4,
    'main;h:x': 6,
  });
  t.is(cycles, 25);
});

test('deep recursion is profiled within bounds', async (t) => {
  // Calls itself t1 times, then returns as often.
  const words = [
    ...li(t1, 100_000),
    asm.jal(1, 24),
    ...halt(),
    // recurse:
    asm.addi(2, 2, -4),
    asm.sw(1, 0, 2),
    asm.addi(t1, t1, -1),
    asm.beq(t1, 0, 8),
    asm.jal(1, -16),
    asm.lw(1, 0, 2),
    asm.addi(2, 2, 4),
    asm.jalr(0, 0, 1),
  ];
  const elf = buildElf({
    segments: [code([...li(2, 0x01000000), ...words])],
    symbols: [
      { name: 'main', address: CODE_ADDRESS, size: 40 },
      { name: 'recurse', address: CODE_ADDRESS + 40, size: 32 },
    ],
  });
  const { profile, cycles, kind } = await execute(elf, { profile: true });
  t.is(kind, 'halted');
  t.true(profile.length < 200);
  t.is(
    profile.reduce((sum, stack) => sum + stack.cycles, 0),
    cycles,
  );
});
