import type { Ext } from '../../field/index.js';
import type { DeepQuotient, Matrix } from '../../runtime/index.js';
import type { MatrixOpenings, OpeningRound } from './open.js';
import type { Session } from './session.js';

interface Use {
  readonly point: Ext;
  readonly scale: Ext;
  readonly value: Ext;
}

/** The terms of one height, with the next free power of alpha. */
interface Height {
  readonly rows: number;
  readonly terms: { matrix: Matrix; uses: Use[] }[];
  scale: Ext;
}

/**
 * The codeword of each LDE height: the sum over (round, matrix, point, column) of
 * alpha^k (f(z) - f(x)) / (z - x), where k counts within the height. By number of rows.
 */
export async function deepQuotients(
  session: Session,
  rounds: readonly OpeningRound[],
  values: readonly (readonly MatrixOpenings[])[],
  alpha: Ext,
): Promise<Map<number, Matrix>> {
  const segment = session.dispatcher.segment();
  const codewords = new Map<number, Matrix>();
  for (const height of collectHeights(session, rounds, values, alpha)) {
    codewords.set(height.rows, segment.deep(toOp(session, height, alpha)));
  }
  await session.run('deep quotient', segment);
  session.keep(...codewords.values());
  return codewords;
}

function collectHeights(
  { system }: Session,
  rounds: readonly OpeningRound[],
  values: readonly (readonly MatrixOpenings[])[],
  alpha: Ext,
): Iterable<Height> {
  const { extension } = system;
  const heights = new Map<number, Height>();
  rounds.forEach(({ commitment, points }, round) => {
    commitment.ldes.forEach((matrix, i) => {
      const { rows, columns } = matrix;
      const height = heights.get(rows) ?? { rows, terms: [], scale: extension.one };
      heights.set(rows, height);
      const step = extension.pow(alpha, columns);
      const uses = points[i].map((point, j): Use => {
        const { scale } = height;
        height.scale = extension.mul(scale, step);
        return { point, scale, value: combine(system.extension, values[round][i][j], alpha) };
      });
      height.terms.push({ matrix, uses });
    });
  });
  return heights.values();
}

/** sum over k of alpha^k values[k], by Horner's rule. */
function combine(extension: Session['system']['extension'], values: readonly Ext[], alpha: Ext): Ext {
  return values.reduceRight<Ext>(
    (sum, value) => extension.add(extension.mul(sum, alpha), value),
    extension.zero,
  );
}

function toOp(session: Session, { rows, terms }: Height, alpha: Ext): DeepQuotient {
  const { system, extension, shift } = session;
  const points: Ext[] = [];
  const indexOf = (point: Ext): number => {
    const known = points.findIndex((other) => system.extension.isEqual(other, point));
    return known >= 0 ? known : points.push(point) - 1;
  };
  const opTerms = terms.map(({ matrix, uses }) => ({
    matrix,
    uses: uses.map(({ point, scale, value }) => ({
      point: indexOf(point),
      scale: session.toWords(scale),
      value: session.toWords(value),
    })),
  }));
  return {
    field: system.field.name,
    extension,
    rows,
    shift,
    alpha: session.toWords(alpha),
    points: points.map((point) => session.toWords(point)),
    terms: opTerms,
  };
}
