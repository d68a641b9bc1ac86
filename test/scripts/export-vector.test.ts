import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { temporaryFolder } from '../cli/support.js';
import { repositoryFile } from '../support/repository.js';

type Vector = Readonly<Record<string, unknown>>;

function readVector(file: string): Vector {
  return JSON.parse(readFileSync(file, 'utf8')) as Vector;
}

/** What scripts/cross-check hands to a checker. */
async function exportVector(...args: string[]): Promise<Vector> {
  const output = path.join(temporaryFolder(), 'vector.json');
  const [input, ...rest] = args;
  await promisify(execFile)(process.execPath, [
    repositoryFile('dist/scripts/export-vector.js'),
    ...[input, output, ...rest],
  ]);
  return readVector(output);
}

const ALWAYS = ['proof', 'public_values', 'verifier_transcript', 'postcard_hex', 'postcard_len'];
const NAMED = ['config', 'width', 'height', 'trace', 'num_constraints', 'num_quotient_chunks'];

for (const [name, ...air] of [
  ['stark_babybear_fib64_b1_a2_cap1'],
  ['stark_keccakcfg_fib32_b2_a1_final4_cap0'],
  ['stark_quintic_cube32_b2_a2_final2_cap1', 'cube'],
]) {
  test(`${name} is exported as it is`, async (t) => {
    const file = repositoryFile(`test/vectors/${name}.json`);
    const expected = readVector(file);
    const made = await exportVector(file, ...air);
    for (const member of ALWAYS) t.deepEqual(made[member], expected[member], member);
    if (air.length > 0) return;

    // Files that name their table hold more.
    for (const member of NAMED) t.deepEqual(made[member], expected[member], member);
    const [ours, theirs] = [made.ood, expected.ood] as [Vector, Vector];
    t.deepEqual(ours, theirs);
  });
}

test('a proof that does not verify is not exported', async (t) => {
  const file = repositoryFile('test/vectors/stark_quintic_cube32_b2_a2_final2_cap1.json');
  const { stderr } = await t.throwsAsync<Error & { stderr: string }>(exportVector(file, 'fibonacci'));
  t.regex(stderr, /^export-vector: \w+/);
});
