import { friShape, type FriShape } from './fri-shape.js';
import type { ProofSystem } from './parameters.js';
import { ProofError } from './proof-error.js';
import { showValue } from './untrusted.js';

/** What of a table decides the form of its proofs; an AIR has these members. */
export interface TableLayout {
  readonly width: number;
  readonly preprocessedWidth: number;
  readonly readsNextRow: boolean;
  readonly readsNextPreprocessedRow: boolean;
  readonly maxConstraintDegree: number;
}

/** All lengths of a single-table proof. */
export interface StarkShape {
  readonly degreeBits: number;
  readonly table: TableLayout;
  readonly quotientChunkCount: number;
  readonly fri: FriShape;
}

/** log2 of the number of quotient chunks. Plonky3 `uni-stark`, `get_log_num_quotient_chunks`. */
export function logQuotientChunks(maxConstraintDegree: number): number {
  return Math.ceil(Math.log2(Math.max(maxConstraintDegree, 2) - 1));
}

/** The most degree bits for which LDE and quotient domain exist in the field. */
export function maxDegreeBits({ parameters, field }: ProofSystem, table: TableLayout): number {
  return field.twoAdicity - Math.max(parameters.logBlowup, logQuotientChunks(table.maxConstraintDegree));
}

/**
 * The one shape that a proof for this table with 2^degreeBits rows has.
 *
 * @throws ProofError DEGREE_BITS unless logFinalPolyLength <= degreeBits <= most, the caller's own bound, and
 *   the field has the domains.
 */
export function starkShape(
  system: ProofSystem,
  table: TableLayout,
  degreeBits: unknown,
  most = Infinity,
): StarkShape {
  const { parameters, extension } = system;
  const bits = checkDegreeBits(system, table, degreeBits, most);
  const logHeight = bits + parameters.logBlowup;
  const quotientChunkCount = 2 ** logQuotientChunks(table.maxConstraintDegree);
  const commitments = [
    [{ logHeight, width: table.width }],
    Array.from({ length: quotientChunkCount }, () => ({ logHeight, width: extension.degree })),
  ];
  if (table.preprocessedWidth > 0) commitments.push([{ logHeight, width: table.preprocessedWidth }]);
  return { degreeBits: bits, table, quotientChunkCount, fri: friShape(parameters, commitments) };
}

/**
 * The degree bits of a table, of which there must be enough for the final polynomial and not too many for the field.
 *
 * @param where - for messages, which start with it
 * @throws ProofError DEGREE_BITS
 */
export function checkDegreeBits(
  system: ProofSystem,
  table: TableLayout,
  degreeBits: unknown,
  most: number,
  where = '',
): number {
  const least = system.parameters.logFinalPolyLength;
  const limit = Math.min(most, maxDegreeBits(system, table));
  if (isIntegerBetween(degreeBits, least, limit)) return degreeBits;
  throw new ProofError(
    'DEGREE_BITS',
    `${where}degree bits ${showValue(degreeBits)} are not in ${least} .. ${limit}`,
  );
}

function isIntegerBetween(x: unknown, least: number, most: number): x is number {
  // -0 would be a second form of 0.
  return Number.isInteger(x) && !Object.is(x, -0) && (x as number) >= least && (x as number) <= most;
}
