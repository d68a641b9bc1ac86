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
  /** Highest degree of a constraint: trace columns and first/last selectors count 1, the transition selector 0. */
  readonly maxConstraintDegree: number;
  readonly constraintCount: number;
  /** Values of all constraints at a point outside of the trace domain, in emission order, selectors included. */
  evaluateConstraints(extension: ExtensionField, at: ConstraintPoint): Ext[];
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
}
