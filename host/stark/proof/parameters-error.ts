/** Which parameter has no meaning. */
export type ParametersErrorCode =
  | 'FIELD'
  | 'EXTENSION_DEGREE'
  | 'HASH_SET'
  | 'LOG_BLOWUP'
  | 'LOG_FINAL_POLY_LENGTH'
  | 'MAX_LOG_ARITY'
  | 'QUERY_COUNT'
  | 'COMMIT_POW_BITS'
  | 'QUERY_POW_BITS'
  | 'CAP_HEIGHT'
  // of a p3-json document
  | 'CONFIG';

/** Parameters that this proof system does not support. */
export class ParametersError extends Error {
  override readonly name = 'ParametersError';
  readonly code: ParametersErrorCode;

  constructor(code: ParametersErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
