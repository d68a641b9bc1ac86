import test from 'ava';
import { koalaBear, sha256 } from '../../host/field/index.js';
import { ProofError } from '../../host/stark/proof/index.js';
import {
  decodeVerifyingKey,
  ElfError,
  encodeVerifyingKey,
  verifyingKeyDigest,
  verifyingKeyOf,
} from '../../host/vm/index.js';
import { asm, halt } from './assembler.js';
import { CODE_ADDRESS, program } from './elf-builder.js';

const KEY = verifyingKeyOf(program(halt(), Uint8Array.of(1)));
const BYTES = encodeVerifyingKey(KEY);

function refusal(bytes: Uint8Array): string | undefined {
  try {
    decodeVerifyingKey(bytes);
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
  return undefined;
}

test('a key has one form of 44 bytes', (t) => {
  t.is(BYTES.length, 44);
  t.is(Buffer.from(BYTES.subarray(0, 8)).toString(), 'SWYVMKEY');
  t.is(new DataView(BYTES.buffer).getUint32(8, true), CODE_ADDRESS / 4);
  t.deepEqual(decodeVerifyingKey(BYTES), KEY);
  t.deepEqual(verifyingKeyDigest(KEY), sha256(BYTES));
});

test('other bytes are no key', (t) => {
  for (let length = 0; length < BYTES.length; length++)
    t.is(refusal(BYTES.subarray(0, length)), 'TRUNCATED', `${length} bytes`);
  t.is(refusal(Uint8Array.of(...BYTES, 0)), 'TRAILING_BYTES');
  t.is(refusal(BYTES.with(7, 0)), 'MAGIC');
  for (let word = 0; word < 9; word++) {
    const bytes = BYTES.slice();
    new DataView(bytes.buffer).setUint32(8 + 4 * word, koalaBear.p, true);
    t.is(refusal(bytes), 'FIELD_ELEMENT', `word ${word}`);
  }
});

test('programs that differ in code, data or place have other keys', (t) => {
  const others = [
    program([asm.fence, ...halt()], Uint8Array.of(1)),
    program(halt(), Uint8Array.of(2)),
    program(halt(1), Uint8Array.of(1)),
    program(halt()),
  ];
  const keys = [KEY, ...others.map(verifyingKeyOf)].map((key) => Buffer.from(encodeVerifyingKey(key)));
  t.is(new Set(keys.map((key) => key.toString('hex'))).size, keys.length);
  t.throws(() => verifyingKeyOf(BYTES), { instanceOf: ElfError });
});
