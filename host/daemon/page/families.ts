import type { StageFamily } from '../api/status.js';
import { graphic } from './dom.js';

/** How kinds of stages look, by colour (in the style sheet) and by pattern, and what they are called. */
interface Look {
  readonly name: string;
  /** What is drawn on the colour, again and again, in a square of {@link TILE}. */
  readonly pattern: string;
}

const TILE = 6;

export const FAMILIES: Readonly<Record<StageFamily, Look>> = {
  tables: { name: 'Tables', pattern: 'M1.5 1.5h.01M4.5 4.5h.01' },
  commit: { name: 'Commit', pattern: '' },
  permutation: { name: 'Permutation', pattern: 'M-1 1 1-1M0 6 6 0M5 7 7 5' },
  quotient: { name: 'Quotient', pattern: 'M-1 5 1 7M0 0 6 6M5-1 7 1' },
  open: { name: 'Open', pattern: 'M0 1.5h6M0 4.5h6' },
  fold: { name: 'Fold', pattern: 'M1.5 0v6M4.5 0v6' },
  grind: { name: 'Grind', pattern: 'M0 0 6 6M0 6 6 0' },
  move: { name: 'Move', pattern: 'M0 3h6M3 0v6' },
  other: { name: 'Other', pattern: 'M0 3h3' },
};

export const FAMILY_NAMES = Object.keys(FAMILIES) as readonly StageFamily[];

/** Definitions that {@link paintOf} refers to: once in a page. */
export function patternDefinitions(): SVGDefsElement {
  const patterns = FAMILY_NAMES.map((family) =>
    graphic(
      'pattern',
      { id: `pattern-${family}`, width: TILE, height: TILE, patternUnits: 'userSpaceOnUse' },
      graphic('rect', { class: `family-${family}`, width: TILE, height: TILE }),
      graphic('path', { class: 'pattern-ink', d: FAMILIES[family].pattern }),
    ),
  );
  return graphic('defs', {}, ...patterns);
}

export function paintOf(family: StageFamily): string {
  return `url(#pattern-${family})`;
}
