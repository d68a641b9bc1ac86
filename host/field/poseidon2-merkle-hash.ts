import { digestsEqual, DIGEST_WORDS, type Digest, type MerkleHash } from './merkle-hash.js';
import type { Poseidon2 } from './poseidon2.js';
import type { PrimeField } from './prime-field.js';
import { isUint32Array, typedArrayLength } from './typed-array.js';

/**
 * Plonky3's `PaddingFreeSponge<leaf, WIDTH, WIDTH - 8, 8>` for rows and `TruncatedPermutation<node, 2, 8, 16>`
 * for nodes.
 */
export class Poseidon2MerkleHash implements MerkleHash {
  readonly field: PrimeField;
  readonly equal = digestsEqual;
  private readonly leaf: Poseidon2;
  private readonly node: Poseidon2;
  private readonly rate: number;
  private readonly leafState: Uint32Array;
  private readonly nodeState: Uint32Array;

  /** @param node - a permutation of width 16 */
  constructor(leaf: Poseidon2, node: Poseidon2) {
    this.field = leaf.parameters.field;
    this.leaf = leaf;
    this.node = node;
    this.rate = leaf.width - DIGEST_WORDS;
    this.leafState = new Uint32Array(leaf.width);
    this.nodeState = new Uint32Array(node.width);
  }

  /**
   * Each block of up to `rate` elements overwrites the front of the state and is permuted; a last, shorter
   * block leaves the rest of the rate as it was. The empty row hashes to zeros.
   */
  hashRow(elements: readonly number[]): Digest {
    const state = this.leafState.fill(0);
    for (let start = 0; start < elements.length; start += this.rate) {
      const length = Math.min(this.rate, elements.length - start);
      for (let i = 0; i < length; i++) state[i] = elements[start + i];
      this.leaf.permute(state);
    }
    return state.slice(0, DIGEST_WORDS);
  }

  compress(left: Digest, right: Digest): Digest {
    const state = this.nodeState;
    state.set(left, 0);
    state.set(right, DIGEST_WORDS);
    this.node.permute(state);
    return state.slice(0, DIGEST_WORDS);
  }

  isDigest(x: unknown): x is Digest {
    if (!isUint32Array(x) || typedArrayLength(x) !== DIGEST_WORDS) return false;
    for (let i = 0; i < DIGEST_WORDS; i++) if (x[i] >= this.field.p) return false;
    return true;
  }
}
