import type { MultiOpening } from '../../field/index.js';
import { capSize, greatest, maxSiblingCount, type CodewordMatrix, type FriShape } from './fri-shape.js';
import type { ProofSource } from './proof-source.js';
import type { CommitPhaseOpening, FriProof, OpenedValues, StarkProof } from './stark-proof.js';
import type { StarkShape, TableLayout } from './stark-shape.js';

/**
 * Reads a proof of this shape, members in the order of the wire format. What comes out has every length that
 * the shape fixes and canonical values throughout; only numbers of Merkle siblings remain to be checked.
 *
 * @throws ProofError
 */
export function readStarkProof(source: ProofSource, shape: StarkShape): StarkProof {
  const traceCap = capSize(shape.fri.capHeight, shape.fri.logMaxHeight);
  return source.record(['commitments', 'openedValues', 'openingProof', 'degreeBits'], (member) => ({
    commitments: member('commitments').record(['trace', 'quotientChunks', 'random'], (commitment) => ({
      trace: commitment('trace').digests(traceCap, traceCap),
      quotientChunks: commitment('quotientChunks').digests(traceCap, traceCap),
      random: readAbsent(commitment('random')),
    })),
    openedValues: readOpenedValues(member('openedValues'), shape.table, {
      count: shape.quotientChunkCount,
      width: shape.fri.commitments[1][0].width,
    }),
    openingProof: readFriProof(member('openingProof'), shape.fri),
    degreeBits: member('degreeBits').count(shape.degreeBits),
  }));
}

const OPENED_VALUES = [
  'traceLocal',
  'traceNext',
  'preprocessedLocal',
  'preprocessedNext',
  'quotientChunks',
  'random',
] as const satisfies readonly (keyof OpenedValues)[];

/** Reads the opened values of a table, with so many quotient chunks of so many columns. @throws ProofError */
export function readOpenedValues(
  source: ProofSource,
  table: TableLayout,
  chunks: { readonly count: number; readonly width: number },
): OpenedValues {
  const { width, preprocessedWidth } = table;
  const hasPreprocessed = preprocessedWidth > 0;
  const hasPreprocessedNext = hasPreprocessed && table.readsNextPreprocessedRow;
  return source.record(OPENED_VALUES, (member) => ({
    traceLocal: member('traceLocal').exts(width),
    traceNext: member('traceNext').option(table.readsNextRow, (values) => values.exts(width)),
    preprocessedLocal: member('preprocessedLocal').option(hasPreprocessed, (values) =>
      values.exts(preprocessedWidth),
    ),
    preprocessedNext: member('preprocessedNext').option(hasPreprocessedNext, (values) =>
      values.exts(preprocessedWidth),
    ),
    quotientChunks: member('quotientChunks').list(chunks.count, (chunk) => chunk.exts(chunks.width)),
    random: readAbsent(member('random')),
  }));
}

/** Options of zero-knowledge proofs. */
export function readAbsent(source: ProofSource): null {
  source.option(false, () => undefined);
  return null;
}

const FRI_PROOF = [
  'commitPhaseCommits',
  'commitPowWitnesses',
  'inputOpenings',
  'commitPhaseOpenings',
  'finalPolynomial',
  'queryPowWitness',
] as const satisfies readonly (keyof FriProof)[];

/** Reads an opening proof of this shape. @throws ProofError */
export function readFriProof(source: ProofSource, shape: FriShape): FriProof {
  const rounds = foldingRounds(shape);
  return source.record(FRI_PROOF, (member) => ({
    commitPhaseCommits: member('commitPhaseCommits').list(rounds.length, (cap, round) => {
      const size = capSize(shape.capHeight, rounds[round].logHeight);
      return cap.digests(size, size);
    }),
    commitPowWitnesses: member('commitPowWitnesses').elements(rounds.length),
    inputOpenings: member('inputOpenings').list(shape.commitments.length, (opening, commitment) =>
      readInputOpening(opening, shape, shape.commitments[commitment]),
    ),
    commitPhaseOpenings: member('commitPhaseOpenings').list(rounds.length, (opening, round) =>
      readCommitPhaseOpening(opening, shape, rounds[round]),
    ),
    finalPolynomial: member('finalPolynomial').exts(shape.finalPolyLength),
    queryPowWitness: member('queryPowWitness').element(),
  }));
}

function readInputOpening(
  source: ProofSource,
  shape: FriShape,
  matrices: readonly CodewordMatrix[],
): MultiOpening {
  const logHeight = greatest(matrices.map((matrix) => matrix.logHeight));
  return source.record(['rows', 'siblings'], (member) => ({
    rows: member('rows').list(shape.queryCount, (query) =>
      query.list(matrices.length, (row, matrix) => row.elements(matrices[matrix].width)),
    ),
    siblings: member('siblings').digests(0, maxSiblingCount(shape, logHeight)),
  }));
}

function readCommitPhaseOpening(
  source: ProofSource,
  shape: FriShape,
  round: FoldingRound,
): CommitPhaseOpening {
  return source.record(['logArity', 'siblingValues', 'siblings'], (member) => ({
    logArity: member('logArity').arity(round.logArity),
    siblingValues: member('siblingValues').list(shape.queryCount, (query) =>
      query.exts(2 ** round.logArity - 1),
    ),
    siblings: member('siblings').digests(0, maxSiblingCount(shape, round.logHeight)),
  }));
}

interface FoldingRound {
  readonly logArity: number;
  /** log2 of the leaves of the round's tree. */
  readonly logHeight: number;
}

function foldingRounds(shape: FriShape): FoldingRound[] {
  let logHeight = shape.logMaxHeight;
  return shape.logArities.map((logArity) => {
    logHeight -= logArity;
    return { logArity, logHeight };
  });
}
