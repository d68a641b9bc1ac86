import { DIGEST_WORDS, type Digest } from '../../field/index.js';
import { CLOSED_NODE, LEAF_WORDS, ROOT_LEVEL } from '../layout.js';
import { compressPair, leafDigest } from './compression.js';

/** Digests of nodes of a space, docs/vm.md section 4. */

export type SpaceName = keyof typeof ROOT_LEVEL;

/** Of nodes above leaves that are zero, by level. */
const EMPTY: Digest[] = [leafDigest(new Uint32Array(LEAF_WORDS))];

/** Of a node above leaves that are zero, none of which is closed. */
export function emptyDigest(level: number): Digest {
  while (EMPTY.length <= level) {
    const below = EMPTY[EMPTY.length - 1];
    EMPTY.push(compressPair(below, below));
  }
  return EMPTY[level];
}

/** Of the node below which no leaf can be opened: nobody knows what hashes to it. */
export const CLOSED_DIGEST: Digest = new Uint32Array(DIGEST_WORDS);

/**
 * The root of a space.
 *
 * @param leaves words by index of the leaf, below the space's size and not closed; all others are zero
 */
export function spaceRoot(
  space: SpaceName,
  leaves: Iterable<readonly [index: number, words: ArrayLike<number>]>,
): Digest {
  let nodes = new Map<number, Digest>();
  for (const [index, words] of leaves) nodes.set(index, leafDigest(words));
  for (let level = 0; level < ROOT_LEVEL[space]; level++) {
    if (space !== 'system' && level === CLOSED_NODE.level) nodes.set(CLOSED_NODE.index, CLOSED_DIGEST);
    nodes = parentsOf(nodes, emptyDigest(level));
  }
  return nodes.get(0) ?? emptyDigest(ROOT_LEVEL[space]);
}

function parentsOf(nodes: ReadonlyMap<number, Digest>, empty: Digest): Map<number, Digest> {
  const parents = new Map<number, Digest>();
  for (const index of nodes.keys()) {
    const parent = index >>> 1;
    if (parents.has(parent)) continue;
    const [left, right] = [2 * parent, 2 * parent + 1].map((child) => nodes.get(child) ?? empty);
    parents.set(parent, compressPair(left, right));
  }
  return parents;
}

/** The root of a state. */
export function stateRoot(data: Digest, code: Digest, system: Digest): Digest {
  return compressPair(compressPair(data, code), system);
}
