import { DIGEST_WORDS, digestsEqual, koalaBear, type Digest } from '../../field/index.js';
import { LEAF_WORDS, ROOT_LEVEL, SYSTEM_WORD } from '../layout.js';
import { compress, compressPair, leafDigest, limbsOf } from './compression.js';
import { StateError } from './state-error.js';

/** The part of the state that says how a run ended, docs/vm.md sections 4 and 11. */

/** Words of the system page. */
const SYSTEM_WORDS = LEAF_WORDS * 2 ** ROOT_LEVEL.system;

/** The two leaves that say it, with what leads from them to the root of the state. */
export interface SystemPageOpening {
  /** 16 limbs of leaf 5: the committed words. */
  readonly committed: readonly number[];
  /** 16 limbs of leaf 6: exit code, halted, words done of a hint read. */
  readonly status: readonly number[];
  /** Digest of leaves 0 to 3. */
  readonly registers: Digest;
  readonly leaf4: Digest;
  readonly leaf7: Digest;
  /** Digest of data and code. */
  readonly pair: Digest;
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode: number;
  /** The eight words of COMMIT; zeros if the program never called it. */
  readonly committed: readonly number[];
}

/** Opens the page under the root of a state. @param words all 64 of the page; @param pair see the opening */
export function openSystemPage(words: ArrayLike<number>, pair: Digest): SystemPageOpening {
  if (words.length !== SYSTEM_WORDS) throw new RangeError(`${words.length} words are no system page`);
  const leaves = Array.from({ length: SYSTEM_WORDS / LEAF_WORDS }, (_, leaf) =>
    Array.from({ length: LEAF_WORDS }, (_, i) => words[LEAF_WORDS * leaf + i]),
  );
  const digests = leaves.map(leafDigest);
  return {
    committed: [...limbsOf(leaves[5])],
    status: [...limbsOf(leaves[6])],
    registers: compressPair(compressPair(digests[0], digests[1]), compressPair(digests[2], digests[3])),
    leaf4: digests[4],
    leaf7: digests[7],
    pair,
  };
}

/**
 * What an opening against the last root of a run shows.
 *
 * @throws StateError unless it belongs to the root and the program has halted
 */
export function verifySystemPage(root: Digest, opening: SystemPageOpening): RunEnd {
  const { committed, status, registers, leaf4, leaf7, pair } = opening;
  const isLeaf = (limbs: readonly number[]): boolean =>
    limbs.length === 2 * LEAF_WORDS && limbs.every(isElement);
  const isDigest = (digest: Digest): boolean =>
    digest.length === DIGEST_WORDS && [...digest].every(isElement);
  const wellFormed = [committed, status].every(isLeaf) && [registers, leaf4, leaf7, pair].every(isDigest);
  if (!wellFormed) throw new StateError('OPENING');
  if ([...committed, ...status].some((limb) => limb >= 2 ** 16)) throw new StateError('LIMB');
  const upper = compressPair(compressPair(leaf4, compress(committed)), compressPair(compress(status), leaf7));
  const computed = compressPair(pair, compressPair(registers, upper));
  if (!digestsEqual(computed, root)) throw new StateError('ROOT');

  const words = [...wordsOf(committed), ...wordsOf(status)];
  const wordAt = (word: number): number => words[word - SYSTEM_WORD.committed];
  if (wordAt(SYSTEM_WORD.halted) !== 1) throw new StateError('HALTED');
  if (wordAt(SYSTEM_WORD.hintDone) !== 0) throw new StateError('HINT');
  const reserved = words.slice(SYSTEM_WORD.hintDone + 1 - SYSTEM_WORD.committed);
  if (reserved.some((word) => word !== 0)) throw new StateError('RESERVED');
  return { exitCode: wordAt(SYSTEM_WORD.exitCode), committed: words.slice(0, LEAF_WORDS) };
}

function isElement(x: number): boolean {
  return Number.isInteger(x) && x >= 0 && x < koalaBear.p;
}

function wordsOf(limbs: readonly number[]): number[] {
  return Array.from({ length: LEAF_WORDS }, (_, i) => limbs[2 * i] + 2 ** 16 * limbs[2 * i + 1]);
}
