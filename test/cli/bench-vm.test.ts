import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readBenchFile, type BenchFile } from '../../host/cli/bench/results.js';
import { shapeCells, SHAPES } from '../../host/vm/index.js';
import { switchyard, temporaryFolder } from './support.js';

const SMALL = ['bench', 'vm', '--guest', 'fibonacci-small', '--params', 'dev', '--threads', '1'];

test('a guest is executed, proven, verified and measured', async (t) => {
  const folder = temporaryFolder();
  const { code, stdout, stderr } = await switchyard([...SMALL, '--runs', '2', '--json', '--out', folder]);
  t.is(code, 0, stderr);
  const file = JSON.parse(stdout) as BenchFile;
  t.deepEqual(JSON.parse(readFileSync(path.join(folder, 'vm.json'), 'utf8')), file);
  t.deepEqual(readBenchFile(path.join(folder, 'vm.json')), file);
  const [executed, proven] = file.results;
  t.like(executed, { op: 'vm-execute', shape: 'fibonacci-small', unit: 'cycle', runs: 2 });
  t.like(proven, { op: 'vm-prove', shape: 'fibonacci-small', unit: 'cycle', runs: 2, threads: 1 });
  const proof = proven.guestProof!;
  t.like(proof, { hash: 'poseidon2', parameters: 'dev' });
  t.true(Math.abs(proven.rate - proof.cycles / proven.medianSeconds) < 1e-6 * proven.rate);
  t.true(Math.abs(executed.rate - proof.cycles / executed.medianSeconds) < 1e-6 * executed.rate);
  t.deepEqual(
    proof.stages.map(({ stage }) => stage),
    [
      'scout',
      'cut',
      'replay',
      'fill',
      'upload',
      'LDE',
      'commit',
      'permutation',
      'quotient',
      'open',
      'verify',
    ],
  );
  t.true(proof.stages.every(({ seconds }) => seconds > 0));
  t.true(proof.peakProcessBytes > proof.peakDeviceBytes && proof.peakDeviceBytes > 0);
  t.true(proof.processorSeconds > 0 && proof.proofBytes > 0);

  t.deepEqual(
    proof.cellsPerCycle.map(({ degree }) => degree),
    [4, 5],
  );
  for (const { degree, rows, padding, fixedTables, chips } of proof.cellsPerCycle) {
    const cells = proof.shapes
      .map((shape) =>
        shapeCells(
          SHAPES.findIndex(({ name }) => name === shape),
          degree,
        ),
      )
      .reduce((all, part) => all + part, 0);
    const sum = Object.values(chips).reduce((all, part) => all + part, 0);
    t.true(Math.abs(sum - rows) < 1e-6 * rows);
    t.true(Math.abs((rows + padding + fixedTables) * proof.cycles - cells) < 1e-6 * cells);
  }

  const compared = await switchyard([...SMALL, '--compare', path.join(folder, 'vm.json')]);
  t.is(compared.code, 0, compared.stderr);
  t.regex(compared.stdout, /^vm-prove +fibonacci-small .*\d\.\d\dx$/m);
  t.regex(compared.stdout, /^ {2}cells a cycle, degree 4 +[\d.]+, padding [\d.]+, fixed tables [\d.]+$/m);
  t.regex(compared.stdout, /^open +\S+ \S+ +\d+ %$/m);
});

test('what memory costs a word is within its bounds', async (t) => {
  const guests = 'state-64-KiB-in-a-row,state-10000-words-in-64-MiB';
  const { code, stdout, stderr } = await switchyard(['bench', 'vm', '--guest', guests, '--json']);
  t.is(code, 0, stderr);
  const [row, scattered] = (JSON.parse(stdout) as BenchFile).results.map(({ state }) => state!);
  t.is(row.words, 2 ** 14);
  t.true(scattered.words > 9_990 && scattered.words <= 10_000);
  for (const { cells } of row.cellsPerWord) t.true(cells > 50 && cells < 800, String(cells));
  for (const { cells } of scattered.cellsPerWord) t.true(cells > 1_000 && cells < 8_000, String(cells));
});

for (const [name, args, message] of [
  ['an unknown guest', ['--guest', 'doom'], /--guest: there is no guest 'doom'/],
  ['an unknown shape', ['--shape', 'X9'], /--shape/],
  ['unknown parameters', ['--params', 'fast'], /--params/],
  ['no runs', ['--runs', '0'], /--runs/],
  ['a peer', ['--peer', 'a=true'], /--peer/],
] as const) {
  test(`${name} is a usage error`, async (t) => {
    const { code, stderr } = await switchyard([...SMALL, ...args]);
    t.is(code, 2);
    t.regex(stderr, message);
  });
}
