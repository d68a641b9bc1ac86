import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonPath, type NativeDeviceInfo } from '../native.js';
import { OutputTail } from './output-tail.js';
import { PROTOCOL_VERSION, type Reply, type Request } from './protocol.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
const PATIENCE_MILLISECONDS = 30_000;

function describe(reply: Reply | string): string {
  return typeof reply === 'string' ? reply : 'it answered out of turn';
}

/**
 * The devices of a plugin, found by a process of its own, which ends with the answer.
 *
 * @throws Error that says why there is none: no plugin, one that does not load, or a process that ends or hangs
 */
export async function listPluginDevices(backend: string): Promise<readonly NativeDeviceInfo[]> {
  const plugin = path.join(path.dirname(addonPath()), `switchyard-${backend}.so`);
  if (!existsSync(plugin)) throw new Error(`its plugin is not built (${plugin})`);
  const child = spawn(process.execPath, [CHILD], {
    ...{ detached: true, serialization: 'advanced' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = new OutputTail(child.stdout!, child.stderr!);
  let isLate = false;
  const patience = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, PATIENCE_MILLISECONDS);
  try {
    const request: Request = { kind: 'list', protocol: PROTOCOL_VERSION, parent: process.pid, backend };
    child.send(request, () => undefined);
    const reply = await new Promise<Reply | string>((resolve) => {
      child.once('message', (message) => {
        resolve(message as Reply);
      });
      child.once('error', (error) => {
        resolve(error.message);
      });
      child.once('close', (code, signal) => {
        resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
      });
    });
    if (typeof reply !== 'string' && reply.kind === 'listed') return reply.devices;
    if (typeof reply !== 'string' && reply.kind === 'refused') throw new Error(reply.error.message);
    const how = isLate ? `it did not answer in ${PATIENCE_MILLISECONDS / 1000} s` : describe(reply);
    const said = output.text;
    throw new Error(
      `the process that looked for its devices failed: ${how}${said && `; it said last: ${said}`}`,
    );
  } finally {
    clearTimeout(patience);
    child.kill('SIGKILL');
    output.close();
  }
}
