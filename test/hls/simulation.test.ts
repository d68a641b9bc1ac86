import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

const run = promisify(execFile);

for (const build of ['build', 'build/sanitized']) {
  test(`the kernels' C simulation passes (${build})`, async (t) => {
    const binary = repositoryFile(`${build}/hls/hls-tests`);
    const { stdout } = await run(binary, ['--no-version'], { maxBuffer: 2 ** 26 });
    const cases = /test cases:\s*(\d+) \|\s*(\d+) passed/.exec(stdout);
    t.truthy(cases, stdout);
    t.true(Number(cases![1]) > 0);
    t.is(cases![1], cases![2]);
    t.log(stdout.trim().split('\n').at(-3));
  });
}
