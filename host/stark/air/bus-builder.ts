import type { Bus } from './bus.js';
import type { Expression, Operand } from './expression.js';

/**
 * How often a message is sent or received by a row. A number or a constant expression counts as itself. Any
 * other expression is a bit, and is held to be one. With a weight above 1 it is a number of at most that
 * magnitude, for which the chip's constraints have to see; of weight 1, it is a bit again.
 */
export type Count = Operand | { readonly value: Operand; readonly weight: number };

/** States messages on buses. Counts are 1 unless given. */
export interface BusBuilder {
  readonly send: (bus: Bus, fields: readonly Operand[], count?: Count) => void;
  readonly receive: (bus: Bus, fields: readonly Operand[], count?: Count) => void;
  /** Receives as often as others send, on lookup buses alone: the count may be anything. */
  readonly provide: (bus: Bus, fields: readonly Operand[], count: Operand) => void;
  /** Messages that balance over the rows of this table alone, under a name that is unique within the chip. */
  readonly local: (name: string, state: (group: LocalGroup) => void) => void;
  /** Messages of which each row has at most one: bits say which, and are held to be bits with at most one set. */
  readonly exclusive: (bus: Bus, state: (group: ExclusiveGroup) => void) => void;
}

/** The messages of a local interaction; all have as many fields. */
export interface LocalGroup {
  readonly send: (fields: readonly Operand[], count?: Count) => void;
  readonly receive: (fields: readonly Operand[], count?: Count) => void;
  readonly provide: (fields: readonly Operand[], count: Operand) => void;
}

/** The messages of an exclusive interaction, each with the bit that says whether the row has it. */
export interface ExclusiveGroup {
  readonly send: (flag: Expression, fields: readonly Operand[], count?: Count) => void;
  readonly receive: (flag: Expression, fields: readonly Operand[], count?: Count) => void;
  readonly provide: (flag: Expression, fields: readonly Operand[], count: Operand) => void;
}
