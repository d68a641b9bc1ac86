import { existsSync, readFileSync } from 'node:fs';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

/** The table of traps in docs/vm.md, section 14. */

const page = readFileSync(repositoryFile('docs/vm.md'), 'utf8');
const section = page.slice(page.indexOf('## 14. Traps'));
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| trap ') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('every trap names tests that exist', (t) => {
  t.true(rows.length > 25);
  for (const [, trap, , tests] of rows) {
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    t.true(files.length > 0, trap);
    for (const name of files) {
      const path = /^(soundness|stark)\//.test(name) ? `test/${name}` : `test/vm/${name}`;
      t.true(existsSync(repositoryFile(`${path}.test.ts`)), `${trap}: ${name}`);
    }
  }
});

test('what others have paid for is among the traps', (t) => {
  const traps = rows.map(([, trap]) => trap).join('\n');
  for (const paid of [
    /counts that are not boolean/,
    /expansion rows below the leaves/,
    /root labels not anchored/,
    /messages ≥ p/,
    /verifying key not in the transcript/,
    /hint limbs without range checks/,
    /padding rows that say something/,
    /time growth per row not bounded/,
    /alignment, jalr/,
    /exposed values of another length, order of chips/,
    /termination on the last shard only/,
    /Poseidon2 with too few rounds, several sets/,
  ]) {
    t.regex(traps, paid);
  }
});
