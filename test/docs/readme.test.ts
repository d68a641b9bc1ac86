import { readFileSync } from 'node:fs';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';
import { codeBlocks, compileBlocks } from './code-blocks.js';

test('continuous integration runs the very commands that the README begins with', (t) => {
  const script = readFileSync(repositoryFile('.ci/run'), 'utf8');
  const commands = codeBlocks('README.md', 'sh')[0]
    .split(/^#.*\n/m)
    .map((command) => command.trim())
    .filter((command) => command !== '');
  t.is(commands.length, 2);
  for (const command of commands) t.true(script.includes(`\n${command}\n`), command);
});

test('the TypeScript of the README compiles', (t) => {
  const blocks = codeBlocks('README.md', 'ts');
  t.is(blocks.length, 3);
  for (const [i, block] of blocks.entries()) t.deepEqual(compileBlocks(`readme-${i}`, [block]).problems, []);
});
