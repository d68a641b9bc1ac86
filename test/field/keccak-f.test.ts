import test from 'ava';
import { KECCAK_STATE_WORDS, keccakF } from '../../host/field/index.js';

// Keccak team, KeccakF-1600-IntermediateValues.txt: the permutation of the zero state, and of that.
const ONCE_FROM_ZERO = ['f1258f7940e1dde7', '84d5ccf933c0478a', 'd598261ea65aa9ee', 'bd1547306f80494d'];
const TWICE_FROM_ZERO = ['2d5c954df96ecb3c', '6a332cd07057b56d', '093d8d1270d76b6c', '8a20d9b25569d094'];

function lanes(state: Uint32Array, count: number): string[] {
  const half = (word: number): string => word.toString(16).padStart(8, '0');
  return Array.from({ length: count }, (_, i) => half(state[2 * i + 1]) + half(state[2 * i]));
}

test('the zero state permutes as published', (t) => {
  const state = new Uint32Array(KECCAK_STATE_WORDS);
  keccakF(state);
  t.deepEqual(lanes(state, 4), ONCE_FROM_ZERO);
  keccakF(state);
  t.deepEqual(lanes(state, 4), TWICE_FROM_ZERO);
});
