import {
  evaluatePolynomialAtBase,
  MerkleShape,
  reverseBits,
  verifyMultiOpening,
  type Ext,
} from '../../../field/index.js';
import type { FriProof } from '../../proof/index.js';
import { repeatedSquare } from '../domain.js';
import { namingMerkleErrors } from '../merkle-check.js';
import type { PcsContext } from '../pcs.js';
import type { InputCodeword } from '../reduced-openings.js';
import { VerificationError } from '../verification-error.js';
import type { FriChallenges } from './commit-phase.js';
import { foldRow } from './fold.js';

/** Where the queries stand between two folding rounds. */
interface QueryState {
  readonly logHeight: number;
  readonly indices: readonly number[];
  readonly values: readonly Ext[];
}

/**
 * Follows every query through all folding rounds to the final polynomial, then checks the rows on the way
 * against the commitments of the rounds. The first codeword is the longest; each other one is added, times
 * beta^arity, where folding reaches its length.
 *
 * @throws VerificationError FINAL_POLYNOMIAL, FOLDING_OPENING
 */
export function verifyFoldings(
  context: PcsContext,
  codewords: readonly InputCodeword[],
  challenges: FriChallenges,
  proof: FriProof,
): void {
  const { extension } = context.system;
  let state: QueryState = {
    logHeight: challenges.logMaxHeight,
    indices: challenges.queries,
    values: codewords[0].values,
  };
  const rounds = proof.commitPhaseOpenings.map(({ logArity, siblingValues }, round) => {
    const rows = state.values.map((value, q) =>
      insertValue(siblingValues[q], state.indices[q] % 2 ** logArity, value),
    );
    state = foldRound(context, state, rows, logArity, challenges.betas[round], codewords);
    return { rows, logHeight: state.logHeight, indices: state.indices };
  });

  state.values.forEach((value, q) => {
    const x = finalPoint(context, challenges.logMaxHeight, state.indices[q]);
    if (!extension.isEqual(value, evaluatePolynomialAtBase(extension, proof.finalPolynomial, x))) {
      throw new VerificationError('FINAL_POLYNOMIAL', `query ${q}`);
    }
  });

  rounds.forEach(({ rows, logHeight, indices }, round) => {
    const flatRows = rows.map((row) => [row.flat()]);
    const dimensions = { height: 2 ** logHeight, width: flatRows[0][0].length };
    const { siblings } = proof.commitPhaseOpenings[round];
    namingMerkleErrors('FOLDING_OPENING', `round ${round}`, () => {
      const shape = new MerkleShape([dimensions], context.system.parameters.capHeight);
      const cap = proof.commitPhaseCommits[round];
      verifyMultiOpening(context.merkle, shape, cap, indices, { rows: flatRows, siblings });
    });
  });
}

function foldRound(
  { system }: PcsContext,
  state: QueryState,
  rows: readonly (readonly Ext[])[],
  logArity: number,
  beta: Ext,
  codewords: readonly InputCodeword[],
): QueryState {
  const { extension } = system;
  const logHeight = state.logHeight - logArity;
  const indices = state.indices.map((index) => index >>> logArity);
  const folded = rows.map((row, q) => foldRow(extension, row, indices[q], state.logHeight, beta));
  const joining = codewords.find((codeword) => codeword.logHeight === logHeight);
  if (!joining) return { logHeight, indices, values: folded };
  const weight = repeatedSquare(extension, beta, logArity);
  const values = folded.map((value, q) => extension.add(value, extension.mul(weight, joining.values[q])));
  return { logHeight, indices, values };
}

function insertValue(siblings: readonly Ext[], position: number, value: Ext): Ext[] {
  return [...siblings.slice(0, position), value, ...siblings.slice(position)];
}

/**
 * The point of the folded domain that an index stands for: its bits are reversed over the longest height, so
 * that they land on the top and the generator of the longest domain serves for all.
 */
function finalPoint({ system }: PcsContext, logMaxHeight: number, index: number): number {
  const { field } = system;
  return field.pow(field.twoAdicGenerator(logMaxHeight), reverseBits(index, logMaxHeight));
}
