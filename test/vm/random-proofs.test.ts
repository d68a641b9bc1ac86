import test from 'ava';
import { Dispatcher } from '../../host/dispatch/index.js';
import { Device, nativeMerkleHash, RunReplay } from '../../host/runtime/index.js';
import { PRESETS, proofSystem } from '../../host/stark/proof/index.js';
import {
  commitFixedTables,
  execute,
  proveShard,
  verifyingKeyOf,
  verifyRun,
  type RunProof,
} from '../../host/vm/index.js';
import { shapeHeights } from '../../host/vm/prove/choose-shape.js';
import { openSystemPage } from '../../host/vm/state/index.js';
import { program } from './elf-builder.js';
import { randomProgram } from './random-program.js';
import { T12 } from './proven-runs.js';

/** Random programs to prove: those among the first seeds that halt. */
const PROOFS = Number(process.env.SWITCHYARD_LONG_TESTS === '1' ? 300 : 30);
const MAX_CYCLES = 400;

test(`proofs of ${PROOFS} random programs verify`, async (t) => {
  t.timeout(30_000 * PROOFS);
  const parameters = PRESETS.dev;
  await using device = Device.open('cpu0');
  const dispatcher = new Dispatcher(device);
  const fixedTables = await commitFixedTables(parameters, dispatcher);
  const accelerator = nativeMerkleHash(proofSystem(parameters).hashes);
  const ops = new Set<string>();
  let proofs = 0;
  for (let seed = 0; proofs < PROOFS; seed++) {
    const { words, data } = randomProgram(seed);
    const elf = program(words, data);
    const execution = await execute(elf, { maxCycles: MAX_CYCLES });
    if (execution.kind !== 'halted') continue;
    const limits = { maxCycles: MAX_CYCLES, maxMemoryBytes: 2 ** 24 };
    const replay = await RunReplay.open({ elf, inputs: [], ...limits });
    const shard = await replay.nextShard({ steps: MAX_CYCLES, rows: shapeHeights(T12) });
    if (!shard.end) continue;
    const key = verifyingKeyOf(elf);
    const tables = await replay.fillForUpload(shapeHeights(T12));
    const { publicValues } = shard;
    const proof = await proveShard(
      { parameters, key, dispatcher, fixedTables },
      { shape: T12, publicValues, tables },
    );
    const { outcome, systemPage, pair } = shard.end;
    const run: RunProof = {
      ...{ parameters, publicValues: outcome.publicValues, exitCode: outcome.exitCode, shards: [proof] },
      end: openSystemPage(systemPage, pair),
    };
    const verdict = verifyRun({ minBits: 0, key, run, allowExitCode: true, accelerator });
    t.like(verdict, { ok: true, shards: 1, exitCode: seed & 0xff }, `seed ${seed}`);
    t.is(run.exitCode, seed & 0xff);
    for (const [name, count] of Object.entries(execution.instructions)) if (count > 0) ops.add(name);
    proofs++;
  }
  t.log([...ops].sort().join(' '));
  t.true(ops.size >= 40, 'the programs use most instructions');
});
