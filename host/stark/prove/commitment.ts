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

/** Traces to commit, each as evaluations on the subgroup, to be extended to shift * K. */
export interface Extendable {
  readonly trace: Matrix;
  readonly shift: number;
}

/** Extends traces, of any heights, and commits to all of them with one tree. The traces in `consumed` are freed with it. */
export async function commitTraces(
  session: Session,
  name: string,
  traces: readonly Extendable[],
  consumed: readonly Matrix[] = [],
): Promise<Commitment> {
  const { parameters } = session.system;
  const { logBlowup, hashSet, capHeight } = parameters;
  const segment = session.dispatcher.segment();
  const ldes = traces.map(({ trace, shift }) => segment.lde(trace, { logBlowup, shift }));
  const { tree, cap } = segment.commit(ldes, { hashSet, capHeight });
  session.drop(segment, ...consumed);
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
