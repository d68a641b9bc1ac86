/** A program that is not part of Switchyard is missing or has failed. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code = 'SY_ERR_TOOL';
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}
