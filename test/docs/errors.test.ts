import { readFileSync } from 'node:fs';
import test from 'ava';
import { FAULT_REMEDIES } from '../../host/vm/execution.js';
import { RUN_CHECKS } from '../../host/vm/index.js';
import { STATE_CHECKS } from '../../host/vm/state/index.js';
import { CHECKS } from '../../host/stark/verify/index.js';
import { repositoryFile } from '../support/repository.js';

test('every check of a proof, a run and its end is documented in its own words', (t) => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8').replace(/ +/g, ' ');
  for (const [check, meaning] of Object.entries({ ...CHECKS, ...RUN_CHECKS }))
    t.true(page.includes(`| \`${check}\` | ${meaning} |`), check);
  for (const [check, meaning] of Object.entries(STATE_CHECKS))
    t.true(page.includes(`| \`${check}\` | ${meaning} |`), check);
});

test('SY_ERR_SECURITY is documented with its exit code', (t) => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8').replace(/ +/g, ' ');
  t.regex(page, /^\| `SY_ERR_SECURITY` \| .*--min-bits.* \| 1 \|$/m);
});

test('every check of an ELF file and every fault of a program is documented', (t) => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8');
  for (const source of ['native/vm/elf.cpp', 'native/vm/outcome.cpp']) {
    const names = [...readFileSync(repositoryFile(source), 'utf8').matchAll(/return "([A-Z_]+)"/g)];
    t.true(names.length > 10);
    for (const [, name] of names) t.true(page.includes(`| \`${name}\``), name);
  }
});

test('every fault of a program has a remedy', (t) => {
  const source = readFileSync(repositoryFile('native/vm/outcome.cpp'), 'utf8');
  for (const [, name] of source.matchAll(/return "([A-Z_]+)"/g)) t.true(name in FAULT_REMEDIES, name);
});
