import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';
import { codeBlocks, compileBlocks } from './code-blocks.js';

/** What a page prints, from its `text` blocks, and what its code prints when it runs. */
async function runPage(page: string): Promise<{ problems: string[]; printed: string; expected: string }> {
  const { problems, compiled } = compileBlocks(path.basename(page, '.md'), codeBlocks(page, 'ts'));
  const { stdout } = await promisify(execFile)(process.execPath, [compiled]);
  return { problems, printed: stdout, expected: codeBlocks(page, 'text').join('') };
}

for (const page of ['docs/tutorial-table.md', 'docs/tutorial-machine.md']) {
  test(`${page} compiles, runs, and prints what it says`, async (t) => {
    const { problems, printed, expected } = await runPage(page);
    t.deepEqual(problems, []);
    t.is(printed, expected);
  });
}

/** Code without its layout. */
function tokens(code: string): string {
  return code.replace(/\s+/g, '').replace(/,(?=[)\]}])/g, '');
}

test('the chips that docs/tutorial-machine.md shows are those of the package', (t) => {
  const source = tokens(readFileSync(repositoryFile('host/stark/chips/machine.ts'), 'utf8'));
  const shown = codeBlocks('docs/tutorial-machine.md', 'typescript');
  t.true(shown.length > 0);
  for (const code of shown) t.true(source.includes(tokens(code)), code);
});
