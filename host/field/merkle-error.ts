/** Which check of a Merkle opening failed. */
export type MerkleErrorCode =
  // the shape of the commitment, as the verifier's own parameters give it
  | 'MATRIX_COUNT'
  | 'MATRIX_HEIGHT'
  | 'MATRIX_WIDTH'
  | 'CAP_HEIGHT'
  | 'MATRIX_BELOW_CAP'
  // the commitment
  | 'CAP_SIZE'
  | 'CAP_DIGEST'
  // the opening
  | 'INDEX_COUNT'
  | 'INDEX_RANGE'
  | 'ROW_COUNT'
  | 'ROW_MATRICES'
  | 'ROW_WIDTH'
  | 'ROW_VALUE'
  | 'ROW_CONFLICT'
  | 'SIBLING_COUNT'
  | 'SIBLING_DIGEST'
  | 'CAP_MISMATCH';

/** A Merkle shape or opening that does not hold; `code` names the first check that failed. */
export class MerkleError extends Error {
  override readonly name = 'MerkleError';
  readonly code: MerkleErrorCode;

  constructor(code: MerkleErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
