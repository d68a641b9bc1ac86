import { Worker } from 'node:worker_threads';
import test from 'ava';
import { addonPath } from '../../host/runtime/native.js';
import { execute } from '../../host/vm/index.js';
import { asm, call, halt, li, reg } from '../vm/assembler.js';
import { CODE_ADDRESS, program } from '../vm/elf-builder.js';

/** Runs in a worker that loads the addon itself; says when the first event has come. */
function workerRunning(elf: Uint8Array): Worker {
  const script = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { NativeExecutor } = require(${JSON.stringify(addonPath())});
    const options = { maxCycles: 2 ** 50, maxMemoryBytes: 2 ** 20, profile: false, dumps: new Uint32Array(0) };
    globalThis.kept = new NativeExecutor();
    kept.execute(workerData, [], options, (kind) => parentPort.postMessage(kind));
  `;
  return new Worker(script, { eval: true, workerData: elf });
}

const print = call(2, 1, CODE_ADDRESS, 64);
const ENDLESS: [string, Uint8Array][] = [
  ['progress', program([asm.jal(0, 0)])],
  ['console', program([...print, asm.jal(0, -4 * print.length)])],
];

for (const [kind, elf] of ENDLESS) {
  test(`a worker is torn down in the middle of a run that never ends (${kind})`, async (t) => {
    for (let round = 0; round < 3; round++) {
      const worker = workerRunning(elf);
      const event = await new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
      t.is(event, kind);
      t.is(await worker.terminate(), 1);
    }
  });
}

test('runs side by side do not meet', async (t) => {
  const count = (n: number) =>
    program([...li(reg.t1, n), asm.addi(reg.s2, reg.s2, 1), asm.bne(reg.s2, reg.t1, -4), ...halt(n)]);
  const sizes = Array.from({ length: 12 }, (_, i) => 1000 + 777 * i);
  const runs = await Promise.all(sizes.map((n) => execute(count(n))));
  for (const [i, run] of runs.entries()) {
    t.is(run.kind === 'halted' && run.exitCode, sizes[i]);
    t.is(run.cycles, 2 + 2 * sizes[i] + halt().length);
  }
});

test('the event loop goes on while a guest runs', async (t) => {
  const loop = [...li(reg.t1, 50_000_000), asm.addi(reg.t1, reg.t1, -1), asm.bne(reg.t1, 0, -4), ...halt()];
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 5);
  await execute(program(loop));
  clearInterval(timer);
  t.true(ticks >= 5, `${ticks} ticks`);
});

test('bytes are copied: what the caller does to them later does not matter', async (t) => {
  const elf = program([
    ...call(0xf1, CODE_ADDRESS + 0x1000, 4),
    ...li(reg.t1, CODE_ADDRESS + 0x1000),
    asm.lw(7, 0, reg.t1),
    ...halt(),
  ]);
  const input = Uint8Array.of(1, 2, 3, 4);
  const running = execute(elf, { inputs: [input] });
  input.fill(0);
  elf.fill(0);
  t.is((await running).registers[7], 0x04030201);
});
