import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

interface Failure {
  readonly code: number;
  readonly stderr: string;
}

const script = (name: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [repositoryFile(`dist/scripts/gpu/${name}.js`), ...args]);

test('proofs over and over are the same, and leave nothing on the emulated card', async (t) => {
  const { stdout } = await script('soak', '--device', 'cuda-emulated0', '--proofs', '14', '--log-rows', '3');
  t.regex(stdout, /^14 proofs of 2\^3 rows on cuda-emulated0: all the same/);
});

for (const name of ['test', 'bench']) {
  test(`without its card ${name}:gpu says what is missing`, async (t) => {
    const failure = (await t.throwsAsync(script(name, '--device', 'cuda99'))) as unknown as Failure;
    t.is(failure.code, 3);
    t.regex(failure.stderr, /^cuda99 cannot be had: .+\n.+/);
  });
}
