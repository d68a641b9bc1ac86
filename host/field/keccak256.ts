import { KECCAK_STATE_WORDS, keccakF } from './keccak-f.js';

const RATE_BYTES = 136;

/**
 * Keccak-256 as Ethereum and Plonky3's challenger use it: rate 136, padding 0x01 .. 0x80 (not SHA3-256's
 * 0x06), 32 bytes out.
 */
export function keccak256(bytes: Uint8Array): Uint8Array {
  const state = new Uint32Array(KECCAK_STATE_WORDS);
  const fullBlocks = Math.floor(bytes.length / RATE_BYTES);
  for (let block = 0; block < fullBlocks; block++) absorb(state, bytes, block * RATE_BYTES);

  const last = new Uint8Array(RATE_BYTES);
  const rest = bytes.subarray(fullBlocks * RATE_BYTES);
  last.set(rest);
  last[rest.length] ^= 0x01;
  last[RATE_BYTES - 1] ^= 0x80;
  absorb(state, last, 0);

  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = state[i >> 2] >>> (8 * (i & 3));
  return digest;
}

function absorb(state: Uint32Array, bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < RATE_BYTES; i++) state[i >> 2] ^= bytes[offset + i] << (8 * (i & 3));
  keccakF(state);
}
