import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { SwitchyardError } from '../../runtime/index.js';
import type { DaemonConfig } from '../config.js';

/** A certificate and its key, PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads what TLS needs, and sees that it goes together. @throws SwitchyardError SY_ERR_CONFIG */
export function readTlsFiles({ certificate, key }: NonNullable<DaemonConfig['listen']['tls']>): TlsFiles {
  try {
    const files = { cert: readFileSync(certificate), key: readFileSync(key) };
    createSecureContext(files);
    return files;
  } catch (cause) {
    throw new SwitchyardError('SY_ERR_CONFIG', `listen.tls: ${(cause as Error).message}`, {
      remedy: 'Name files of PEM that the daemon may read: a certificate, and the key that belongs to it.',
      cause,
    });
  }
}
