import type { MerkleTree, Matrix } from './matrix.js';
import type { SegmentMessage } from './message.js';
import type { Outcome } from './outcome.js';

export interface SubmitOptions {
  /** Segments on one queue run in order. */
  readonly queue?: number;
  /** Aborting cancels the segment, between its ops or within a long one. */
  readonly signal?: AbortSignal;
  /** A device process that has not finished by then is taken for hung; devices without one ignore it. */
  readonly deadlineSeconds?: number;
}

/** Where segments run and matrices live: one device, or something that stands for several. */
export interface Place {
  /** As errors name it. */
  readonly id: string;
  /** A handle that nothing at this place has had. */
  newHandle(): number;
  /** The handle by which a matrix or a tree is known here; undefined where it lives elsewhere. */
  handleOf(held: Matrix | MerkleTree): number | undefined;
  /** Carries a segment's message out. */
  submit(message: SegmentMessage, options: SubmitOptions): Promise<Outcome>;
}
