import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import ts from 'typescript';
import { repositoryFile } from '../support/repository.js';

/** The content of a page's code blocks in one language. */
function codeBlocks(page: string, language: string): string[] {
  const text = readFileSync(repositoryFile(page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map(([, , code]) => code);
}

/** What a page prints, from its `text` blocks, and what its code prints when it runs. */
async function runPage(page: string): Promise<{ problems: string[]; printed: string; expected: string }> {
  // Within the package, so that it finds itself by name.
  const source = repositoryFile(`dist/test/docs/${path.basename(page, '.md')}.mts`);
  writeFileSync(source, codeBlocks(page, 'ts').join('\n'));
  const program = ts.createProgram([source], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    typeRoots: [repositoryFile('node_modules/@types')],
    strict: true,
    skipLibCheck: true,
  });
  const problems = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  program.emit();

  const compiled = source.replace(/\.mts$/, '.mjs');
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
