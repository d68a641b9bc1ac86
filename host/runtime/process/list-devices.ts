import { existsSync } from 'node:fs';
import path from 'node:path';
import { addonPath, type NativeDeviceInfo } from '../native.js';
import { isListReply } from './check-reply.js';
import { ChildLink } from './child-link.js';
import { PROTOCOL_VERSION } from './protocol.js';

const PATIENCE_MILLISECONDS = 30_000;

/**
 * The devices of a plugin, found by a process of its own, which ends with the answer.
 *
 * @throws Error that says why there is none: no plugin, one that does not load, or a process that ends, hangs or
 *   answers what no backend would
 */
export async function listPluginDevices(backend: string): Promise<readonly NativeDeviceInfo[]> {
  const plugin = path.join(path.dirname(addonPath()), `switchyard-${backend}.so`);
  if (!existsSync(plugin)) throw new Error(`its plugin is not built (${plugin})`);
  const child = new ChildLink();
  const patience = setTimeout(
    () => child.kill(`it has not answered in ${PATIENCE_MILLISECONDS / 1000} s`),
    PATIENCE_MILLISECONDS,
  );
  try {
    const first = new Promise<{ readonly message: unknown }>((resolve) => {
      child.hear = (message) => resolve({ message });
    });
    child.send({ kind: 'list', protocol: PROTOCOL_VERSION, parent: process.pid, backend });
    const answer = await Promise.race([first, child.exited]);
    if (typeof answer === 'string') throw failure(answer, child);
    const { message } = answer;
    if (!isListReply(message)) throw failure('it answers what no backend would', child);
    if (message.kind === 'refused') throw new Error(message.error.message);
    return message.devices;
  } finally {
    clearTimeout(patience);
    child.kill('it has answered');
    child.close();
  }
}

function failure(how: string, child: ChildLink): Error {
  return new Error(`the process that looked for its devices failed: ${how}${child.lastWords}`);
}
