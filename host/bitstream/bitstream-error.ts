/** What bitstreams, their manifest and their build can be refused for. */
export type BitstreamCheck =
  | 'CONNECTIVITY'
  | 'MANIFEST'
  | 'MANIFEST_ENTRY'
  | 'HASH'
  | 'INTERFACE'
  | 'PLATFORM'
  | 'TARGET'
  // what Vitis has made
  | 'REPORT'
  | 'INTERVAL'
  | 'TIMING';

/** A bitstream, or what describes it, that is not used; `check` names the first check that failed. */
export class BitstreamError extends Error {
  override readonly name = 'BitstreamError';
  readonly code = 'SY_ERR_BITSTREAM';

  constructor(
    readonly check: BitstreamCheck,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
