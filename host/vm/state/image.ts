import type { Digest } from '../../field/index.js';
import type { Segment } from '../elf/index.js';
import { LEAF_WORDS } from '../layout.js';
import { spaceRoot, stateRoot } from './subtree.js';

/** The state that a program starts from, docs/vm.md section 4. */

/** The root of the state before the first step: segments as data, those that are executable as code, too. */
export function initialRoot(segments: readonly Segment[]): Digest {
  return stateRoot(
    spaceRoot('data', imageLeaves(segments)),
    spaceRoot('code', imageLeaves(segments.filter(({ isExecutable }) => isExecutable).map(codeOf))),
    spaceRoot('system', []),
  );
}

/** The whole words of an executable segment: a part of a word at its end is no code. */
function codeOf(segment: Segment): Segment {
  return { ...segment, bytes: segment.bytes.subarray(0, 4 * Math.floor(segment.size / 4)) };
}

/** The leaves that segments have bytes in. Bytes of a word or leaf beside them are zero. */
export function imageLeaves(segments: readonly Segment[]): Map<number, Uint32Array> {
  const leaves = new Map<number, Uint32Array>();
  for (const { address, bytes } of segments) {
    bytes.forEach((byte, i) => {
      const at = address + i;
      const index = Math.floor(at / (4 * LEAF_WORDS));
      let words = leaves.get(index);
      if (words === undefined) leaves.set(index, (words = new Uint32Array(LEAF_WORDS)));
      words[(at >>> 2) % LEAF_WORDS] |= byte << (8 * (at & 3));
    });
  }
  return leaves;
}
