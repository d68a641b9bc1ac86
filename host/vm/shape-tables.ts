import type { Chip } from '../stark/air/index.js';
import { MACHINE_CHIPS } from './machine.js';
import { SHAPES } from './shapes.js';

/** A table that shards of a shape have. */
export interface ShapeTable {
  /** Of the chip among all of the machine. */
  readonly index: number;
  readonly chip: Chip;
  /** log2 of its rows. */
  readonly logHeight: number;
}

const tables = new Map<number, readonly ShapeTable[]>();

/** The tables of a shape, in the machine's order. */
export function shapeTables(shape: number): readonly ShapeTable[] {
  let list = tables.get(shape);
  if (!list) {
    list = SHAPES[shape].logHeights.flatMap((logHeight, index) =>
      logHeight === undefined ? [] : [{ index, chip: MACHINE_CHIPS[index], logHeight }],
    );
    tables.set(shape, list);
  }
  return list;
}

/** log2 of the rows of each table of a shape. */
export function heightsOf(shape: number): readonly number[] {
  return shapeTables(shape).map(({ logHeight }) => logHeight);
}

/** The chips that a shape has tables of. */
export function chipsOf(shape: number): readonly Chip[] {
  return shapeTables(shape).map(({ chip }) => chip);
}
