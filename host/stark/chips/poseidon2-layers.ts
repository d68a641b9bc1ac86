import type { Poseidon2Parameters } from '../../field/index.js';

/** What the layers of Poseidon2 need: they are the same for expressions and for field elements. */
export interface Ring<T> {
  readonly add: (a: T, b: T) => T;
  readonly mulConstant: (a: T, constant: number) => T;
}

/** M4 = circ(2, 3, 1, 1) on each group of four, then to each element the sum of its residue class mod 4. */
export function externalLayer<T>(ring: Ring<T>, state: readonly T[]): T[] {
  const { add } = ring;
  const blocks: T[] = [];
  for (let i = 0; i < state.length; i += 4) {
    const [a, b, c, d] = state.slice(i, i + 4);
    const ab = add(a, b);
    const cd = add(c, d);
    const all = add(ab, cd);
    const allB = add(all, b);
    const allD = add(all, d);
    blocks.push(add(allB, ab), add(allB, add(c, c)), add(allD, cd), add(allD, add(a, a)));
  }
  const sums = [0, 1, 2, 3].map((k) => blocks.filter((_, i) => i % 4 === k).reduce(add));
  return blocks.map((element, i) => add(element, sums[i % 4]));
}

/** 1 + Diag(V): to each element's product with its diagonal entry, the sum of all elements. */
export function internalLayer<T>(ring: Ring<T>, parameters: Poseidon2Parameters, state: readonly T[]): T[] {
  const sum = state.reduce((total, element) => ring.add(total, element));
  return state.map((element, i) => ring.add(sum, ring.mulConstant(element, parameters.diagonal[i])));
}
