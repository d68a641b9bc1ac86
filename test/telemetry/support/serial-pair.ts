import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether two serial ports can be had without hardware. */
export const hasSocat = (() => {
  try {
    execFileSync('socat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Two serial ports with a cable between them, which can be pulled and put back under the same names. */
export class SerialPair {
  readonly host: string;
  readonly meter: string;
  private cable: ChildProcess | undefined;

  private constructor(folder: string) {
    this.host = path.join(folder, 'host');
    this.meter = path.join(folder, 'meter');
  }

  static async open(): Promise<SerialPair> {
    const pair = new SerialPair(mkdtempSync(path.join(os.tmpdir(), 'switchyard-test-')));
    await pair.plug();
    return pair;
  }

  async plug(): Promise<void> {
    const end = (link: string) => `PTY,link=${link},raw,echo=0`;
    this.cable = spawn('socat', [end(this.host), end(this.meter)], { stdio: 'ignore' });
    while (!existsSync(this.host) || !existsSync(this.meter)) await sleep(5);
  }

  /** As when an adapter is unplugged: both ports are gone. */
  async pull(): Promise<void> {
    const cable = this.cable;
    this.cable = undefined;
    if (!cable) return;
    const gone = new Promise((resolve) => cable.once('exit', resolve));
    cable.kill();
    await gone;
  }
}
