import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { repositoryFile } from '../support/repository.js';

/** The example guests, by name, for tests. */

export function guestFile(name: string): string {
  return repositoryFile(`examples/${name}/${name}.elf`);
}

export function readGuest(name: string): Uint8Array {
  return readFileSync(guestFile(name));
}

/** Words as guests publish and read them. */
export function littleEndian(...words: number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  words.forEach((word, i) => new DataView(bytes.buffer).setUint32(4 * i, word, true));
  return bytes;
}

/** SHA-256 by the platform, of parts one after another. */
export function hashOf(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
