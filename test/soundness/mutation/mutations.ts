import type { Chip } from '../../../host/stark/air/index.js';
import type { RowEvaluator } from './row-evaluator.js';

/** Below a bound. */
export type Random = (bound: number) => number;

/** What is done to one cell, or to it and the one beside it. */
export const CELL_MUTATIONS = [
  'one more',
  'one less',
  'any element',
  'any limb',
  'flipped',
  'a power of two off',
  'a split of time off',
  'a limb off',
  'zero',
  'of another row',
  'exchanged with the next column',
] as const;

/** What is done to whole rows. */
export const ROW_MUTATIONS = ['exchanged', 'copied', 'cleared'] as const;

export type CellMutation = (typeof CELL_MUTATIONS)[number];
export type RowMutation = (typeof ROW_MUTATIONS)[number];
export type Rows = ReadonlyMap<number, Uint32Array>;

/** A row with one column changed, or two; it may be as it was. */
export function mutatedRow(
  kind: CellMutation,
  { chip, evaluator, row, column }: { chip: Chip; evaluator: RowEvaluator; row: number; column: number },
  random: Random,
): Uint32Array {
  const cells = evaluator.row(row).slice();
  const { field } = chip;
  const old = cells[column];
  const off = (by: number): number => (random(2) === 0 ? field.add(old, by) : field.sub(old, by));
  switch (kind) {
    case 'one more':
      cells[column] = field.add(old, 1);
      break;
    case 'one less':
      cells[column] = field.sub(old, 1);
      break;
    case 'any element':
      cells[column] = random(field.p);
      break;
    case 'any limb':
      cells[column] = random(2 ** 16);
      break;
    case 'flipped':
      cells[column] = field.sub(1, old);
      break;
    case 'a power of two off':
      cells[column] = off(2 ** random(31));
      break;
    case 'a split of time off':
      cells[column] = off(2 ** 12);
      break;
    case 'a limb off':
      cells[column] = off(2 ** 16);
      break;
    case 'zero':
      cells[column] = 0;
      break;
    case 'of another row':
      cells[column] = evaluator.row(random(evaluator.height))[column];
      break;
    case 'exchanged with the next column': {
      const other = (column + 1) % chip.width;
      [cells[column], cells[other]] = [cells[other], old];
      break;
    }
  }
  return cells;
}

/** Two rows exchanged, one copied over another, or one cleared. */
export function mutatedRows(
  kind: RowMutation,
  evaluator: RowEvaluator,
  [row, other]: readonly [number, number],
): Rows {
  const cells = evaluator.row(row).slice();
  switch (kind) {
    case 'exchanged':
      return new Map([
        [row, evaluator.row(other).slice()],
        [other, cells],
      ]);
    case 'copied':
      return new Map([[other, cells]]);
    case 'cleared':
      return new Map([[row, new Uint32Array(cells.length)]]);
  }
}
