import type { Batch } from '../schedule/index.js';

/**
 * The shards of a run that are left, in order, those that are alike together. Undefined where it is not known what one
 * takes.
 */
export function batchesOf(
  shapes: readonly number[],
  isLeft: (index: number) => boolean,
  secondsOf: (shape: number) => readonly number[] | undefined,
): Batch[] | undefined {
  const batches: { readonly shape: number; count: number; readonly seconds: readonly number[] }[] = [];
  let last: number | undefined;
  for (const [index, shape] of shapes.entries()) {
    if (!isLeft(index)) continue;
    if (shape === last) {
      batches.at(-1)!.count++;
      continue;
    }
    const seconds = secondsOf(shape);
    if (!seconds) return undefined;
    batches.push({ shape, count: 1, seconds });
    last = shape;
  }
  return batches;
}
