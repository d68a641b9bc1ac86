import { cellsPerRow, MACHINE_CHIPS, shapeCells, SHAPES, type ChipRows } from '../../vm/index.js';
import type { CellsPerCycle } from './results.js';

/** Degrees of the extension under `bench` and under `default`. */
export const DEGREES = [4, 5] as const;

/** Tables whose rows are the same in every shard. */
const FIXED = new Set(['table', 'opcode']);

interface CountedShard {
  readonly shape: string;
  readonly cycles: number;
  readonly rows: ChipRows;
}

/** The part of all cells that is padding or the same in every proof; undefined for no shards. */
export function idleShare(shards: readonly CountedShard[]): number | undefined {
  if (shards.length === 0) return undefined;
  const { rows, padding, fixedTables } = cellsPerCycle(shards, DEGREES[0]);
  return (padding + fixedTables) / (rows + padding + fixedTables);
}

/** What shards cost a cycle. */
export function cellsPerCycle(shards: readonly CountedShard[], degree: number): CellsPerCycle {
  const cycles = shards.reduce((sum, shard) => sum + shard.cycles, 0);
  const cellsOf = (chip: (typeof MACHINE_CHIPS)[number]) =>
    shards.reduce((sum, { rows }) => sum + rows[chip.name] * cellsPerRow(chip, degree), 0) / cycles;
  const chips = Object.fromEntries(
    MACHINE_CHIPS.filter(({ name }) => !FIXED.has(name)).map((chip) => [chip.name, cellsOf(chip)]),
  );
  const rows = Object.values(chips).reduce((sum, cells) => sum + cells, 0);
  const fixedTables = MACHINE_CHIPS.filter(({ name }) => FIXED.has(name)).reduce(
    (sum, chip) => sum + cellsOf(chip),
    0,
  );
  const all = shards.reduce((sum, { shape }) => {
    return (
      sum +
      shapeCells(
        SHAPES.findIndex(({ name }) => name === shape),
        degree,
      ) /
        cycles
    );
  }, 0);
  return { degree, rows, padding: Math.max(0, all - rows - fixedTables), fixedTables, chips };
}

/** Cells of the chips that prove what memory held. */
export function stateCells(rows: ChipRows, degree: number): number {
  return MACHINE_CHIPS.filter(({ name }) => ['leaf', 'tree', 'compression'].includes(name)).reduce(
    (sum, chip) => sum + rows[chip.name] * cellsPerRow(chip, degree),
    0,
  );
}
