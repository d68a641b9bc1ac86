import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../cli/support.js';

/** A certificate for so many days that nobody has signed, and its key. */
export function certificate(days: number): { readonly certificate: string; readonly key: string } {
  const folder = temporaryFolder();
  const files = { certificate: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        '/CN=a',
      ],
      ...['-days', String(days), '-keyout', files.key, '-out', files.certificate],
    ],
    { stdio: 'ignore' },
  );
  chmodSync(files.key, 0o600);
  return files;
}
