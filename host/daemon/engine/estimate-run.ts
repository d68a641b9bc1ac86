import { SHAPES } from '../../vm/index.js';
import type { RunSize } from './workshop.js';

/** What is taken for a run that was not counted: shards of this shape, each of so many cycles, which is fewer than fit. */
const USUAL_SHAPE = SHAPES.findIndex(({ name }) => name === 'G18');
export const USUAL_CYCLES = 2 ** 18;

/** What a run of so many cycles needs at most, as far as that can be said without executing it. */
export function estimateRun(
  cycles: number,
  {
    shape = USUAL_SHAPE,
    shardCycles = Infinity,
  }: { readonly shape?: number | undefined; readonly shardCycles?: number | undefined } = {},
): RunSize {
  const each = Math.min(USUAL_CYCLES, shardCycles);
  return { cycles, shapes: Array.from({ length: Math.ceil(cycles / each) }, () => shape) };
}
