import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { CATALOGUE } from '../../host/cli/bench/catalogue.js';
import type { BenchFile } from '../../host/cli/bench/results.js';
import { switchyard, temporaryFolder } from './support.js';

const SMALL = ['bench', 'ops', '--quick', '--op', 'dft-koalabear', '--shape', '2^8x4'];

test('every op of the catalogue runs, and the results name op, machine and roofline', async (t) => {
  const { code, stdout, stderr } = await switchyard(['bench', 'ops', '--quick', '--json', '--threads', '1']);
  t.is(code, 0, stderr);
  const { schema, machine, results } = JSON.parse(stdout) as BenchFile;
  t.is(schema, 'switchyard-bench/1');
  t.truthy(machine.processor);
  t.deepEqual(
    results.map(({ op }) => op),
    CATALOGUE.map(({ name }) => name),
  );
  for (const result of results) {
    t.true(result.medianSeconds > 0 && result.minSeconds <= result.medianSeconds, result.op);
    t.true(result.rate > 0, result.op);
    if (result.op === 'round-trip') t.is(result.roofline, undefined);
    else {
      const held = result.rooflines!;
      t.true(
        held.every(({ limit, share }) => limit > 0 && share > 0),
        result.op,
      );
      t.deepEqual(result.roofline, held[0]);
      t.true(
        held.some(({ bound }) => bound === 'copy'),
        result.op,
      );
      if (result.op !== 'upload') t.is(held.length, 2, result.op);
    }
    t.is(result.threads, 1);
  }
});

test('results can be written, and a later run be compared with them', async (t) => {
  const folder = temporaryFolder();
  t.is((await switchyard([...SMALL, '--out', folder])).code, 0);
  const file = path.join(folder, 'ops.json');
  t.is((JSON.parse(readFileSync(file, 'utf8')) as BenchFile).results[0].shape, '2^8x4');
  const { code, stdout } = await switchyard([...SMALL, '--compare', file]);
  t.is(code, 0);
  t.regex(stdout, /before\n/);
  t.regex(stdout, /^dft-koalabear .*\d\.\d\dx$/m);
});

test('threads and instruction set can be chosen', async (t) => {
  const { stdout } = await switchyard([...SMALL, '--json', '--threads', '1,2', '--isa', 'scalar']);
  const { results } = JSON.parse(stdout) as BenchFile;
  t.deepEqual(
    results.map(({ isa, threads }) => [isa, threads]),
    [
      ['scalar', 1],
      ['scalar', 2],
    ],
  );
});

test('a device of a plugin is measured in a process of its own', async (t) => {
  const { stdout, stderr } = await switchyard([...SMALL, '--json', '--device', 'faulty1']);
  const { results } = JSON.parse(stdout) as BenchFile;
  t.is(results[0].device, 'faulty1', stderr);
  const { code, stderr: told } = await switchyard([...SMALL, '--device', 'nosuch0']);
  t.is(code, 3);
  t.regex(told, /plugin is not built/);
});

test('a peer runs in turn; its own figures count', async (t) => {
  const peer = `half=echo '{"seconds": 1000, "rate": 0.5}' # {op} {shape} {threads}`;
  const { code, stdout, stderr } = await switchyard([...SMALL, '--json', '--peer', peer]);
  t.is(code, 0, stderr);
  const [{ peer: measured, minSeconds }] = (JSON.parse(stdout) as BenchFile).results;
  t.is(measured?.name, 'half');
  t.is(measured?.ratios.length, 2);
  // 1024 elements in our best time, against half an element per second.
  const best = 1024 / minSeconds / 0.5;
  t.true(Math.abs(Math.max(...measured!.ratios) / best - 1) < 1e-9);
});

test('a peer that fails is an error', async (t) => {
  const { code, stderr } = await switchyard([...SMALL, '--peer', 'bad=exit 9']);
  t.is(code, 1);
  t.regex(stderr, /SY_ERR_PEER.*9/);
});

for (const [name, args, message] of [
  ['an unknown op', ['--op', 'fft'], /no op 'fft'/],
  ['a shape that is none', ['--shape', '12'], /'12' is no shape/],
  ['no runs', ['--runs', '0'], /--runs/],
  ['no threads', ['--threads', '1,zero'], /--threads: 'zero'/],
  ['an unknown instruction set', ['--isa', 'mmx'], /mmx/],
  ['an instruction set of another machine', ['--isa', 'neon'], /does not run neon/],
  ['a peer without a name', ['--peer', 'cmd'], /NAME=COMMAND/],
] as const) {
  test(`${name} is a usage error`, async (t) => {
    const { code, stderr } = await switchyard(['bench', 'ops', ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  });
}

test('a size that the device refuses names the argument', async (t) => {
  const { code, stderr } = await switchyard([
    'bench',
    'ops',
    '--quick',
    '--op',
    'dft-koalabear',
    '--shape',
    '100x4',
  ]);
  t.is(code, 2);
  t.regex(stderr, /SY_ERR_ARGUMENT: cpu0 dft: dft.input: 100 is no power of two/);
});

test('an unknown device is named', async (t) => {
  const { code, stderr } = await switchyard([...SMALL, '--device', 'cuda0']);
  t.is(code, 3);
  t.regex(stderr, /cuda0/);
});

test('a results file that is none says where it differs', async (t) => {
  const file = path.join(temporaryFolder(), 'bad.json');
  writeFileSync(
    file,
    '{"schema": "switchyard-bench/1", "machine": {"processor": "x", "measuredAt": "y"}, "results": 7}',
  );
  const bad = await switchyard([...SMALL, '--compare', file]);
  t.is(bad.code, 1);
  t.regex(bad.stderr, /SY_ERR_FILE.*results/);
  t.regex((await switchyard([...SMALL, '--compare', `${file}.missing`])).stderr, /SY_ERR_FILE/);
});
