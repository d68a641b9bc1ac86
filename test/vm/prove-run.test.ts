import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import {
  encodeRunProof,
  encodeVerifyingKey,
  shardEnds,
  SHAPES,
  verifyRun,
  WorkFolder,
} from '../../host/vm/index.js';
import { shapeHeights } from '../../host/vm/prove/choose-shape.js';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';
import { asm, halt } from './assembler.js';
import { buildElf, code, CODE_ADDRESS, program } from './elf-builder.js';
import { proveSmall, publishingProgram, T12 } from './proven-runs.js';
import { openReplay } from './replayed-tables.js';
import { failure } from './support.js';

const PUBLISHED = Uint8Array.of(9, 8, 7);
const ELF = publishingProgram(PUBLISHED, 0, 40);

test('wherever a run is cut, its public values, exit code and end are the same', async (t) => {
  const [whole, ...cut] = await Promise.all(
    [undefined, 50, 37].map((shardCycles) => proveSmall(ELF, { shardCycles })),
  );
  const { key, run } = whole;
  t.is(run.shards.length, 1);
  t.is(run.shards[0].publicValues.length, 19);
  for (const other of cut) {
    t.true(other.run.shards.length > 1);
    t.deepEqual(other.key, key);
    t.deepEqual(other.run.publicValues, PUBLISHED);
    t.deepEqual(other.run.end, run.end);
    t.is(other.run.exitCode, run.exitCode);
    t.deepEqual(
      shardEnds(other.run.shards.at(-1)!.publicValues).rootAfter,
      shardEnds(run.shards[0].publicValues).rootAfter,
    );
    t.like(verifyRun({ minBits: 0, key, run: other.run }), { ok: true, shards: other.run.shards.length });
  }
});

test('a shard proven from its checkpoint in another process is the same to the byte', async (t) => {
  const shardCycles = 50;
  const { run, key } = await proveSmall(ELF, { shardCycles });
  t.true(run.shards.length >= 3);
  const replay = await openReplay(ELF);
  const folder = temporaryFolder();
  for (const [index, shard] of run.shards.entries()) {
    await replay.nextShard({ steps: shardCycles, rows: shapeHeights(T12) });
    if (index === 0) continue;
    const [checkpoint, keyFile, proof] = ['checkpoint', 'key', 'proof'].map((name) =>
      path.join(folder, `${name}-${index}`),
    );
    writeFileSync(checkpoint, replay.checkpoint());
    writeFileSync(keyFile, encodeVerifyingKey(key));
    await promisify(execFile)(process.execPath, [
      repositoryFile('dist/test/vm/prove-checkpoint.js'),
      ...[checkpoint, keyFile, SHAPES[shard.shape].name, proof],
    ]);
    t.deepEqual(new Uint8Array(readFileSync(proof)), shard.proof, `shard ${index}`);
  }
});

test('proofs in the work folder are used if they are whole and of this run', async (t) => {
  const folder = temporaryFolder();
  const prove = (elf: Uint8Array) => proveSmall(elf, { shardCycles: 60, work: new WorkFolder(folder) });
  const kept = ({ shards }: Awaited<ReturnType<typeof prove>>) => shards.map(({ isKept }) => isKept);
  const first = await prove(ELF);
  t.deepEqual(kept(first), [false, false]);
  const second = await prove(ELF);
  t.deepEqual(kept(second), [true, true]);
  t.deepEqual(encodeRunProof(second.run), encodeRunProof(first.run));

  const file = path.join(folder, 'shard-00001');
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.with(bytes.length - 100, bytes[bytes.length - 100] ^ 1));
  t.deepEqual(kept(await prove(ELF)), [true, false]);
  t.deepEqual(new Uint8Array(readFileSync(file)), new Uint8Array(bytes));
  writeFileSync(file, bytes.subarray(0, 1000));
  t.deepEqual(kept(await prove(ELF)), [true, false]);

  const other = publishingProgram(Uint8Array.of(9, 8, 6), 0, 40);
  t.deepEqual(kept(await prove(other)), [false, false]);
});

test('a run that does not end well is not proven', async (t) => {
  const faulty = buildElf({
    segments: [code([asm.fence, 0xc0001073])],
    symbols: [{ name: 'panic', address: CODE_ADDRESS, size: 8 }],
  });
  const fault = await failure(() => proveSmall(faulty));
  t.deepEqual([fault.code, fault.check], ['SY_ERR_GUEST', 'ILLEGAL_INSTRUCTION']);
  t.regex(fault.message, /at pc 0x00200804 \(instruction 0xc0001073, in panic\)/);
  const endless = await failure(() => proveSmall(program([asm.jal(0, 0)]), { maxCycles: 1000 }));
  t.deepEqual([endless.code, endless.check], ['SY_ERR_GUEST', 'CYCLES']);
  const failed = await failure(() => proveSmall(program(halt(7))));
  t.is(failed.code, 'SY_ERR_GUEST');
  t.regex(failed.message, /exit code 7/);
});

test('a run is proven no further once it is not wanted', async (t) => {
  const controller = new AbortController();
  const shards: number[] = [];
  const error = await failure(() =>
    proveSmall(ELF, {
      shardCycles: 40,
      signal: controller.signal,
      onShard: ({ index }) => {
        shards.push(index);
        controller.abort();
      },
    }),
  );
  t.is(error.code, 'SY_ERR_CANCELLED');
  t.deepEqual(shards, [0]);
});
