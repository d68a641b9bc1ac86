import type { Ext } from '../../field/index.js';
import type { Cap, FriProof, OpenedValues } from './stark-proof.js';

/**
 * A proof of several tables at once, member by member as Plonky3's batch-stark has it. Field elements are
 * canonical. Treat proofs as immutable. `random` belongs to zero-knowledge proofs, which this prover does not make.
 */
export interface BatchProof {
  readonly commitments: {
    readonly main: Cap;
    /** null where no table has lookups. */
    readonly permutation: Cap | null;
    readonly quotientChunks: Cap;
    readonly random: null;
  };
  /** By table. */
  readonly openedValues: readonly BatchOpenedValues[];
  readonly openingProof: FriProof;
  /** By table: the sum of its fractions over all rows; null where it has no lookups. */
  readonly lookupTerminals: readonly (Ext | null)[];
  /** By table: log2 of the number of trace rows. */
  readonly degreeBits: readonly number[];
}

/** Values of one table's committed columns out of domain. */
export interface BatchOpenedValues {
  readonly base: OpenedValues;
  /**
   * `degree` base columns for the accumulator, then as many for the fraction of each lookup; empty for a table
   * without lookups.
   */
  readonly permutationLocal: readonly Ext[];
  readonly permutationNext: readonly Ext[];
}
