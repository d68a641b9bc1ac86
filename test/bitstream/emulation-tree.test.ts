import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { correctedDriver, findXrtLibraries } from '../../host/bitstream/index.js';

const libraries = findXrtLibraries();
const driver = libraries && realpathSync(path.join(libraries, 'libxrt_swemu.so.2'));
const isDebians = driver !== undefined && existsSync(driver) && driver.endsWith('.2.13.0');

(isDebians ? test : test.skip)(
  `Debian's driver is corrected in one byte${isDebians ? '' : ' (skipped: libxrt1 2.13 is not installed)'}`,
  (t) => {
    const original = readFileSync(driver!);
    const corrected = correctedDriver(original);
    t.truthy(corrected);
    const changes = [...original.keys()].filter((i) => original[i] !== corrected![i]);
    t.deepEqual(
      changes.map((i) => [original[i], corrected![i]]),
      [[0xe6, 0xdf]],
    );
    // Any other file is left as it is, the corrected one too.
    t.is(correctedDriver(corrected!), undefined);
    original[original.length - 1] ^= 1;
    t.is(correctedDriver(original), undefined);
  },
);

test('a file that is no known driver is not touched', (t) => {
  t.is(correctedDriver(new Uint8Array(1000)), undefined);
});
