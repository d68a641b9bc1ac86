import type { Cap } from './stark-proof.js';

/** A commitment to the preprocessed columns of a table: part of what is verified, never of a proof. */
export interface PreprocessedKey {
  readonly cap: Cap;
  readonly width: number;
  /** log2 of the number of rows. */
  readonly degreeBits: number;
}

/** One commitment to the preprocessed columns of all tables of a batch that have some. */
export interface PreprocessedBatchKey {
  readonly cap: Cap;
  /** In commit order, which is that of the tables. */
  readonly tables: readonly PreprocessedTable[];
}

/** The preprocessed columns of one table of a batch. */
export interface PreprocessedTable {
  /** Index among the tables of the batch. */
  readonly table: number;
  readonly width: number;
  /** log2 of the number of rows, the same as the table has. */
  readonly degreeBits: number;
}
