import test from 'ava';
import { createHash } from 'node:crypto';
import { seededWords } from '../../field/random.js';
import { KECCAK_PERMUTE } from '../../vm/precompiles/keccak.js';
import { range } from '../../vm/precompiles/precompile.js';
import { INITIAL_STATE, SHA_COMPRESS, SHA_EXTEND } from '../../vm/precompiles/sha256.js';

/** The readings of hash functions by which rows of precompiles are judged, against those of Node. */

/** Shorter than a block, with room for its padding. */
const MESSAGES = range(8).map((i) => Uint8Array.from(range(7 * i).map(seededWords(i))));

function wordsOf(bytes: Uint8Array, isLittle: boolean): number[] {
  const view = new DataView(bytes.buffer);
  return range(bytes.length / 4).map((i) => view.getUint32(4 * i, isLittle));
}

function hex(words: readonly number[], isLittle: boolean): string {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => view.setUint32(4 * i, word, isLittle));
  return Buffer.from(view.buffer).toString('hex');
}

test('schedule and rounds are those of SHA-256', (t) => {
  for (const message of MESSAGES) {
    const block = new Uint8Array(64);
    block.set(message);
    block[message.length] = 0x80;
    new DataView(block.buffer).setUint32(60, 8 * message.length);
    const schedule = SHA_EXTEND.compute([...wordsOf(block, false), ...new Array<number>(48).fill(0)]);
    const digest = SHA_COMPRESS.compute([...schedule, ...INITIAL_STATE]);
    t.is(hex(digest, false), createHash('sha256').update(message).digest('hex'));
  }
});

test('the permutation is that of SHA-3', (t) => {
  for (const message of MESSAGES) {
    const state = new Uint8Array(200);
    state.set(message);
    state[message.length] ^= 0x06;
    state[135] ^= 0x80;
    const digest = KECCAK_PERMUTE.compute(wordsOf(state, true)).slice(0, 8);
    t.is(hex(digest, true), createHash('sha3-256').update(message).digest('hex'));
  }
});
