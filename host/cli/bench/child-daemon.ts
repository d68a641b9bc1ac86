import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SwitchyardClient } from '../../client/index.js';
import { makeToken } from '../../daemon/index.js';
import { SwitchyardError } from '../../runtime/index.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

export interface ChildDaemonOptions {
  readonly device: string;
  readonly threads: number;
  /** Told of each job that is done. */
  readonly onDone: () => void;
}

/** A daemon in a process of its own, with a folder of its own, that proves in the smallest shape. */
export class ChildDaemon implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly client: SwitchyardClient,
  ) {}

  /** @throws SwitchyardError SY_ERR_LOST where it ends before it listens */
  static async start({ device, threads, onDone }: ChildDaemonOptions): Promise<ChildDaemon> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'switchyard-bench-'));
    const { token, sha256 } = makeToken();
    const most = 1_000_000;
    const config = path.join(folder, 'daemon.json');
    writeFileSync(
      config,
      JSON.stringify({
        dataFolder: 'data',
        listen: { port: 0 },
        tokens: [{ name: 'bench', role: 'submit', sha256, unfinishedJobs: 100_000 }],
        proving: { devices: [device], threads, minBits: 0, shape: 'T12' },
        storage: { minFreeBytes: 0 },
        limits: { requestsPerMinute: most },
      }),
    );
    const env = { ...process.env, SWITCHYARD_PROFILE: path.join(folder, 'profile.json') };
    const child = spawn(process.execPath, [MAIN, 'daemon', '--config', config], {
      ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(ended(code)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        const { url, state } = JSON.parse(line) as { readonly url?: string; readonly state?: string };
        if (url !== undefined) resolve(url);
        if (state === 'done') onDone();
      });
    });
    return new ChildDaemon(child, folder, new SwitchyardClient({ url, token }));
  }

  /** What of it is in memory. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ended(code: number | null): SwitchyardError {
  return new SwitchyardError('SY_ERR_LOST', `the daemon has ended with ${code ?? 'a signal'}`, {
    remedy: 'See what it has said above.',
  });
}
