import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { SwitchyardClient } from '../../host/client/index.js';
import { repositoryFile } from '../support/repository.js';

/** A daemon of the command line in a process of its own. */
export interface RunningDaemon {
  readonly child: ChildProcess;
  readonly url: string;
  readonly client: SwitchyardClient;
  /** What it has logged so far. */
  readonly lines: readonly string[];
}

/** Starts the daemon of a configuration; the profile lies beside that. */
export async function startDaemon(config: string, token: string): Promise<RunningDaemon> {
  const env = { ...process.env, SWITCHYARD_PROFILE: path.join(path.dirname(config), 'profile.json') };
  const main = repositoryFile('dist/host/cli/main.js');
  const child = spawn(process.execPath, [main, 'daemon', '--config', config], {
    ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  const lines: string[] = [];
  return await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the daemon has ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const { url } = JSON.parse(line) as { url?: string };
      if (url !== undefined) resolve({ child, url, client: new SwitchyardClient({ url, token }), lines });
    });
  });
}

export async function endDaemon({ child }: RunningDaemon, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill(signal);
  return ((await exited) as [number | null])[0];
}
