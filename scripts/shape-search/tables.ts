import { MACHINE_CHIPS, SHAPES, type ShardShape } from '../../host/vm/index.js';
import { cellsPerRow, SHARD_OVERHEAD_CELLS } from '../../host/vm/prove/choose-shape.js';

/** Shapes are judged by their cells at this degree of the extension. */
const DEGREE = 4;

/** log2 of the least rows: those of distinct things do not grow with a mix, but with the code and data it touches. */
const DISTINCT: Readonly<Record<string, number>> = { decode: 11, leaf: 9, tree: 10, compression: 12 };
const LEAST_ROWS = 4;

export interface Table {
  readonly name: string;
  readonly cellsPerRow: number;
  /** log2 of its rows if these are the same in all shapes. */
  readonly fixed: number | undefined;
  /** log2 of the fewest rows. */
  readonly least: number;
  /** Whether its rows are of distinct things. */
  readonly isDistinct: boolean;
}

/** Tables that every shape has, in the order of the machine's chips. */
export const TABLES: readonly Table[] = MACHINE_CHIPS.flatMap((chip, i) => {
  const heights = new Set(SHAPES.map(({ logHeights }) => logHeights[i]));
  if (heights.has(undefined)) return [];
  return {
    name: chip.name,
    cellsPerRow: cellsPerRow(chip, DEGREE),
    fixed: heights.size === 1 ? SHAPES[0].logHeights[i] : undefined,
    least: DISTINCT[chip.name] ?? LEAST_ROWS,
    isDistinct: chip.name in DISTINCT,
  };
});

/** log2 of the rows of each table. */
export type Heights = readonly number[];

export function heightsOf({ logHeights }: ShardShape): Heights {
  return TABLES.map((_, i) => logHeights[i]!);
}

/** Cells of a shard, what a shard costs beside them included. */
export function cellsOf(heights: Heights): number {
  return heights.reduce((sum, log, i) => sum + 2 ** log * TABLES[i].cellsPerRow, SHARD_OVERHEAD_CELLS);
}
