import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** What kernels are made of. */
const SOURCES = ['hls', 'native/math'];

/**
 * The commit that kernels are built from, with `+changes` where they were changed since. `unknown` where the root is
 * not that of a repository: an installed package may lie within somebody else's.
 */
export function sourceCommit(root: string): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--show-toplevel', 'HEAD');
  const [top, commit] = (stdout ?? '').trim().split('\n');
  if (status !== 0 || !/^[0-9a-f]{40}$/.test(commit)) return 'unknown';
  if (realpathSync(top) !== realpathSync(root)) return 'unknown';
  const changed = git('status', '--porcelain', '--untracked-files=no', ...SOURCES).stdout !== '';
  return `${commit}${changed ? '+changes' : ''}`;
}
