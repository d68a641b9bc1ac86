import type { Matrix, MerkleTree } from '../../runtime/index.js';
import type { Cap } from '../proof/index.js';
import type { Session, Words } from './session.js';

/** A committed set of low-degree extensions, and the tree over them. */
export interface Commitment {
  readonly ldes: readonly Matrix[];
  readonly tree: MerkleTree;
  readonly capWords: readonly Words[];
}

/** Traces to commit, each as evaluations on the subgroup, to be extended to shift * K. */
export interface Extendable {
  readonly trace: Matrix;
  readonly shift: number;
}

/** Extends traces and commits to all of them with one tree. The traces in `consumed` are freed with it. */
export async function commitTraces(
  session: Session,
  name: string,
  traces: readonly Extendable[],
  consumed: readonly Matrix[] = [],
): Promise<Commitment> {
  const { logBlowup, hashSet, capHeight } = session.system.parameters;
  const segment = session.dispatcher.segment();
  const ldes = traces.map(({ trace, shift }) => segment.lde(trace, { logBlowup, shift }));
  const { tree, cap } = segment.commit(ldes, { hashSet, capHeight });
  session.drop(segment, ...consumed);
  const outcome = await session.dispatcher.run(`commit ${name}`, segment);
  session.keep(...ldes, tree);
  return { ldes, tree, capWords: outcome.get(cap) };
}

/** The cap as proofs have it. */
export function proofCap(session: Session, { capWords }: { readonly capWords: readonly Words[] }): Cap {
  return capWords.map((digest) => session.toDigest(digest));
}
