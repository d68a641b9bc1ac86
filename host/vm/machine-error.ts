/** What is wrong with a request about the machine that no proof is to blame for. */
export type MachineErrorCode = 'FIXED_TABLES';

/** An error of the machine's own parameters. */
export class MachineError extends Error {
  override readonly name = 'MachineError';

  constructor(
    readonly code: MachineErrorCode,
    message: string,
  ) {
    super(message);
  }
}
