import { MerkleError } from './merkle-error.js';

/** Rows and columns of a committed matrix. */
export interface MatrixDimensions {
  /** A power of two: the trees of this prover have no others, though Plonky3 allows some. */
  readonly height: number;
  readonly width: number;
}

// Limits far above any proof's, so that sizes stay exact small integers: no field here has a larger
// two-adicity than 27.
const MAX_LOG_HEIGHT = 27;
const MAX_WIDTH = 2 ** 20;
const MAX_MATRICES = 2 ** 16;

/**
 * What a verifier knows of a Merkle commitment to several matrices: a binary tree over the rows of the
 * tallest, in which the rows of a matrix of height 2^k are injected where the tree has 2^k nodes, cut off
 * at a cap of 2^capHeight digests.
 */
export class MerkleShape {
  readonly matrices: readonly MatrixDimensions[];
  /** Levels from the leaves to the root. */
  readonly logHeight: number;
  /** At most `logHeight`: a cap never reaches below the leaves. */
  readonly capHeight: number;
  private readonly logHeights: readonly number[];
  private readonly byLogHeight: readonly (readonly number[])[];

  /**
   * @param matrices - in commit order
   * @param capHeight - as configured; a shallower tree has a cap of its leaf digests
   * @throws MerkleError MATRIX_COUNT, MATRIX_HEIGHT, MATRIX_WIDTH, CAP_HEIGHT, MATRIX_BELOW_CAP
   */
  constructor(matrices: readonly MatrixDimensions[], capHeight: number) {
    if (matrices.length === 0 || matrices.length > MAX_MATRICES) {
      throw new MerkleError('MATRIX_COUNT', `a commitment holds 1 to ${MAX_MATRICES} matrices`);
    }
    if (!Number.isInteger(capHeight) || capHeight < 0) {
      throw new MerkleError('CAP_HEIGHT', `cap height ${capHeight} is not a natural number`);
    }
    const logHeights = matrices.map(checkedLogHeight);
    this.matrices = matrices;
    this.logHeights = logHeights;
    this.logHeight = Math.max(...logHeights);
    this.capHeight = Math.min(capHeight, this.logHeight);
    const byLogHeight: number[][] = Array.from({ length: this.logHeight + 1 }, () => []);
    logHeights.forEach((logHeight, matrix) => {
      // Above the cap nothing is hashed by the verifier, so such rows would stand unproven.
      if (logHeight < this.capHeight) {
        throw new MerkleError('MATRIX_BELOW_CAP', `matrix ${matrix} has fewer rows than the cap has digests`);
      }
      byLogHeight[logHeight].push(matrix);
    });
    this.byLogHeight = byLogHeight;
  }

  /** The matrices with 2^logHeight rows, in commit order. */
  matricesAt(logHeight: number): readonly number[] {
    return this.byLogHeight[logHeight];
  }

  /** The row of a matrix that an index into the tallest opens. */
  rowIndex(matrix: number, index: number): number {
    return index >>> (this.logHeight - this.logHeights[matrix]);
  }
}

function checkedLogHeight({ height, width }: MatrixDimensions, matrix: number): number {
  const logHeight = Math.log2(height);
  if (!Number.isInteger(logHeight) || logHeight < 0 || logHeight > MAX_LOG_HEIGHT) {
    throw new MerkleError(
      'MATRIX_HEIGHT',
      `matrix ${matrix}: height ${height} is no power of two up to 2^27`,
    );
  }
  if (!Number.isInteger(width) || width < 1 || width > MAX_WIDTH) {
    throw new MerkleError('MATRIX_WIDTH', `matrix ${matrix}: width ${width} is not in 1 .. 2^20`);
  }
  return logHeight;
}
