import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device } from '../../../host/runtime/index.js';
import { PRESETS } from '../../../host/stark/proof/index.js';
import { proveRun, SoloPool, type ProveRunRequest } from '../../../host/vm/index.js';
import { predictShapes, scoutRun } from '../../../host/vm/prove/scout-run.js';
import { asm, call, halt } from '../assembler.js';
import { DATA_ADDRESS, program } from '../elf-builder.js';
import { littleEndian, readGuest } from '../guests.js';
import { failure } from '../support.js';

const LIMITS = { maxCycles: 2 ** 24, maxMemoryBytes: 2 ** 28 };
const CALLS = [
  ['SECP256K1_ADD', 0x01010a],
  ['BN254_ADD', 0x01010e],
] as const;

/** A pool that nothing may be asked of. */
class UntouchedPool extends SoloPool {
  isTouched = false;
  override open(): Promise<void> {
    this.isTouched = true;
    return Promise.reject(new Error('the pool was opened'));
  }
}

/** How proving fails before anything is proven. */
async function refusal(elf: Uint8Array, options: Partial<ProveRunRequest> = {}) {
  await using device = Device.open('cpu0', { threads: 1 });
  const pool = new UntouchedPool(new Dispatcher(device));
  const run = { elf, inputs: [], parameters: PRESETS.dev, pool, ...LIMITS };
  const error = await failure(() => proveRun({ ...run, ...options }));
  return { ...error, message: error.message, isTouched: pool.isTouched };
}

/** A program that does this long after its first shard has ended. */
function late(words: readonly number[]): Uint8Array {
  const { t1, zero } = { t1: 6, zero: 0 };
  const loop = [asm.addi(t1, t1, -1), asm.bne(t1, zero, -4)];
  return program([asm.lui(t1, 1 << 6), ...loop, ...words, ...halt(0)], new Uint8Array(64));
}

for (const [name, number] of CALLS) {
  test(`a run that calls ${name} is refused by that name before anything is proven`, async (t) => {
    const error = await refusal(late(call(number, DATA_ADDRESS, 0)), { shardCycles: 1000 });
    t.like(error, { code: 'SY_ERR_GUEST', check: 'UNSUPPORTED_CALL', isTouched: false });
    t.regex(error.message, new RegExp(name));
  });
}

test('an input that is too large to be proven is refused before anything is', async (t) => {
  const bytes = 2 ** 27;
  const read = program([...call(0xf1, DATA_ADDRESS, bytes), ...halt()], new Uint8Array(4));
  const error = await refusal(read, { inputs: [new Uint8Array(bytes)] });
  t.like(error, { code: 'SY_ERR_GUEST', isTouched: false });
  t.regex(error.message, /input of 134217728 bytes, and only those below 134217728/);
});

test('faults, limits and exit codes late in a run are told before anything is proven', async (t) => {
  t.like(await refusal(late([0xc0001073])), { check: 'ILLEGAL_INSTRUCTION', isTouched: false });
  t.like(await refusal(late([]), { maxCycles: 10_000 }), { check: 'CYCLES', isTouched: false });
  const failed = await refusal(late(halt(3)));
  t.is(failed.isTouched, false);
  t.regex(failed.message, /exit code 3/);
});

test('more public values than there may be are refused before anything is proven', async (t) => {
  const elf = program([...call(2, 13, DATA_ADDRESS, 64), ...halt()], new Uint8Array(64));
  t.like(await refusal(elf, { maxPublicValueBytes: 63 }), { check: 'PUBLIC_VALUES', isTouched: false });
  const scouted = await scoutRun({ elf, inputs: [], ...LIMITS, maxPublicValueBytes: 64 });
  t.is(scouted.outcome.publicValues.length, 64);
});

test('what is printed is not copied where nobody reads it, but must be there', async (t) => {
  const bytes = 2 ** 27;
  const print = call(2, 1, 0x00400000, bytes);
  const often = program(
    Array.from({ length: 2000 }, () => print)
      .flat()
      .concat(halt()),
  );
  // A quarter of a terabyte.
  const scouted = await scoutRun({ elf: often, inputs: [], ...LIMITS });
  t.is(scouted.outcome.exitCode, 0);
  const more = program([...call(2, 1, 0x00400000, 2 ** 28), ...halt()]);
  t.is((await failure(() => scoutRun({ elf: more, inputs: [], ...LIMITS }))).check, 'MEMORY');
  const beyond = program([...call(2, 1, 0x77fffff0, 64), ...halt()]);
  t.is((await failure(() => scoutRun({ elf: beyond, inputs: [], ...LIMITS }))).check, 'MEMORY_RANGE');
});

test('the number of shards is the predicted one, give or take one where cycles are limited', async (t) => {
  const parameters = PRESETS.dev;
  const guest = { elf: readGuest('fibonacci'), inputs: [littleEndian(600)], ...LIMITS };
  const scouted = await scoutRun(guest);
  for (const shardCycles of [2 ** 32 - 1, 3000]) {
    const choice = { extensionDegree: parameters.extensionDegree, shardCycles };
    const predicted = predictShapes(scouted, choice);
    await using device = Device.open('cpu0');
    const pool = new SoloPool(new Dispatcher(device));
    const { shards, scout } = await proveRun({ ...guest, parameters, pool, shardCycles });
    t.is(
      scout.cycles,
      shards.reduce((sum, { cycles }) => sum + cycles, 0),
    );
    t.deepEqual(scout.shapes, predicted);
    t.true(Math.abs(shards.length - predicted.length) <= (shardCycles === 3000 ? 1 : 0));
  }
});
