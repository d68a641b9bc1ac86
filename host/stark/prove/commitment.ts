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
  /** log2 of the rows of the traces. */
  readonly degreeBits: number;
}

/** Traces to commit, each as evaluations on the subgroup, to be extended to shift * K. */
export interface Extendable {
  readonly trace: Matrix;
  readonly shift: number;
}

/**
 * Extends traces of one height and commits to all of them with one tree. With `consume` the traces become part of
 * their extensions and are freed, so that the device never holds both.
 */
export async function commitTraces(
  session: Session,
  name: string,
  traces: readonly Extendable[],
  { consume = false } = {},
): Promise<Commitment> {
  const { parameters } = session.system;
  const { logBlowup, hashSet, capHeight } = parameters;
  const segment = session.dispatcher.segment();
  const ldes = traces.map(({ trace, shift }) => segment.lde(trace, { logBlowup, shift, consume }));
  if (consume) session.leave(segment, ...traces.map(({ trace }) => trace));
  const { tree, cap } = segment.commit(ldes, { hashSet, capHeight });
  const outcome = await session.run(`commit ${name}`, segment);
  session.keep(...ldes, tree);
  return { ldes, tree, capWords: outcome.get(cap), parameters, degreeBits: Math.log2(traces[0].trace.rows) };
}

/** The cap as proofs have it. */
export function proofCap(session: Session, { capWords }: { readonly capWords: readonly Words[] }): Cap {
  return capWords.map((digest) => session.toDigest(digest));
}

/** What a verifier must know of preprocessed columns: their commitment as `verifyStark` takes it. */
export function preprocessedKey({ ldes, capWords, parameters, degreeBits }: Commitment): PreprocessedKey {
  const system = proofSystem(parameters);
  return { cap: capWords.map((words) => toDigest(system, words)), width: ldes[0].columns, degreeBits };
}
