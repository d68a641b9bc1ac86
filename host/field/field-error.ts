/** Which rule of the arithmetic layer was broken. */
export type FieldErrorCode =
  | 'INVERSE_OF_ZERO'
  | 'EXPONENT'
  | 'TWO_ADICITY'
  | 'NOT_CANONICAL'
  | 'LENGTH'
  | 'BIT_COUNT'
  | 'GRIND_EXHAUSTED';

/** Thrown by fields, hashes and challengers when an argument has no meaning for them. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly code: FieldErrorCode;

  constructor(code: FieldErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
