import { Option } from 'commander';
import { SHAPES } from '../../vm/index.js';

/** Limits of a run where none are given. */
export const DEFAULT_LIMITS = { maxCycles: 2 ** 32, maxMemoryBytes: 2 ** 30 };

/** The shape that stands for a choice for each shard. */
const AUTO = 'auto';

export function shapeOption(): Option {
  return new Option(
    '--shape <name>',
    'the tables that shards are cut to, which decide memory and the number of shards; auto: for each shard what promises the fewest cells',
  )
    .choices([AUTO, ...SHAPES.map(({ name }) => name)])
    .default(AUTO);
}

/** Its index; undefined for `auto`. */
export function shapeOf(name: string): number | undefined {
  return name === AUTO ? undefined : SHAPES.findIndex((shape) => shape.name === name);
}
