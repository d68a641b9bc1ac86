import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryFile } from './repository.js';

/** Listens on a Unix datagram socket, which Node cannot. */
export async function datagramServer(address: string) {
  const child = spawn('python3', [repositoryFile('test/support/datagram-server.py'), address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(JSON.parse(line) as string));
  /** Waits for a message that a pattern matches; returns it. */
  const until = async (pattern: RegExp, from = 0): Promise<string> => {
    for (;;) {
      const found = said.slice(from).find((text) => pattern.test(text));
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error('the datagram server has ended');
      await sleep(10);
    }
  };
  await until(/^listening$/);
  return {
    ...{ said, until },
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
