import { MACHINE_CHIPS } from '../machine.js';
import { shapeTables } from '../shape-tables.js';
import { SHAPES } from '../shapes.js';

/** Rows by chip's name. */
export type ChipRows = Readonly<Record<string, number>>;

/**
 * What a shard costs beside its cells, in cells: its openings, its verification, its part of the proof. From
 * measurements, rounded; it keeps plans from many small shards.
 */
export const SHARD_OVERHEAD_CELLS = 4e6;

/** The heights of a shape's tables by chip's name; 0 for a table that it does not have. */
export function shapeHeights(shape: number): ChipRows {
  const { logHeights } = SHAPES[shape];
  return Object.fromEntries(MACHINE_CHIPS.map(({ name }, i) => [name, heightOf(logHeights[i])]));
}

function heightOf(logHeight: number | undefined): number {
  return logHeight === undefined ? 0 : 2 ** logHeight;
}

/** Cells that a table costs per row: its columns, and those of its messages over an extension of a degree. */
export function cellsPerRow(chip: (typeof MACHINE_CHIPS)[number], extensionDegree: number): number {
  const { length } = chip.lookups;
  return chip.width + (length === 0 ? 0 : extensionDegree * (1 + length));
}

/** Cells of a shape's tables. */
export function shapeCells(shape: number, extensionDegree: number): number {
  return shapeTables(shape).reduce(
    (sum, { chip, logHeight }) => sum + 2 ** logHeight * cellsPerRow(chip, extensionDegree),
    0,
  );
}

/** The cheapest shape that has room for these rows; undefined where none has. */
export function cheapestShape(rows: ChipRows, extensionDegree: number): number | undefined {
  const fitting = SHAPES.map((_, shape) => shape).filter((shape) => {
    const heights = shapeHeights(shape);
    return MACHINE_CHIPS.every(({ name }) => (rows[name] ?? 0) <= heights[name]);
  });
  return fitting.sort((a, b) => shapeCells(a, extensionDegree) - shapeCells(b, extensionDegree))[0];
}
