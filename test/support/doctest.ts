import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import { repositoryFile } from './repository.js';

const run = promisify(execFile);

/**
 * Runs a doctest program of the repository: it has cases, and all of them pass.
 * @param emulator what runs programs for another processor: a command with its arguments
 */
export async function passesDoctest(
  t: ExecutionContext,
  program: string,
  emulator?: readonly [string, ...string[]],
): Promise<void> {
  const tests = [repositoryFile(program), '--no-version'] as const;
  const [command, ...rest] = emulator === undefined ? tests : ([...emulator, ...tests] as const);
  const { stdout } = await run(command, rest, { maxBuffer: 2 ** 26 });
  const cases = /test cases:\s*(\d+) \|\s*(\d+) passed/.exec(stdout);
  t.truthy(cases, stdout);
  t.true(Number(cases![1]) > 0);
  t.is(cases![1], cases![2]);
  t.log(stdout.trim().split('\n').at(-3));
}
