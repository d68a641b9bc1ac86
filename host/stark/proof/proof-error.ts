/** What is wrong with the form of a proof. */
export type ProofErrorCode =
  // postcard bytes
  | 'TRUNCATED'
  | 'TRAILING_BYTES'
  | 'VARINT'
  | 'OPTION_TAG'
  // JSON and objects
  | 'SYNTAX'
  | 'STRUCTURE'
  // either
  | 'DEGREE_BITS'
  | 'LENGTH'
  | 'OPTION'
  | 'FIELD_ELEMENT'
  | 'DIGEST'
  | 'FRI_ARITY';

/** A proof that has not the one form its parameters and its table allow; the message says where. */
export class ProofError extends Error {
  override readonly name = 'ProofError';
  readonly code: ProofErrorCode;

  constructor(code: ProofErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
