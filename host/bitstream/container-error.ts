/** What a container can be refused for; native code has the same names. */
export type ContainerCheck =
  | 'CONTAINER_SIZE'
  | 'CONTAINER_MAGIC'
  | 'CONTAINER_SIGNED'
  | 'CONTAINER_LENGTH'
  | 'CONTAINER_TEXT'
  | 'CONTAINER_SECTIONS'
  | 'CONTAINER_SECTION_BOUNDS'
  | 'CONTAINER_SECTION_OVERLAP'
  | 'CONTAINER_SECTION_MISSING'
  | 'CONTAINER_METADATA'
  | 'CONTAINER_MEMORY'
  | 'CONTAINER_UNITS'
  | 'CONTAINER_CONNECTIONS'
  | 'CONTAINER_CLOCKS';

/** A file that is no container of kernels; `check` names the first check that failed. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
  readonly code = 'SY_ERR_BITSTREAM';
  readonly remedy = 'Build the bitstream again, or copy it again from where it was built.';
  readonly check: ContainerCheck;

  constructor(check: ContainerCheck, message: string) {
    super(message);
    this.check = check;
  }
}
