/** What a container can be refused for; native code has the same names. */
export type ContainerCheck =
  | 'CONTAINER_SIZE'
  | 'CONTAINER_MAGIC'
  | 'CONTAINER_SIGNED'
  | 'CONTAINER_LENGTH'
  | 'CONTAINER_TEXT'
  | 'CONTAINER_SECTIONS'
  | 'CONTAINER_SECTION_BOUNDS'
  | 'CONTAINER_SECTION_KIND'
  | 'CONTAINER_SECTION_OVERLAP'
  | 'CONTAINER_SECTION_MISSING'
  | 'CONTAINER_METADATA'
  | 'CONTAINER_MEMORY'
  | 'CONTAINER_UNITS'
  | 'CONTAINER_CONNECTIONS'
  | 'CONTAINER_CLOCKS'
  | 'CONTAINER_DEBUG_UNITS';

/** What bitstreams, their manifest and their build can be refused for. */
export type BitstreamCheck =
  | ContainerCheck
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
  override readonly name: string = 'BitstreamError';
  readonly code = 'SY_ERR_BITSTREAM';

  constructor(
    readonly check: BitstreamCheck,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** A file that is no container of kernels. */
export class ContainerError extends BitstreamError {
  override readonly name = 'ContainerError';

  constructor(check: ContainerCheck, message: string) {
    super(check, message, 'Build the bitstream again, or copy it again from where it was built.');
  }
}
