import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

test('the page has the table of shapes that the script makes, and stale ones are found', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-shapes-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const page = path.join(folder, 'docs/vm.md');
  cpSync(repositoryFile('docs/vm.md'), page);
  const script = repositoryFile('dist/scripts/shapes-table.js');
  const run = (...options: string[]) =>
    spawnSync(process.execPath, [script, ...options], { cwd: folder }).status;
  t.is(run('--check'), 0);

  const text = readFileSync(page, 'utf8');
  const stale = text.replace(/^(\| G20 +\| )19/m, '$118');
  t.not(stale, text);
  writeFileSync(page, stale);
  t.is(run('--check'), 1);
  t.is(run(), 0);
  t.is(readFileSync(page, 'utf8'), text);
});
