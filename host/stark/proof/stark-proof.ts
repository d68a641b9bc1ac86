import type { Digest, Ext, MultiOpening } from '../../field/index.js';

/** A Merkle commitment: the digests of one layer of the tree. */
export type Cap = readonly Digest[];

/**
 * A single-table proof, member by member as Plonky3's uni-stark has it. Field elements are canonical. Treat
 * proofs as immutable. `random` belongs to zero-knowledge proofs, which this prover does not make.
 */
export interface StarkProof {
  readonly commitments: {
    readonly trace: Cap;
    readonly quotientChunks: Cap;
    readonly random: null;
  };
  readonly openedValues: OpenedValues;
  readonly openingProof: FriProof;
  /** log2 of the number of trace rows. */
  readonly degreeBits: number;
}

/** Values of the committed columns out of domain: at zeta (`local`) and at zeta times the row step (`next`). */
export interface OpenedValues {
  readonly traceLocal: readonly Ext[];
  /** null where the constraints read no next row. */
  readonly traceNext: readonly Ext[] | null;
  readonly preprocessedLocal: readonly Ext[] | null;
  readonly preprocessedNext: readonly Ext[] | null;
  /** [chunk][coefficient]: each chunk was committed as `degree` base columns. */
  readonly quotientChunks: readonly (readonly Ext[])[];
  readonly random: null;
}

/** The opening proof of all commitments at once. */
export interface FriProof {
  /** One cap per folding round. */
  readonly commitPhaseCommits: readonly Cap[];
  readonly commitPowWitnesses: readonly number[];
  /** One per input commitment. */
  readonly inputOpenings: readonly MultiOpening[];
  /** One per folding round. */
  readonly commitPhaseOpenings: readonly CommitPhaseOpening[];
  /** Coefficients, low degree first. */
  readonly finalPolynomial: readonly Ext[];
  readonly queryPowWitness: number;
}

/** The rows of one folding round's codeword, each without the value that the verifier computes itself. */
export interface CommitPhaseOpening {
  readonly logArity: number;
  /** [query][2^logArity - 1] in row order. */
  readonly siblingValues: readonly (readonly Ext[])[];
  readonly siblings: readonly Digest[];
}
