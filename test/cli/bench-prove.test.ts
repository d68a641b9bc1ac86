import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import type { BenchFile } from '../../host/cli/bench/results.js';
import { PRESETS } from '../../host/stark/proof/index.js';
import { switchyard, temporaryFolder } from './support.js';

const SMALL = ['bench', 'prove', '--params', 'dev', '--runs', '1', '--air', 'fibonacci', '--log-rows', '4'];

for (const [air, logRows, hash, shape, unit] of [
  ['poseidon2', '3', 'poseidon2', '2^3x1312', 'perm'],
  ['keccak', '5', 'keccak', '2^5x2633', 'perm'],
  ['fibonacci', '6', 'keccak', '2^6x2', 'row'],
] as const) {
  test(`${air} is proven, verified and measured`, async (t) => {
    const { code, stdout, stderr } = await switchyard([
      ...['bench', 'prove', '--air', air, '--log-rows', logRows, '--hash', hash, '--params', 'dev'],
      ...['--runs', '2', '--threads', '1,2', '--json'],
    ]);
    t.is(code, 0, stderr);
    const { schema, results } = JSON.parse(stdout) as BenchFile;
    t.is(schema, 'switchyard-bench/1');
    t.deepEqual(
      results.map(({ threads }) => threads),
      [1, 2],
    );
    for (const result of results) {
      t.is(result.op, `prove-${air}`);
      t.is(result.shape, shape);
      t.is(result.unit, unit);
      t.is(result.runs, 2);
      t.true(result.minSeconds > 0 && result.medianSeconds >= result.minSeconds && result.rate > 0);
      const proof = result.proof!;
      t.is(proof.hash, hash);
      t.is(proof.parameters, 'dev');
      t.true(proof.securityBits! > 7 && proof.securityBits! <= 8);
      t.true(proof.traceSeconds > 0 && proof.verifySeconds > 0 && proof.proofBytes > 0);
      // At least the trace's extension was there at once.
      const [rows, columns] = [2 ** Number(logRows), Number(shape.split('x')[1])];
      t.true(proof.peakDeviceBytes >= 2 * rows * columns * 4);
      t.true(proof.peakProcessBytes > proof.peakDeviceBytes);
      t.true(proof.mainThreadShare >= 0);
      const stages = proof.stages.map(({ stage }) => stage);
      for (const stage of ['commit trace: lde', 'quotient: quotient', 'open queries: open']) {
        t.true(stages.includes(stage), stage);
      }
      t.false(
        stages.some((stage) => stage.startsWith('trace: ')),
        'trace generation is apart',
      );
    }
  });
}

test('the machine is proven as a batch, and counted in cells', async (t) => {
  const args = ['bench', 'prove', '--air', 'machine', '--log-rows', '6', '--params', 'dev', '--runs', '1'];
  const { code, stdout, stderr } = await switchyard([...args, '--threads', '1', '--json']);
  t.is(code, 0, stderr);
  const [result] = (JSON.parse(stdout) as BenchFile).results;
  t.like(result, { op: 'prove-machine', shape: '2^6x30', unit: 'cell' });
  // Main and 4 (1 + fractions) permutation columns: program, arithmetic, memory, range.
  const cells = 16 * (1 + 8) + 64 * (30 + 52) + 16 * (4 + 20) + 256 * (1 + 8);
  const proof = result.proof!;
  t.is(proof.cells, cells);
  t.is(result.rate, cells / result.medianSeconds);
  t.true(proof.securityBits! > 7 && proof.securityBits! <= 8);
  const { ops, withCommitments } = proof.lookupShare!;
  const sum = (pattern: RegExp): number =>
    proof.stages.filter(({ stage }) => pattern.test(stage)).reduce((all, { seconds }) => all + seconds, 0);
  const about = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;
  t.true(about(ops * proof.runSeconds, sum(/^permutation: |^quotient: /)));
  t.true(about(withCommitments * proof.runSeconds, sum(/permutation|^quotient|^commit quotient/)));
  t.true(ops > 0 && withCommitments > ops);

  const people = await switchyard(args);
  t.regex(people.stdout, /^ {2}cells, main and permutation +8\.08 k$/m);
  t.regex(people.stdout, /^ {2}permutation and quotient +\d+ % of the time, \d+ % with their commitments$/m);
});

test('the table says where the time went, and how a result compares', async (t) => {
  const folder = temporaryFolder();
  t.is((await switchyard([...SMALL, '--out', folder])).code, 0);
  const { code, stdout } = await switchyard([...SMALL, '--compare', path.join(folder, 'prove.json')]);
  t.is(code, 0);
  t.regex(stdout, /^prove-fibonacci +2\^4x2 +poseidon2 +dev .*\d\.\d\dx$/m);
  t.regex(stdout, /^ {2}proven security +7\.\d\d bits$/m);
  t.regex(stdout, /^ {2}main thread busy +[\d.]+ %$/m);
  t.regex(stdout, /^quotient: quotient /m);
  const other = [...SMALL, '--hash', 'keccak', '--compare', path.join(folder, 'prove.json')];
  t.regex((await switchyard(other)).stdout, /^prove-fibonacci .* new$/m);
});

test('the timeline is a Chrome trace of all stages', async (t) => {
  const file = path.join(temporaryFolder(), 'timeline.json');
  t.is((await switchyard([...SMALL, '--timeline', file])).code, 0);
  const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as {
    traceEvents: { name: string; ph: string; ts: number; dur: number; args?: { name: string } }[];
  };
  t.is(traceEvents[0].args?.name, 'cpu0');
  const stages = traceEvents.filter(({ ph }) => ph === 'X');
  t.is(stages[0].name, 'trace: upload');
  t.true(stages.every(({ ts, dur }, i) => dur >= 0 && (i === 0 || ts >= stages[i - 1].ts)));
});

test('a peer runs in turn and is told what to prove', async (t) => {
  const log = path.join(temporaryFolder(), 'log');
  const peer = `half=echo {op} {air} {hash} {log_rows} {shape} {threads} >> ${log}; echo '{"seconds": 1000}'`;
  const { code, stdout, stderr } = await switchyard([
    ...SMALL,
    ...['--runs', '2', '--threads', '1', '--json', '--peer', peer],
  ]);
  t.is(code, 0, stderr);
  const [{ peer: measured, minSeconds, maxSeconds }] = (JSON.parse(stdout) as BenchFile).results;
  const ratios = measured!.ratios.toSorted((a, b) => a - b);
  t.deepEqual(ratios, [1000 / maxSeconds, 1000 / minSeconds]);
  t.is(measured!.medianRatio, (ratios[0] + ratios[1]) / 2);
  t.is(readFileSync(log, 'utf8'), 'prove-fibonacci fibonacci poseidon2 4 2^4x2 1\n'.repeat(2));
});

test('a peer that fails is an error', async (t) => {
  const { code, stderr } = await switchyard([...SMALL, '--peer', 'bad=exit 9']);
  t.is(code, 1);
  t.regex(stderr, /SY_ERR_PEER.*9/);
});

for (const [name, args, message] of [
  ['an unknown table', ['--air', 'sha'], /--air/],
  ['a number of rows that is none', ['--log-rows', 'x'], /--log-rows: 'x'/],
  ['more rows than the field has', ['--log-rows', '24'], /fibonacci takes 0 to 23/],
  ['fewer rows than a Keccak permutation', ['--air', 'keccak', '--log-rows', '4'], /keccak takes 5/],
  [
    'a machine that is too low for the cap',
    ['--air', 'machine', '--params', 'bench', '--log-rows', '1'],
    /too few/,
  ],
  ['an unknown hash', ['--hash', 'sha256'], /--hash/],
  ['unknown parameters', ['--params', 'fast'], /--params/],
  ['no runs', ['--runs', '0'], /--runs/],
  ['a peer without a name', ['--peer', 'cmd'], /NAME=COMMAND/],
] as const) {
  test(`${name} is a usage error`, async (t) => {
    const { code, stderr } = await switchyard([...SMALL, ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  });
}

test('parameters over another field than the table are a usage error', async (t) => {
  const file = path.join(temporaryFolder(), 'babybear.json');
  writeFileSync(file, JSON.stringify({ ...PRESETS.dev, field: 'babybear' }));
  const { code, stderr } = await switchyard([...SMALL, '--params', file]);
  t.is(code, 2);
  t.regex(stderr, /--params: .* is over babybear; fibonacci is over koalabear/);
});

test('results without proven bits, as earlier versions wrote them, are still read', async (t) => {
  const folder = temporaryFolder();
  const before = path.join(folder, 'prove.json');
  t.is((await switchyard([...SMALL, '--out', folder])).code, 0);
  const file = JSON.parse(readFileSync(before, 'utf8')) as BenchFile;
  for (const { proof } of file.results) delete proof!.securityBits;
  writeFileSync(before, JSON.stringify(file));
  t.is((await switchyard([...SMALL, '--compare', before])).code, 0);
});

test('a table and its size are required', async (t) => {
  t.is((await switchyard(['bench', 'prove', '--air', 'keccak'])).code, 2);
  t.is((await switchyard(['bench', 'prove', '--log-rows', '5'])).code, 2);
});

test('a file that cannot be written is named', async (t) => {
  const { code, stderr } = await switchyard([...SMALL, '--keep', '/nowhere/proof']);
  t.is(code, 1);
  t.regex(stderr, /SY_ERR_FILE: \/nowhere\/proof/);
});
