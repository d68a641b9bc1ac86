/** Which part of a statement cannot be. */
export type StatementErrorCode = 'CHIPS' | 'SHAPES' | 'SHAPE_ID' | 'VERIFYING_KEY' | 'DIGEST';

/** A statement that proofs cannot be bound to: a mistake of the caller, not of a proof. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  readonly code: StatementErrorCode;

  constructor(code: StatementErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
