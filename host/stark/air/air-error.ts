/** Which rule of a chip's definition, or of the data given to it, was broken. */
export type AirErrorCode =
  // Definition of a chip
  | 'NAME'
  | 'DUPLICATE_NAME'
  | 'NO_COLUMNS'
  | 'ARRAY_COUNT'
  | 'UNDEFINED_COLUMN'
  | 'CONSTANT'
  | 'FOREIGN_EXPRESSION'
  | 'DEGREE'
  | 'CONSTANT_CONSTRAINT'
  | 'SEALED'
  | 'TOO_LARGE'
  // Buses and interactions
  | 'BUS'
  | 'BUS_WIDTH'
  | 'BUS_KIND'
  | 'BUS_UNBALANCED'
  | 'COUNT'
  | 'WEIGHTS'
  | 'LOOKUPS'
  // Points and traces that constraints are evaluated on
  | 'FIELD'
  | 'OPENING_LENGTH'
  | 'PUBLIC_VALUE_COUNT'
  | 'PUBLIC_VALUE'
  | 'TRACE_WIDTH'
  | 'TRACE_HEIGHT'
  | 'TRACE_VALUE'
  | 'TRACE_ROWS'
  // Encoded programs
  | 'PROGRAM';

/** What an {@link AirError} is about, as far as it is known. */
export interface AirErrorSubject {
  readonly chip?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly row?: number;
  readonly bus?: string;
  /** The place of an interaction in the chip. */
  readonly interaction?: string;
}

/** Thrown by chip definitions, and by what evaluates, compiles or checks chips. */
export class AirError extends Error {
  override readonly name = 'AirError';
  readonly code: AirErrorCode;
  readonly chip: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly row: number | undefined;
  readonly bus: string | undefined;
  readonly interaction: string | undefined;

  constructor(code: AirErrorCode, message: string, subject: AirErrorSubject = {}) {
    super(subject.chip === undefined ? message : `chip ${subject.chip}: ${message}`);
    this.code = code;
    this.chip = subject.chip;
    this.column = subject.column;
    this.constraint = subject.constraint;
    this.row = subject.row;
    this.bus = subject.bus;
    this.interaction = subject.interaction;
  }
}
