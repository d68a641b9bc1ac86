import { reverseBits, type Ext, type ExtensionField, type MultiOpening } from '../../field/index.js';
import { greatest, type ProofSystem } from '../proof/index.js';
import type { FriChallenges } from './fri/commit-phase.js';
import { PowerTable } from './linear-combination.js';
import type { CommitmentRound } from './pcs.js';
import { VerificationError } from './verification-error.js';

/** The values of one input codeword of FRI at the queries. */
export interface InputCodeword {
  readonly logHeight: number;
  /** By query. */
  readonly values: readonly Ext[];
}

/** All columns opened at one point at one height: one numerator over one denominator. */
interface PointGroup {
  readonly point: Ext;
  readonly members: { readonly round: number; readonly matrix: number; readonly scale: Ext }[];
  /** The sum over all columns of alpha^k f(z). */
  claim: Ext;
}

/**
 * Combines everything opened at one height into one codeword, the sum of alpha^k (f(z) - f(x)) / (z - x)
 * over (round, matrix, point, column) with k counted per height. Rows must have been checked against the
 * commitments. Codewords come longest first.
 *
 * @throws VerificationError OPENING_POINT, CONSTANT_OPENING
 */
export function reduceOpenings(
  system: ProofSystem,
  rounds: readonly CommitmentRound[],
  openings: readonly MultiOpening[],
  { logMaxHeight, queries }: FriChallenges,
  alpha: Ext,
): InputCodeword[] {
  const { extension, parameters } = system;
  const widths = rounds.flatMap(({ matrices }) => matrices.map(({ width }) => width));
  const table = new PowerTable(extension, alpha, greatest(widths));
  const groupsByHeight = groupByHeightAndPoint(extension, rounds, parameters.logBlowup, table, alpha);

  const rowSums = sumRows(table, openings);
  return [...groupsByHeight].map(([logHeight, groups]) => {
    const denominators = queries.flatMap((query) => {
      const x = queryPoint(extension, query >>> (logMaxHeight - logHeight), logHeight);
      return groups.map(({ point }) => extension.addBase(point, extension.base.neg(x)));
    });
    if (denominators.some((denominator) => extension.isZero(denominator))) {
      throw new VerificationError('OPENING_POINT', `height 2^${logHeight}`);
    }
    const inverses = extension.batchInverse(denominators);
    const values = queries.map((_, q) =>
      groups.reduce((sum, group, g) => {
        const difference = extension.sub(group.claim, valueAtQuery(extension, group, rowSums, q));
        return extension.add(sum, extension.mul(difference, inverses[q * groups.length + g]));
      }, extension.zero),
    );
    // FRI bounds the quotient's degree by the table's height, so for one row it would admit a constant
    // quotient, that is a line where the column must be constant. Plonky3 makes the same check.
    if (logHeight === parameters.logBlowup && !values.every((value) => extension.isZero(value))) {
      throw new VerificationError('CONSTANT_OPENING');
    }
    return { logHeight, values };
  });
}

/** The groups of each height, tallest first. */
function groupByHeightAndPoint(
  extension: ExtensionField,
  rounds: readonly CommitmentRound[],
  logBlowup: number,
  table: PowerTable,
  alpha: Ext,
): Map<number, PointGroup[]> {
  const heights = new Map<number, { groups: PointGroup[]; scale: Ext }>();
  rounds.forEach(({ matrices }, round) =>
    matrices.forEach(({ logDegree, width, openings }, matrix) => {
      const logHeight = logDegree + logBlowup;
      const height = heights.get(logHeight) ?? { groups: [], scale: extension.one };
      heights.set(logHeight, height);
      const step = extension.mul(table.power(width - 1), alpha);
      for (const { point, values } of openings) {
        let group = height.groups.find((other) => extension.isEqual(other.point, point));
        if (!group) {
          group = { point, members: [], claim: extension.zero };
          height.groups.push(group);
        }
        const { scale } = height;
        group.members.push({ round, matrix, scale });
        group.claim = extension.add(group.claim, extension.mul(scale, table.combine(values)));
        height.scale = extension.mul(scale, step);
      }
    }),
  );
  const tallestFirst = [...heights].sort(([a], [b]) => b - a);
  return new Map(tallestFirst.map(([logHeight, { groups }]) => [logHeight, groups]));
}

/** [round][query][matrix]: the sum of alpha^k f_k(x), which the openings of a matrix at several points share. */
function sumRows(table: PowerTable, openings: readonly MultiOpening[]): Ext[][][] {
  return openings.map(({ rows }) => rows.map((query) => query.map((row) => table.combineBase(row))));
}

function valueAtQuery(
  extension: ExtensionField,
  group: PointGroup,
  rowSums: readonly (readonly (readonly Ext[])[])[],
  query: number,
): Ext {
  return group.members.reduce(
    (sum, { round, matrix, scale }) =>
      extension.add(sum, extension.mul(scale, rowSums[round][query][matrix])),
    extension.zero,
  );
}

/** The point of a row of a committed matrix: generator * g^reversed(index). */
function queryPoint({ base }: ExtensionField, index: number, logHeight: number): number {
  const power = base.pow(base.twoAdicGenerator(logHeight), reverseBits(index, logHeight));
  return base.mul(base.generator, power);
}
