import { readFileSync } from 'node:fs';

// Tests run compiled, from dist/test/support; the vectors stay in the source tree.
const directory = new URL('../../../test/vectors/', import.meta.url);

/** The content of test/vectors/<name>.json, of a shape that the caller vouches for. */
export function loadVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, directory), 'utf8')) as T;
}
