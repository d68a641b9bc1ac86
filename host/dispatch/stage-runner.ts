import type { Matrix, MerkleTree, Outcome, Segment } from '../runtime/index.js';

/** Carries out the stages of a proof, on whatever devices it has. */
export interface StageRunner {
  /** A new, empty segment for a stage. */
  segment(): Segment;
  /** Carries a segment out as a stage; each of its ops becomes a record of it. */
  run(stage: string, segment: Segment): Promise<Outcome>;
  /** Frees matrices and trees outside of any stage, even where the proof was cancelled. */
  free(...held: (Matrix | MerkleTree)[]): Promise<void>;
  /** Whether a matrix or a tree can be used in segments of this runner. */
  holds(held: Matrix | MerkleTree): boolean;
}
