import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { repositoryFile } from '../support/repository.js';

/** The content of a page's code blocks in one language. */
export function codeBlocks(page: string, language: string): string[] {
  const text = readFileSync(repositoryFile(page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map(([, , code]) => code);
}

/** Compiles blocks of TypeScript as one module, within the package so that it finds itself by name. */
export function compileBlocks(
  name: string,
  blocks: readonly string[],
): { readonly problems: string[]; readonly compiled: string } {
  const source = repositoryFile(`dist/test/docs/${name}.mts`);
  writeFileSync(source, blocks.join('\n'));
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
  return { problems, compiled: source.replace(/\.mts$/, '.mjs') };
}
