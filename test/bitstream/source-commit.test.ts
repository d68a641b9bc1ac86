import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { sourceCommit } from '../../host/bitstream/index.js';
import { temporaryFolder } from '../cli/support.js';

/** A repository with the sources of kernels in one commit. */
function repository(): { root: string; git: (...args: string[]) => string } {
  const root = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  mkdirSync(path.join(root, 'hls'));
  writeFileSync(path.join(root, 'hls', 'kernel.cpp'), '1');
  writeFileSync(path.join(root, 'README.md'), '1');
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  return { root, git };
}

test('sources are named by their commit, and changes to them are said', (t) => {
  const { root, git } = repository();
  const commit = git('rev-parse', 'HEAD').trim();
  t.is(sourceCommit(root), commit);
  writeFileSync(path.join(root, 'README.md'), '2');
  t.is(sourceCommit(root), commit, 'what kernels are not made of does not count');
  writeFileSync(path.join(root, 'hls', 'kernel.cpp'), '2');
  t.is(sourceCommit(root), `${commit}+changes`);
});

test("a package within somebody else's repository has no commit, nor has one without Git", (t) => {
  const { root } = repository();
  t.is(sourceCommit(path.join(root, 'hls')), 'unknown');
  t.is(sourceCommit(temporaryFolder()), 'unknown');
});
