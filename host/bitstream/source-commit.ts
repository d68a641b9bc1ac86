import { spawnSync } from 'node:child_process';

/** What kernels are made of. */
const SOURCES = ['hls', 'native/math'];

/** The commit that kernels are built from, with `+changes` where they were changed since; `unknown` without Git. */
export function sourceCommit(root: string): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', 'HEAD');
  const commit = stdout?.trim() ?? '';
  if (status !== 0 || !/^[0-9a-f]{40}$/.test(commit)) return 'unknown';
  const changed = git('status', '--porcelain', '--untracked-files=no', ...SOURCES).stdout !== '';
  return `${commit}${changed ? '+changes' : ''}`;
}
