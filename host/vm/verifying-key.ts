import { koalaBear, sha256, type Digest } from '../field/index.js';
import { ByteReader, ProofError } from '../stark/proof/index.js';
import { readElf } from './elf/index.js';
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
  const { entry, segments } = readElf(elf);
  return { entryPc: entry / 4, initialRoot: initialRoot(segments) };
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

/** The inverse of {@link encodeVerifyingKey}. @throws ProofError MAGIC, TRUNCATED, TRAILING_BYTES, FIELD_ELEMENT */
export function decodeVerifyingKey(bytes: Uint8Array): VerifyingKey {
  const reader = new ByteReader(bytes);
  if (!reader.take(MAGIC.length).every((byte, i) => byte === MAGIC[i])) {
    throw new ProofError('MAGIC', 'these bytes are no verifying key');
  }
  const [entryPc, ...root] = Array.from({ length: WORDS }, () => {
    const word = reader.word();
    if (!koalaBear.isCanonical(word)) throw new ProofError('FIELD_ELEMENT', 'an element is not canonical');
    return word;
  });
  if (!reader.isAtEnd) throw new ProofError('TRAILING_BYTES', 'bytes follow the key');
  return { entryPc, initialRoot: Uint32Array.from(root) };
}

/** SHA-256 of the key's bytes: its name for people. */
export function verifyingKeyDigest(key: VerifyingKey): Uint8Array {
  return sha256(encodeVerifyingKey(key));
}
