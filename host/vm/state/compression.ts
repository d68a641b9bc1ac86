import { DIGEST_WORDS, koalaBear, poseidon2, type Digest } from '../../field/index.js';
import { LEAF_WORDS } from '../layout.js';

/** The hash of the state tree, docs/vm.md section 4: over canonical elements. */

const PERMUTATION = poseidon2('koalabear_w16');

/** Poseidon2 of width 16 with feed-forward, of 16 elements. */
export function compress(input: ArrayLike<number>): Digest {
  const state = Uint32Array.from(input);
  PERMUTATION.permute(state);
  return state.slice(0, DIGEST_WORDS).map((element, k) => koalaBear.add(element, input[k]));
}

/** The digest of a node. */
export function compressPair(left: Digest, right: Digest): Digest {
  const input = new Uint32Array(2 * DIGEST_WORDS);
  input.set(left, 0);
  input.set(right, DIGEST_WORDS);
  return compress(input);
}

/** The digest of a leaf of eight words. */
export function leafDigest(words: ArrayLike<number>): Digest {
  return compress(limbsOf(words));
}

/** Words as limbs of 16 bits, low limb first. */
export function limbsOf(words: ArrayLike<number>): Uint32Array {
  const limbs = new Uint32Array(2 * LEAF_WORDS);
  for (let i = 0; i < LEAF_WORDS; i++) {
    limbs[2 * i] = words[i] & 0xffff;
    limbs[2 * i + 1] = words[i] >>> 16;
  }
  return limbs;
}
