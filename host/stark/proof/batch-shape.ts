import { friShape, type CodewordMatrix, type FriShape } from './fri-shape.js';
import type { ProofSystem } from './parameters.js';
import { ProofError } from './proof-error.js';
import { checkDegreeBits, logQuotientChunks, type TableLayout } from './stark-shape.js';
import { arrayLength, copyItems } from './untrusted.js';

/** The most tables of a batch. */
export const MAX_TABLES = 64;

/** What of a table decides the form of the batch proofs that it is in; an AIR has these members. */
export interface BatchTableLayout extends TableLayout {
  /** By lookup; the weight is the most that one row adds to any multiplicity. */
  readonly lookups: readonly { readonly weight: number }[];
}

/** All lengths of a batch proof. */
export interface BatchShape {
  readonly tables: readonly BatchTableShape[];
  /** Whether any table has lookups, that is whether there is a permutation commitment. */
  readonly hasLookups: boolean;
  /** Commitments: main, quotient chunks, preprocessed if any, permutation if any. */
  readonly fri: FriShape;
}

/** What a batch proof holds of one table. */
export interface BatchTableShape {
  readonly layout: BatchTableLayout;
  readonly degreeBits: number;
  readonly quotientChunkCount: number;
  /** Base columns of accumulator and fractions; 0 without lookups. */
  readonly permutationWidth: number;
}

/**
 * The one shape that a proof of these tables with 2^degreeBits[i] rows each has.
 *
 * @param degreeBits - untrusted
 * @param heights - the only degree bits that the caller accepts; by default all that are possible
 * @throws ProofError TABLES unless there are 1 to 64 tables and as many degree bits; DEGREE_BITS as
 *   `starkShape` does; HEIGHT where they are not the caller's or a matrix is lower than a cap;
 *   LOOKUP_OVERFLOW unless the sum of weight times height stays below p.
 */
export function batchShape(
  system: ProofSystem,
  layouts: readonly BatchTableLayout[],
  degreeBits: unknown,
  heights?: readonly number[],
): BatchShape {
  const { parameters, extension } = system;
  const tables = tableDegrees(system, layouts, degreeBits, heights).map((bits, i) => {
    const layout = layouts[i];
    const fractions = layout.lookups.length;
    return {
      layout,
      degreeBits: bits,
      quotientChunkCount: 2 ** logQuotientChunks(layout.maxConstraintDegree),
      permutationWidth: fractions === 0 ? 0 : extension.degree * (1 + fractions),
    };
  });
  checkLookupWeights(system, tables);

  const matrices = (
    width: (table: BatchTableShape) => number,
    count: (table: BatchTableShape) => number = () => 1,
  ): CodewordMatrix[] =>
    tables.flatMap((table) => {
      const matrix = { logHeight: table.degreeBits + parameters.logBlowup, width: width(table) };
      return matrix.width === 0 ? [] : new Array<CodewordMatrix>(count(table)).fill(matrix);
    });
  const commitments = [
    matrices(({ layout }) => layout.width),
    matrices(
      () => extension.degree,
      ({ quotientChunkCount }) => quotientChunkCount,
    ),
    matrices(({ layout }) => layout.preprocessedWidth),
    matrices(({ permutationWidth }) => permutationWidth),
  ];
  return {
    tables,
    hasLookups: tables.some(({ permutationWidth }) => permutationWidth > 0),
    fri: friShape(
      parameters,
      commitments.filter(({ length }) => length > 0),
    ),
  };
}

/** Checked degree bits, one for each table. */
function tableDegrees(
  system: ProofSystem,
  layouts: readonly BatchTableLayout[],
  degreeBits: unknown,
  heights: readonly number[] | undefined,
): number[] {
  const count = checkTableCount(layouts);
  const items = arrayLength(degreeBits) === count ? copyItems(degreeBits, count) : undefined;
  if (!items) throw new ProofError('TABLES', `the proof is not one of ${count} tables`);
  if (heights && heights.length !== count) {
    throw new ProofError('HEIGHT', `${heights.length} heights are expected of ${count} tables`);
  }
  const { logBlowup, capHeight } = system.parameters;
  return items.map((item, i) => {
    const bits = checkDegreeBits(system, layouts[i], item, Infinity, `table ${i}: `);
    if (heights && bits !== heights[i]) {
      throw new ProofError('HEIGHT', `table ${i}: 2^${bits} rows where 2^${heights[i]} are expected`);
    }
    // A matrix that joins its tree above the cap would not be committed to.
    if (bits + logBlowup < capHeight) {
      throw new ProofError('HEIGHT', `table ${i}: 2^${bits} rows are too few for the cap`);
    }
    return bits;
  });
}

/** The number of tables. @throws ProofError TABLES */
export function checkTableCount({ length }: readonly BatchTableLayout[]): number {
  if (length < 1 || length > MAX_TABLES) {
    throw new ProofError('TABLES', `${length} tables where 1 to ${MAX_TABLES} are possible`);
  }
  return length;
}

/** No multiplicity may wrap around p: then the fractions of a bus could cancel without its messages doing so. */
function checkLookupWeights({ field }: ProofSystem, tables: readonly BatchTableShape[]): void {
  let sum = 0;
  for (const { layout, degreeBits } of tables) {
    for (const { weight } of layout.lookups) sum += weight * 2 ** degreeBits;
  }
  if (!(sum < field.p)) {
    throw new ProofError('LOOKUP_OVERFLOW', `weights times rows add up to ${sum}, not below ${field.p}`);
  }
}
