import type { TableSize } from '../../../host/stark/security/index.js';

const NONE = { columns: 0, points: 0 };

/** A table of 2^20 rows with 1000 constraints of degree 3, 3000 functions and 20 interactions of width 8. */
export const LARGE: TableSize = {
  logRows: 20,
  constraintCount: 1000,
  maxConstraintDegree: 3,
  main: { columns: 3000, points: 1 },
  preprocessed: NONE,
  permutation: NONE,
  quotient: NONE,
  lookups: { interactionsPerRow: 20, widestTuple: 8 },
};

/** The same without lookups. */
export const PLAIN: TableSize = { ...LARGE, lookups: { interactionsPerRow: 0, widestTuple: 0 } };
