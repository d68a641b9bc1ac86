import test from 'ava';
import { passesDoctest } from '../support/doctest.js';

for (const build of ['build', 'build/sanitized']) {
  test(`the kernels' C simulation passes (${build})`, (t) => passesDoctest(t, `${build}/hls/hls-tests`));
}
