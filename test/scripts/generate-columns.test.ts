import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';

const SCRIPT = repositoryFile('dist/scripts/generate-columns.js');

test('headers are written as they lie in the repository, and stale ones are named', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'switchyard-columns-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const run = (...options: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...options], { cwd: folder });
    const named = [...stderr.toString().matchAll(/native\S+\.h/g)].map(([name]) => name);
    return { status, named };
  };
  const missing = run('--check');
  t.is(missing.status, 1);
  t.is(missing.named.length, 32);
  t.false(existsSync(path.join(folder, 'native')));

  t.is(run().status, 0);
  for (const file of missing.named) {
    t.is(readFileSync(path.join(folder, file), 'utf8'), readFileSync(repositoryFile(file), 'utf8'), file);
  }
  t.deepEqual(run('--check'), { status: 0, named: [] });

  appendFileSync(path.join(folder, 'native/vm/columns/tree.h'), '\n');
  writeFileSync(path.join(folder, 'native/vm/columns/gone.h'), '');
  rmSync(path.join(folder, 'native/vm/opcode_rows.h'));
  const stale = run('--check');
  t.is(stale.status, 1);
  t.deepEqual(stale.named.sort(), [
    'native/vm/columns/gone.h',
    'native/vm/columns/tree.h',
    'native/vm/opcode_rows.h',
  ]);
  t.is(run().status, 0);
  t.deepEqual(run('--check'), { status: 0, named: [] });
  t.false(existsSync(path.join(folder, 'native/vm/columns/gone.h')));
});
