import test from 'ava';
import { passesDoctest } from '../support/doctest.js';

for (const build of ['build', 'build/sanitized']) {
  test(`the native tests pass (${build})`, (t) => passesDoctest(t, `${build}/test/native/native-tests`));
}
