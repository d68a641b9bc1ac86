import type { Ext, ExtensionField } from '../../field/index.js';
import type { BusKind, Direction } from './bus.js';

/** What the verifier needs to know of a chip. */
export interface VerifiableAir {
  readonly name: string;
  /** Main columns. */
  readonly width: number;
  /** 0 where there are none. */
  readonly preprocessedWidth: number;
  readonly publicValueCount: number;
  /** Whether the next row of the main trace is opened: constraints or interactions may read it only then. */
  readonly readsNextRow: boolean;
  /** The same for the preprocessed trace. */
  readonly readsNextPreprocessedRow: boolean;
  /**
   * Highest degree of a constraint, those of lookups included: columns and first/last selectors count 1, the
   * transition selector 0.
   */
  readonly maxConstraintDegree: number;
  /** Constraints of the table itself; `lookupConstraintCount` says how many its lookups add. */
  readonly constraintCount: number;
  /** The fraction columns of the permutation trace, by column; empty for a table that talks to no other. */
  readonly lookups: readonly LookupShape[];
  /**
   * Values of all constraints at a point outside of the trace domain, in emission order, selectors included;
   * after them those of the lookups, if the point has what they depend on.
   */
  evaluateConstraints(extension: ExtensionField, at: ConstraintPoint): Ext[];
}

/** What of a lookup decides challenges and bounds. */
export interface LookupShape {
  /** Name of the bus; null for a lookup that balances within the table. */
  readonly bus: string | null;
  readonly kind: BusKind;
  /** Fields of each message. */
  readonly width: number;
  /** The most that the bounded counts of a row add up to. */
  readonly weight: number;
  readonly messages: readonly { readonly direction: Direction; readonly weight: number }[];
  /** Where the lookup is stated, for messages. */
  readonly place: string;
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
  /** For tables with lookups. */
  readonly lookups?: LookupPoint | undefined;
}

/** What lookup constraints depend on besides the table. */
export interface LookupPoint {
  /** The accumulator, then the fraction of each lookup: elements, not the base columns they are opened as. */
  readonly permutationLocal: readonly Ext[];
  /** The same on the next row. */
  readonly permutationNext: readonly Ext[];
  /** For each lookup, alpha + (bus id + 1) beta^W; see `assignBuses`. */
  readonly prefixes: readonly Ext[];
  readonly beta: Ext;
  /** The sum of all fractions of the table. */
  readonly terminal: Ext;
}
