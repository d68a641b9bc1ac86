import { KECCAK_STATE_WORDS, keccakF } from './keccak-f.js';
import { digestsEqual, DIGEST_WORDS, type Digest, type MerkleHash } from './merkle-hash.js';
import type { PrimeField } from './prime-field.js';
import { isUint32Array, typedArrayLength } from './typed-array.js';

const RATE_WORDS = 34;

/**
 * Plonky3's `SerializingHasher<PaddingFreeSponge<KeccakF, 25, 17, 4>>` for rows and the same sponge over
 * eight lanes for nodes. This is not Keccak-256: it overwrites, and it neither pads nor encodes a length.
 */
export class KeccakMerkleHash implements MerkleHash {
  readonly field: PrimeField;
  readonly equal = digestsEqual;
  private readonly state = new Uint32Array(KECCAK_STATE_WORDS);

  constructor(field: PrimeField) {
    this.field = field;
  }

  /**
   * Elements become their Montgomery words, two to a lane, low half first; the high half beside an odd last
   * element is 0. The empty row hashes to zeros.
   */
  hashRow(elements: readonly number[]): Digest {
    const state = this.state.fill(0);
    for (let start = 0; start < elements.length; start += RATE_WORDS) {
      const length = Math.min(RATE_WORDS, elements.length - start);
      for (let i = 0; i < length; i++) state[i] = this.field.toMontgomery(elements[start + i]);
      if (length % 2 === 1) state[length] = 0;
      keccakF(state);
    }
    return state.slice(0, DIGEST_WORDS);
  }

  compress(left: Digest, right: Digest): Digest {
    const state = this.state.fill(0);
    state.set(left, 0);
    state.set(right, DIGEST_WORDS);
    keccakF(state);
    return state.slice(0, DIGEST_WORDS);
  }

  isDigest(x: unknown): x is Digest {
    return isUint32Array(x) && typedArrayLength(x) === DIGEST_WORDS;
  }
}
