import { getSystemErrorName } from 'node:util';
import { SwitchyardError } from './errors.js';
import { loadAddon } from './native.js';

/**
 * Sends a text to a Unix datagram socket of this machine, without waiting.
 *
 * @param address a path, or with a leading @ one of Linux's abstract names
 * @throws SwitchyardError SY_ERR_FILE where nobody listens, or the socket is full
 */
export function sendDatagram(address: string, text: string): void {
  const error = loadAddon().sendDatagram(address, text);
  if (error === 0) return;
  throw new SwitchyardError(
    'SY_ERR_FILE',
    `the socket ${address} takes nothing: ${getSystemErrorName(-error)}`,
    {
      remedy: 'See that whoever made the socket still listens.',
    },
  );
}
