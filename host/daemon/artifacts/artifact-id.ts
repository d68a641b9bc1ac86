import { createHash } from 'node:crypto';

/** Artifacts are named by the SHA-256 of their bytes, in lower-case hexadecimal. */
export const ARTIFACT_ID = /^[0-9a-f]{64}$/;

export function artifactId(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
