import type { Cap } from './stark-proof.js';

/** A commitment to the preprocessed columns of a table: part of what is verified, never of a proof. */
export interface PreprocessedKey {
  readonly cap: Cap;
  readonly width: number;
  /** log2 of the number of rows. */
  readonly degreeBits: number;
}
