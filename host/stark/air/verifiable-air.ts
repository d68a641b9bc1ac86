import type { Ext, ExtensionField } from '../../field/index.js';

/** What the verifier needs to know of a chip. */
export interface VerifiableAir {
  readonly name: string;
  /** Main columns. */
  readonly width: number;
  /** 0 where there are none. */
  readonly preprocessedWidth: number;
  readonly publicValueCount: number;
  /** Whether the constraints read the next row of the main trace: else that opening is absent from proofs. */
  readonly readsNextRow: boolean;
  /** The same for the preprocessed trace. */
  readonly readsNextPreprocessedRow: boolean;
  /** Highest degree of a constraint, lookups included: trace columns and first/last selectors count 1, the transition selector 0. */
  readonly maxConstraintDegree: number;
  /** Without those of the lookups. */
  readonly constraintCount: number;
  /** In the order of the fraction columns. */
  readonly lookups: readonly LookupShape[];
  /** One for each lookup and three for the accumulator; 0 without lookups. */
  readonly lookupConstraintCount: number;
  /**
   * Values of all constraints at a point outside of the trace domain, in emission order, selectors included;
   * where the point has lookups, those of the lookups follow.
   */
  evaluateConstraints(extension: ExtensionField, at: ConstraintPoint): Ext[];
}

/** What decides how a lookup takes part in a batch. */
export interface LookupShape {
  /** Lookups with one name share a bus, in whatever table they are; null for one that balances on its own. */
  readonly bus: string | null;
  /** Elements of its tuples. */
  readonly width: number;
  /** The most that it can add to any multiplicity by one row. */
  readonly weight: number;
}

/** The openings, public values and selectors that constraints are evaluated on. */
export interface ConstraintPoint {
  readonly local: readonly Ext[];
  /** Empty where readsNextRow is false. */
  readonly next: readonly Ext[];
  readonly preprocessedLocal: readonly Ext[];
  /** Empty where readsNextPreprocessedRow is false. */
  readonly preprocessedNext: readonly Ext[];
  readonly publicValues: readonly number[];
  readonly isFirstRow: Ext;
  readonly isLastRow: Ext;
  readonly isTransition: Ext;
  /** In a batch, for an AIR with lookups. */
  readonly lookups?: LookupPoint | undefined;
}

/** The values that the constraints of lookups are evaluated on. */
export interface LookupPoint {
  /** The accumulator, then the fraction of each lookup. */
  readonly permutationLocal: readonly Ext[];
  readonly permutationNext: readonly Ext[];
  /** Of each lookup: what its tuples' combinations are subtracted from, different for every bus. */
  readonly prefixes: readonly Ext[];
  /** Tuples are combined with its powers, the last element with 1. */
  readonly beta: Ext;
  /** The sum of all fractions over all rows, as the prover claims it. */
  readonly terminal: Ext;
}
