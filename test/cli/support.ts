import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repositoryFile } from '../support/repository.js';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Profiles that tests make are their own. */
const PROFILE = path.join(mkdtempSync(path.join(os.tmpdir(), 'switchyard-test-')), 'profile.json');

/** Runs the compiled command line in a process of its own. */
export function switchyard(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [repositoryFile('dist/host/cli/main.js'), ...args],
      { env: { ...process.env, SWITCHYARD_PROFILE: PROFILE, ...env }, maxBuffer: 2 ** 26 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** A new folder for what a test writes. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'switchyard-test-'));
}
