import { bitReversed, inverseDft, type Ext } from '../../field/index.js';
import type { Matrix, MerkleTree, Opening, Segment } from '../../runtime/index.js';
import { friShape, greatest, type Cap, type CommitPhaseOpening, type FriProof } from '../proof/index.js';
import { proofCap } from './commitment.js';
import type { OpeningRound } from './open.js';
import type { Session } from './session.js';

/** One folding round: its codeword as rows of 2^logArity neighbours, committed. */
interface FoldingRound {
  readonly logArity: number;
  readonly leaves: Matrix;
  readonly tree: MerkleTree;
  readonly cap: Cap;
  readonly powWitness: number;
}

/**
 * Folds the codewords into a constant-length polynomial and answers the queries: FRI, commit and query phase.
 * Codewords are given by number of rows; shorter ones join when folding reaches their length.
 */
export async function foldCodewords(
  session: Session,
  rounds: readonly OpeningRound[],
  codewords: Map<number, Matrix>,
): Promise<FriProof> {
  const { parameters } = session.system;
  const shape = friShape(
    parameters,
    rounds.map(({ commitment }) =>
      commitment.ldes.map(({ rows, columns }) => ({ logHeight: Math.log2(rows), width: columns })),
    ),
  );
  const folding = await commitPhase(session, shape.logArities, codewords, 2 ** shape.logMaxHeight);
  const finalPolynomial = await finish(session, folding.codeword);
  session.observeExts(finalPolynomial);
  session.observeNumbers(shape.logArities);
  const queryPowWitness = await session.grind('query work', parameters.queryPowBits);
  const indices = Array.from({ length: parameters.queryCount }, () =>
    session.transcript.sampleBits(shape.logMaxHeight),
  );
  const answers = await answerQueries(session, rounds, folding.rounds, indices, shape.logMaxHeight);
  return {
    commitPhaseCommits: folding.rounds.map(({ cap }) => cap),
    commitPowWitnesses: folding.rounds.map(({ powWitness }) => powWitness),
    ...answers,
    finalPolynomial,
    queryPowWitness,
  };
}

async function commitPhase(
  session: Session,
  logArities: readonly number[],
  codewords: Map<number, Matrix>,
  maxHeight: number,
): Promise<{ rounds: FoldingRound[]; codeword: Matrix }> {
  const { hashSet, capHeight, commitPowBits } = session.system.parameters;
  const rounds: FoldingRound[] = [];
  let codeword = codewords.get(maxHeight) as Matrix;
  let segment = session.dispatcher.segment();
  for (const logArity of logArities) {
    const leaves = segment.reshape(codeword, {
      rows: codeword.rows / 2 ** logArity,
      columns: codeword.columns * 2 ** logArity,
    });
    const { tree, cap } = segment.commit([leaves], { hashSet, capHeight });
    const outcome = await session.run('fold', segment);
    session.keep(leaves, tree, codeword);
    const capWords = outcome.get(cap);
    session.observeCap(capWords);
    const powWitness = await session.grind('commit work', commitPowBits);
    const beta = session.toWords(session.sampleExt());
    rounds.push({ logArity, leaves, tree, cap: proofCap(session, { capWords }), powWitness });

    segment = session.dispatcher.segment();
    codeword = foldOnce(session, segment, codeword, logArity, beta, codewords);
  }
  if (logArities.length > 0) {
    await session.run('fold', segment);
    session.keep(codeword);
  }
  return { rounds, codeword };
}

function foldOnce(
  session: Session,
  segment: Segment,
  codeword: Matrix,
  logArity: number,
  beta: readonly number[],
  codewords: Map<number, Matrix>,
): Matrix {
  const addend = codewords.get(codeword.rows / 2 ** logArity);
  const options = { extension: session.extension, logArity, beta };
  const folded = segment.fold(codeword, addend ? { ...options, addend } : options);
  session.drop(segment, codeword);
  return folded;
}

/** The coefficients of the polynomial that the last codeword is: its first values are those on the subgroup. */
async function finish(session: Session, codeword: Matrix): Promise<Ext[]> {
  const { field, extension, parameters } = session.system;
  const segment = session.dispatcher.segment();
  const result = segment.download(codeword, { rows: 2 ** parameters.logFinalPolyLength, form: 'canonical' });
  const words = (await session.run('final polynomial', segment)).get(result);
  const length = words.length / extension.degree;
  const columns = extension.zero.map((_, k) =>
    inverseDft(field, bitReversed(Array.from({ length }, (_, row) => words[row * extension.degree + k]))),
  );
  return Array.from({ length }, (_, row) => columns.map((column) => column[row]));
}

async function answerQueries(
  session: Session,
  rounds: readonly OpeningRound[],
  folding: readonly FoldingRound[],
  indices: readonly number[],
  logMaxHeight: number,
): Promise<Pick<FriProof, 'inputOpenings' | 'commitPhaseOpenings'>> {
  const segment = session.dispatcher.segment();
  const inputs = rounds.map(({ commitment }) => {
    const logHeight = Math.log2(greatest(commitment.ldes.map(({ rows }) => rows)));
    return segment.open(
      commitment.tree,
      indices.map((index) => index >>> (logMaxHeight - logHeight)),
    );
  });
  let folded = 0;
  const codewords = folding.map(({ tree, logArity }) => {
    folded += logArity;
    return segment.open(
      tree,
      indices.map((index) => index >>> folded),
    );
  });
  const outcome = await session.run('open queries', segment);

  const inputOpenings = rounds.map(({ commitment }, i) => {
    const opening = outcome.get(inputs[i]);
    return { rows: splitRows(session, opening, commitment.ldes), siblings: siblingsOf(session, opening) };
  });
  let position = 0;
  const commitPhaseOpenings = folding.map(({ logArity }, i): CommitPhaseOpening => {
    const opening = outcome.get(codewords[i]);
    const own = indices.map((index) => (index >>> position) % 2 ** logArity);
    position += logArity;
    return {
      logArity,
      siblingValues: opening.rows.map((row, query) => siblingValues(session, row, own[query])),
      siblings: siblingsOf(session, opening),
    };
  });
  return { inputOpenings, commitPhaseOpenings };
}

/** [query][matrix][column], canonical. */
function splitRows(session: Session, opening: Opening, matrices: readonly Matrix[]): number[][][] {
  return opening.rows.map((words) => {
    let start = 0;
    return matrices.map(({ columns }) => session.toCanonical(words.subarray(start, (start += columns))));
  });
}

/** A leaf's extension values without the one that the verifier computes. */
function siblingValues(session: Session, row: Uint32Array, own: number): Ext[] {
  const { degree } = session.system.extension;
  const values: Ext[] = [];
  for (let i = 0; i * degree < row.length; i++) {
    if (i !== own) values.push(session.toExt(row.subarray(i * degree, (i + 1) * degree)));
  }
  return values;
}

function siblingsOf(session: Session, { siblings }: Opening) {
  return siblings.map((digest) => session.toDigest(digest));
}
