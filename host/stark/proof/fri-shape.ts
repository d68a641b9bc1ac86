import type { StarkParameters } from './parameters.js';
import { ProofError } from './proof-error.js';

/** A committed matrix as the opening proof sees it. */
export interface CodewordMatrix {
  /** log2 of the rows of the LDE. */
  readonly logHeight: number;
  /** Base columns. */
  readonly width: number;
}

/** All lengths of an opening proof. */
export interface FriShape {
  /** log2 of the rows of the tallest matrix. */
  readonly logMaxHeight: number;
  /** Matrices by input commitment, in transcript order. */
  readonly commitments: readonly (readonly CodewordMatrix[])[];
  /** By folding round. */
  readonly logArities: readonly number[];
  readonly queryCount: number;
  readonly finalPolyLength: number;
  readonly capHeight: number;
}

/**
 * The shape of the opening proof for these committed matrices.
 *
 * @throws ProofError DEGREE_BITS where a matrix is too short for the final polynomial's length.
 */
export function friShape(parameters: StarkParameters, commitments: FriShape['commitments']): FriShape {
  const logHeights = commitments.flatMap((matrices) => matrices.map(({ logHeight }) => logHeight));
  return {
    logMaxHeight: greatest(logHeights),
    commitments,
    logArities: foldingSchedule(parameters, logHeights),
    queryCount: parameters.queryCount,
    finalPolyLength: 2 ** parameters.logFinalPolyLength,
    capHeight: parameters.capHeight,
  };
}

/**
 * log2 of the arity of each folding round: as large as allowed without passing the next shorter input
 * codeword or the final length. Plonky3 `fri`, `compute_log_arity_for_round`.
 */
function foldingSchedule(parameters: StarkParameters, inputs: readonly number[]): number[] {
  const logFinalHeight = parameters.logBlowup + parameters.logFinalPolyLength;
  const stops = [...new Set([...inputs, logFinalHeight])].sort((a, b) => b - a);
  if (stops[stops.length - 1] < logFinalHeight) {
    throw new ProofError('DEGREE_BITS', 'a table has fewer rows than the final polynomial has coefficients');
  }
  const schedule: number[] = [];
  for (let i = 1; i < stops.length; i++) {
    for (let distance = stops[i - 1] - stops[i]; distance > 0;) {
      const logArity = Math.min(parameters.maxLogArity, distance);
      schedule.push(logArity);
      distance -= logArity;
    }
  }
  return schedule;
}

/** The greatest of any number of numbers: the arguments of Math.max must fit the stack. */
export function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), -Infinity);
}

/** Digests in the cap of a tree with 2^logHeight leaves. */
export function capSize(capHeight: number, logHeight: number): number {
  return 2 ** Math.min(capHeight, logHeight);
}

/**
 * The most sibling digests that a pruned opening can carry: below each layer's parents, of which there are
 * no more than queries, one child each.
 */
export function maxSiblingCount(shape: FriShape, logHeight: number): number {
  let count = 0;
  for (let level = logHeight; level > shape.capHeight; level--) {
    count += Math.min(shape.queryCount, 2 ** (level - 1));
  }
  return count;
}
