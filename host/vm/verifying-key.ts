import { sha256, type Digest } from '../field/index.js';
import { readElf } from './elf.js';
import { initialRoot } from './state/index.js';

/** What identifies a program: from it a verifier knows where a run begins, and in which state. */
export interface VerifyingKey {
  /** Word number of the first instruction. */
  readonly entryPc: number;
  /** Root of the state tree that holds the loaded image, canonical. */
  readonly initialRoot: Digest;
}

/** The key of a program. @throws ElfError */
export function verifyingKeyOf(elf: Uint8Array): VerifyingKey {
  const program = readElf(elf);
  return { entryPc: program.entry / 4, initialRoot: initialRoot(program) };
}

const MAGIC = Uint8Array.from('SWYVMKEY', (letter) => letter.charCodeAt(0));
const WORDS = 9;
const KEY_BYTES = MAGIC.length + 4 * WORDS;

/** A key in 44 bytes: SWYVMKEY, the entry and the eight words of the root, little-endian. */
export function encodeVerifyingKey({ entryPc, initialRoot }: VerifyingKey): Uint8Array {
  const bytes = new Uint8Array(KEY_BYTES);
  bytes.set(MAGIC);
  const view = new DataView(bytes.buffer, MAGIC.length);
  [entryPc, ...initialRoot].forEach((word, i) => view.setUint32(4 * i, word, true));
  return bytes;
}

/** SHA-256 of the key's bytes: its name for people. */
export function verifyingKeyDigest(key: VerifyingKey): Uint8Array {
  return sha256(encodeVerifyingKey(key));
}
