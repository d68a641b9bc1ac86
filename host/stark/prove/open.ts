import type { Ext } from '../../field/index.js';
import type { FriProof } from '../proof/index.js';
import type { Commitment } from './commitment.js';
import { deepQuotients } from './deep.js';
import { foldCodewords } from './fri.js';
import type { Session } from './session.js';

/** A commitment and the points at which each of its matrices is opened. */
export interface OpeningRound {
  readonly commitment: Commitment;
  /** By matrix: points in transcript order. */
  readonly points: readonly (readonly Ext[])[];
}

/** The values of one matrix's columns at its points, [point][column], canonical. */
export type MatrixOpenings = readonly (readonly Ext[])[];

export interface OpenedRounds {
  /** [round][matrix] */
  readonly values: readonly (readonly MatrixOpenings[])[];
  readonly friProof: FriProof;
}

/** Opens committed matrices at points out of domain: Plonky3's `TwoAdicFriPcs::open`. */
export async function openRounds(session: Session, rounds: readonly OpeningRound[]): Promise<OpenedRounds> {
  const values = await evaluateRounds(session, rounds);
  session.observeExts(values.flat(3));
  const alpha = session.sampleExt();
  const codewords = await deepQuotients(session, rounds, values, alpha);
  const friProof = await foldCodewords(session, rounds, codewords);
  return { values, friProof };
}

/** Values at the points, computed from the first rows of each LDE: the trace's values on the shifted subgroup. */
async function evaluateRounds(
  session: Session,
  rounds: readonly OpeningRound[],
): Promise<readonly (readonly MatrixOpenings[])[]> {
  const { extension, shift, dispatcher, system } = session;
  const segment = dispatcher.segment();
  const results = rounds.map(({ commitment, points }) =>
    commitment.ldes.map((lde, i) =>
      segment.evaluate(lde, {
        extension,
        shift,
        rows: lde.rows / 2 ** system.parameters.logBlowup,
        order: 'bit-reversed',
        points: points[i].map((point) => session.toWords(point)),
      }),
    ),
  );
  const outcome = await session.run('evaluate', segment);
  return results.map((matrices) =>
    matrices.map((result) => outcome.get(result).map((row) => row.map((value) => session.toExt(value)))),
  );
}
