import type { Matrix, MerkleTree } from '../../runtime/index.js';
import { proofSystem, type Cap, type PreprocessedKey, type StarkParameters } from '../proof/index.js';
import { toDigest, type Session, type Words } from './session.js';

/** A committed set of low-degree extensions, and the tree over them. */
export interface Commitment {
  readonly ldes: readonly Matrix[];
  readonly tree: MerkleTree;
  readonly capWords: readonly Words[];
  /** Under which it was made. */
  readonly parameters: StarkParameters;
}

/** log2 of the rows of the trace that the i-th matrix of a commitment extends. */
export function degreeBits({ ldes, parameters }: Commitment, i: number): number {
  return Math.log2(ldes[i].rows) - parameters.logBlowup;
}

/** A trace to commit, evaluations on the subgroup, to be extended to shift * K. */
export interface Extendable {
  readonly trace: Matrix;
  readonly shift: number;
  /** The trace becomes part of its extension and is freed, so that the device never holds both. */
  readonly consume?: boolean;
}

/** Extends traces, of any heights, and commits to all of them with one tree. */
export async function commitTraces(
  session: Session,
  name: string,
  traces: readonly Extendable[],
): Promise<Commitment> {
  const { parameters } = session.system;
  const { logBlowup, hashSet, capHeight } = parameters;
  const segment = session.dispatcher.segment();
  const ldes = traces.map(({ trace, shift, consume = false }) =>
    segment.lde(trace, { logBlowup, shift, consume }),
  );
  const consumed = traces.filter(({ consume }) => consume);
  session.leave(segment, ...consumed.map(({ trace }) => trace));
  const { tree, cap } = segment.commit(ldes, { hashSet, capHeight });
  const outcome = await session.run(`commit ${name}`, segment);
  session.keep(...ldes, tree);
  return { ldes, tree, capWords: outcome.get(cap), parameters };
}

/** The cap as proofs have it. */
export function proofCap(
  session: Pick<Session, 'system'>,
  { capWords }: { readonly capWords: readonly Words[] },
): Cap {
  return capWords.map((digest) => toDigest(session.system, digest));
}

/** What a verifier must know of preprocessed columns: their commitment as `verifyStark` takes it. */
export function preprocessedKey(commitment: Commitment): PreprocessedKey {
  const { ldes, capWords, parameters } = commitment;
  const system = proofSystem(parameters);
  const cap = capWords.map((words) => toDigest(system, words));
  return { cap, width: ldes[0].columns, degreeBits: degreeBits(commitment, 0) };
}
