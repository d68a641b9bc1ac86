import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
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

test('the tutorial compiles, runs, and prints what it says', async (t) => {
  // Within the package, so that it finds itself by name.
  const source = repositoryFile('dist/test/docs/tutorial-code.mts');
  writeFileSync(source, codeBlocks('docs/tutorial-table.md', 'ts').join('\n'));
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
  t.deepEqual(problems, []);
  program.emit();

  const compiled = source.replace(/\.mts$/, '.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [compiled]);
  t.is(stdout, codeBlocks('docs/tutorial-table.md', 'text').join(''));
});
