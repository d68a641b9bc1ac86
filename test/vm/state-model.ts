import { digestsEqual, type Digest } from '../../host/field/index.js';
import { CLOSED_NODE, ROOT_LEVEL } from '../../host/vm/layout.js';
import {
  CLOSED_DIGEST,
  compressPair,
  emptyDigest,
  leafDigest,
  type SpaceName,
} from '../../host/vm/state/index.js';
import type { Held } from './rows-of-calls.js';
import { limbs, type Cells } from './rows.js';

/** A state between and within shards, plain and slow, with the rows of `leaf` and `tree`: docs/vm.md 4 and 9. */

export const SPACES: readonly SpaceName[] = ['data', 'code', 'system'];

interface LeafModel {
  readonly before: number[];
  readonly after: number[];
  /** Since when; undefined where the word was not accessed. */
  readonly time: (number | undefined)[];
}

const newLeaf = (): LeafModel => ({
  before: new Array<number>(8).fill(0),
  after: new Array<number>(8).fill(0),
  time: new Array<number | undefined>(8).fill(undefined),
});

export class StateModel {
  private readonly leaves: readonly Map<number, LeafModel>[] = SPACES.map(() => new Map());

  /** @param words what is not zero before the shard: space, word, value */
  constructor(words: readonly (readonly [space: number, word: number, value: number])[]) {
    for (const [space, word, value] of words) {
      const leaf = this.leafOf(space, word);
      leaf.before[word % 8] = value;
      leaf.after[word % 8] = value;
    }
  }

  /** An access at a time; what the word held before. */
  access(space: number, word: number, at: number, value?: number): Held {
    const leaf = this.leafOf(space, word);
    const held = { value: leaf.after[word % 8], time: leaf.time[word % 8] ?? 0 };
    leaf.after[word % 8] = value ?? held.value;
    leaf.time[word % 8] = at;
    return held;
  }

  leafRows(): Cells[] {
    return SPACES.flatMap((_, space) =>
      this.touched(space).map(([index, { before, after, time }]) => ({
        ...{ real: 1, space, index },
        ...indexed('initial', before.flatMap(splitWord)),
        ...indexed('final', after.flatMap(splitWord)),
        ...indexed(
          'time',
          time.map((t) => t ?? 0),
        ),
        ...indexed('before', leafDigest(before)),
        ...indexed('after', leafDigest(after)),
      })),
    );
  }

  treeRows(): Cells[] {
    return SPACES.flatMap((name, space) => {
      const rows: Cells[] = [];
      let touched = new Set(this.touched(space).map(([index]) => index));
      for (let level = 1; level <= ROOT_LEVEL[name]; level++) {
        const parents = new Set([...touched].map((index) => index >>> 1));
        if (level === ROOT_LEVEL[name]) parents.add(0);
        for (const index of [...parents].sort((a, b) => a - b)) {
          const node = (i: number, when: 'before' | 'after') => this.node(space, level - 1, i, when);
          rows.push({
            ...{ real: 1, space, level, index },
            leftTouched: touched.has(2 * index) ? 1 : 0,
            rightTouched: touched.has(2 * index + 1) ? 1 : 0,
            ...indexed('leftBefore', node(2 * index, 'before')),
            ...indexed('rightBefore', node(2 * index + 1, 'before')),
            ...indexed('leftAfter', node(2 * index, 'after')),
            ...indexed('rightAfter', node(2 * index + 1, 'after')),
            ...indexed('before', this.node(space, level, index, 'before')),
            ...indexed('after', this.node(space, level, index, 'after')),
          });
        }
        touched = parents;
      }
      return rows;
    });
  }

  /** The ends of the shard: its row and its public values. */
  connector(firstPc: number, lastPc: number, lastTime: number) {
    const halted = this.access(2, 49, lastTime);
    const digests = (when: 'before' | 'after') => {
      const [data, code, system] = SPACES.map((name, space) => this.node(space, ROOT_LEVEL[name], 0, when));
      const pair = compressPair(data, code);
      return { data, code, system, pair, root: compressPair(pair, system) };
    };
    const [before, after] = [digests('before'), digests('after')];
    if (!digestsEqual(before.code, after.code)) throw new Error('code has changed');
    const row: Cells = {
      ...{ real: 1, firstPc, lastPc, lastTime, halted: halted.value },
      ...{ 'm.time': halted.time, 'm.low': (lastTime - halted.time - 1) % 2 ** 12 },
      ...indexed('dataBefore', before.data),
      ...indexed('dataAfter', after.data),
      ...indexed('code', before.code),
      ...indexed('systemBefore', before.system),
      ...indexed('systemAfter', after.system),
      ...indexed('pairBefore', before.pair),
      ...indexed('pairAfter', after.pair),
      ...indexed('rootBefore', before.root),
      ...indexed('rootAfter', after.root),
    };
    return { row, publicValues: [firstPc, lastPc, ...before.root, ...after.root, halted.value] };
  }

  private leafOf(space: number, word: number): LeafModel {
    const index = Math.floor(word / 8);
    let leaf = this.leaves[space].get(index);
    if (!leaf) this.leaves[space].set(index, (leaf = newLeaf()));
    return leaf;
  }

  private touched(space: number): [number, LeafModel][] {
    return [...this.leaves[space]]
      .filter(([, { time }]) => time.some((t) => t !== undefined))
      .sort(([a], [b]) => a - b);
  }

  /** From the definition, whatever is below it. */
  private node(space: number, level: number, index: number, when: 'before' | 'after'): Digest {
    if (space !== 2 && level === CLOSED_NODE.level && index === CLOSED_NODE.index) return CLOSED_DIGEST;
    const isAbove = (leaf: number): boolean => Math.floor(leaf / 2 ** level) === index;
    const isOccupied = [...this.leaves[space].keys()].some(isAbove);
    if (level === 0) return leafDigest(this.leaves[space].get(index)?.[when] ?? new Array<number>(8).fill(0));
    if (!isOccupied && !isAncestorOfClosed(space, level, index)) return emptyDigest(level);
    return compressPair(
      this.node(space, level - 1, 2 * index, when),
      this.node(space, level - 1, 2 * index + 1, when),
    );
  }
}

function isAncestorOfClosed(space: number, level: number, index: number): boolean {
  return (
    space !== 2 && level > CLOSED_NODE.level && CLOSED_NODE.index >>> (level - CLOSED_NODE.level) === index
  );
}

export function indexed(name: string, values: ArrayLike<number>): Cells {
  return Object.fromEntries(Array.from(values, (value, i) => [`${name}[${i}]`, value]));
}

function splitWord(word: number): number[] {
  return Object.values(limbs('', word));
}
