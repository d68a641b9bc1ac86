import { TABLES, type Heights } from './tables.js';

/** What shapes are named after, by the tables that have most cells beyond those of a general shape. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  A: ['immediate', 'add', 'compare'],
  B: ['bitwise', 'shift'],
  C: ['branch_equal', 'branch_less', 'jump_register'],
  D: ['divide'],
  F: ['multiply'],
  L: ['load_word', 'store_word'],
  P: ['load_part', 'store_part'],
};
const STEP_TABLES = Object.values(LETTERS).flat();

function rowsOf(heights: Heights, tables: readonly string[]): number {
  return TABLES.reduce((sum, { name }, i) => sum + (tables.includes(name) ? 2 ** heights[i] : 0), 0);
}

/** The part of the cells of all step tables. */
function shareOf(heights: Heights, tables: readonly string[]): number {
  const cellsIn = (names: readonly string[]) =>
    TABLES.reduce((sum, { name, cellsPerRow }, i) => {
      return sum + (names.includes(name) ? 2 ** heights[i] * cellsPerRow : 0);
    }, 0);
  return cellsIn(tables) / cellsIn(STEP_TABLES);
}

function letterOf(heights: Heights, general: Heights): string {
  const letters = Object.keys(LETTERS);
  const beyond = letters.map((letter) => {
    return shareOf(heights, LETTERS[letter]) - shareOf(general, LETTERS[letter]);
  });
  return letters[beyond.indexOf(Math.max(...beyond))];
}

export interface NamedShape {
  readonly name: string;
  readonly heights: Heights;
}

/**
 * The letter of what dominates, log2 of the steps, and a letter more where others are called the same; in order.
 *
 * @param taken names that others have
 */
export function nameShapes(
  shapes: readonly Heights[],
  general: Heights,
  taken: readonly string[],
): NamedShape[] {
  const stems = shapes
    .map((heights) => {
      const steps = rowsOf(heights, STEP_TABLES);
      return { heights, steps, stem: `${letterOf(heights, general)}${Math.round(Math.log2(steps))}` };
    })
    .sort((a, b) => (a.stem === b.stem ? a.steps - b.steps : a.stem < b.stem ? -1 : 1));
  return stems.map(({ heights, stem }, i) => {
    const same = stems.filter((other) => other.stem === stem);
    const suffix =
      same.length > 1 || taken.includes(stem) ? 'abcdefghijklmnopqrstuvwxyz'[i - stems.indexOf(same[0])] : '';
    return { name: stem + suffix, heights };
  });
}
