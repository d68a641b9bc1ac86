import { readFileSync } from 'node:fs';
import test from 'ava';
import { CHECKS } from '../../host/stark/verify/index.js';
import { repositoryFile } from '../support/repository.js';

test('every check of a proof is documented in its own words', (t) => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8').replace(/ +/g, ' ');
  for (const [check, meaning] of Object.entries(CHECKS))
    t.true(page.includes(`| \`${check}\` | ${meaning} |`), check);
});

test('SY_ERR_SECURITY is documented with its exit code', (t) => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8').replace(/ +/g, ' ');
  t.regex(page, /^\| `SY_ERR_SECURITY` \| .*--min-bits.* \| 1 \|$/m);
});
