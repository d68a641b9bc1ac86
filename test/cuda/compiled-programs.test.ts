import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import type { Segment } from '../../host/runtime/index.js';
import { Op, programWords, type ProgramLine } from '../runtime/program-words.js';
import { openBoth, sameOnBoth } from './both.js';
import { inputsOf, PERMUTATION_CASES, QUOTIENT_CASES, scalarsOf, type ProgramCase } from './programs.js';

// The emulation stands in for a card, and the host's compiler for the card's, over the same generated text.
const cache = mkdtempSync(path.join(os.tmpdir(), 'switchyard-cache-'));
process.env.XDG_CACHE_HOME = cache;
process.env.SWITCHYARD_CUDA_PROGRAMS = 'compile';
test.after.always(() => {
  rmSync(cache, { recursive: true });
});
const folder = path.join(cache, 'switchyard', 'cuda-kernels');
const kernels = (): string[] => readdirSync(folder).map((name) => path.join(folder, name));

function quotientOf(segment: Segment, one: ProgramCase, logRows = 4, logChunks = 1) {
  const { of, program } = one;
  const chunks = segment.quotient({
    ...inputsOf(segment, one, 2 ** (logRows + logChunks + 1)),
    ...{ extension: of.name, logRows, logChunks, program },
    ...{ alpha: scalarsOf(one, of.extension.degree, 7), scalars: scalarsOf(one) },
  });
  return chunks.map((chunk) => segment.download(chunk));
}

function permutationOf(segment: Segment, one: ProgramCase, rows: number) {
  const { main, preprocessed } = inputsOf(segment, one, rows);
  const { output, terminal } = segment.permutation({
    ...{ main, preprocessed, extension: one.of.name, scalars: scalarsOf(one), program: one.program },
  });
  return [segment.download(output), terminal];
}

/** The smallest programs over each extension. */
function smallest(cases: readonly ProgramCase[], count: number): ProgramCase[] {
  return ['koalabear^4', 'koalabear^5', 'babybear^4'].flatMap((name) =>
    cases
      .filter(({ of }) => of.name === name)
      .sort((a, b) => a.program.length - b.program.length)
      .slice(0, count),
  );
}

test.serial('quotients by compiled kernels are the same', async (t) => {
  await using both = openBoth();
  const cases = smallest(QUOTIENT_CASES, 4);
  for (const one of cases) {
    await sameOnBoth(t, both, one.name, (segment) => quotientOf(segment, one));
  }
  const [one] = QUOTIENT_CASES.filter(({ name }) => name.startsWith('refresh'));
  for (const [logRows, logChunks] of [
    [0, 0],
    [3, 2],
    [8, 0],
    [9, 2],
  ]) {
    await sameOnBoth(t, both, `${one.name}, 2^${logRows}`, (segment) =>
      quotientOf(segment, one, logRows, logChunks),
    );
  }
  t.is(kernels().length, new Set([...cases, one]).size, 'all were compiled');
});

test.serial('permutation columns by compiled kernels are the same', async (t) => {
  await using both = openBoth();
  const before = kernels().length;
  const cases = smallest(PERMUTATION_CASES, 3);
  for (const one of cases) {
    await sameOnBoth(t, both, one.name, (segment) => permutationOf(segment, one, 300));
  }
  t.is(kernels().length, before + cases.length, 'all were compiled');
});

/** More steps than one kernel has, with values of the first that the last needs. */
function longProgram(count: number, lookups: boolean): ProgramLine[] {
  const powers = Array.from({ length: 40 }, (_, i) => i + 1);
  return [
    [Op.main, 0, 0, 0],
    ...powers.map((i): ProgramLine => [Op.mul, i, i - 1, 0]),
    [Op.main, 41, 0, 1],
    ...Array.from({ length: count }, (_, i): ProgramLine[] => [
      [i % 3 === 0 ? Op.mul : Op.sub, 41, 41, i % 41],
      ...(i % 600 === 0 && !lookups ? [[Op.assert, i % 4, 41, 1 + i / 600] as const] : []),
    ]).flat(),
    [Op.assert, 0, 41, 0],
    ...(lookups ? [[Op.assert, 1, 3, 1] as const] : []),
  ];
}

test.serial('programs of several kernels are the same', async (t) => {
  await using both = openBoth();
  const before = kernels().length;
  const of = QUOTIENT_CASES[0].of;
  const quotient = programWords({ main: 1 }, 0, longProgram(3000, false));
  await sameOnBoth(t, both, 'quotient', (segment) =>
    quotientOf(segment, { name: 'long', of, program: quotient }, 8, 0),
  );
  t.is(kernels().length, before + 2);
  const between = kernels().length;
  const permutation = programWords({ main: 1 }, 0, longProgram(2700, true));
  await sameOnBoth(t, both, 'permutation', (segment) =>
    permutationOf(segment, { name: 'long', of, program: permutation }, 77),
  );
  t.is(kernels().length, between + 2);
});

const [SMALL] = smallest(QUOTIENT_CASES, 1);

async function runSmall(): Promise<Uint32Array> {
  await using both = openBoth();
  const segment = both.card.segment();
  const [chunk] = quotientOf(segment, SMALL);
  return (await segment.submit()).get(chunk);
}

test.serial(
  'kernels are kept on disk, for this user alone, and made again where a file is not whole',
  async (t) => {
    rmSync(folder, { recursive: true });
    const expected = await runSmall();
    t.is(kernels().length, 1);
    const [file] = kernels();
    t.is(statSync(folder).mode & 0o777, 0o700);
    t.is(statSync(file).mode & 0o777, 0o600);
    const whole = readFileSync(file);
    const { mtimeMs } = statSync(file);
    t.deepEqual(await runSmall(), expected);
    t.is(statSync(file).mtimeMs, mtimeMs, 'read, not written');
    const flipped = Buffer.from(whole);
    flipped[flipped.length - 100] ^= 1;
    for (const bad of [Buffer.alloc(0), whole.subarray(0, -1), flipped, Buffer.concat([whole, whole])]) {
      writeFileSync(file, bad);
      t.deepEqual(await runSmall(), expected);
      t.deepEqual(readFileSync(file).subarray(0, 8), whole.subarray(0, 8));
      t.is(readFileSync(file).length, whole.length);
    }
  },
);

test.serial('where nothing compiles, programs are interpreted', async (t) => {
  rmSync(folder, { recursive: true });
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    await using both = openBoth();
    await sameOnBoth(t, both, SMALL.name, (segment) => quotientOf(segment, SMALL));
  } finally {
    process.env.PATH = PATH;
  }
  t.throws(() => readdirSync(folder));
});

test.serial('a mode that there is not is refused', (t) => {
  process.env.SWITCHYARD_CUDA_PROGRAMS = 'perhaps';
  try {
    t.throws(() => openBoth(), { message: /SWITCHYARD_CUDA_PROGRAMS is perhaps/ });
  } finally {
    process.env.SWITCHYARD_CUDA_PROGRAMS = 'compile';
  }
});

test.serial('programs are interpreted until they are compiled in the background', async (t) => {
  rmSync(folder, { recursive: true, force: true });
  process.env.SWITCHYARD_CUDA_PROGRAMS = 'background';
  try {
    await using both = openBoth();
    const once = () => sameOnBoth(t, both, SMALL.name, (segment) => quotientOf(segment, SMALL));
    await once();
    for (let i = 0; i < 200 && !isThere(folder); ++i) await new Promise((done) => setTimeout(done, 50));
    await once();
    t.is(kernels().length, 1);
  } finally {
    process.env.SWITCHYARD_CUDA_PROGRAMS = 'compile';
  }
});

function isThere(name: string): boolean {
  try {
    return readdirSync(name).some((file) => !file.includes('.'));
  } catch {
    return false;
  }
}
