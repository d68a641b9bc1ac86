/** Codes of the errors that Switchyard raises on purpose. docs/errors.md explains each. */
export type ErrorCode =
  | 'SY_ERR_ARGUMENT'
  | 'SY_ERR_MEMORY'
  | 'SY_ERR_UNSUPPORTED'
  | 'SY_ERR_CANCELLED'
  | 'SY_ERR_DEVICE'
  | 'SY_ERR_LOST'
  | 'SY_ERR_PROFILE'
  | 'SY_ERR_CLOSED'
  | 'SY_ERR_ADDON'
  | 'SY_ERR_FILE'
  | 'SY_ERR_PEER'
  | 'SY_ERR_PROOF'
  | 'SY_ERR_SECURITY'
  | 'SY_ERR_ELF'
  | 'SY_ERR_STDIN'
  | 'SY_ERR_GUEST'
  | 'SY_ERR_CHECKPOINT'
  | 'SY_ERR_CONFIG'
  | 'SY_ERR_STORE'
  | 'SY_ERR_API';

export interface ErrorDetails {
  /** What to do about it, one sentence. */
  readonly remedy: string;
  /** The argument to blame, such as `lde.rows`. */
  readonly argument?: string | undefined;
  /** The device that it happened on, such as `cpu0`. */
  readonly device?: string | undefined;
  /** The op within its segment. */
  readonly op?: string | undefined;
  /** The check that failed, by a stable name such as `MACHINE`. */
  readonly check?: string | undefined;
  readonly cause?: unknown;
}

/** An expected failure: a code, one sentence of what, and one of what to do. */
export class SwitchyardError extends Error {
  override readonly name = 'SwitchyardError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly argument: string | undefined;
  readonly device: string | undefined;
  readonly op: string | undefined;
  readonly check: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.remedy = details.remedy;
    this.argument = details.argument;
    this.device = details.device;
    this.op = details.op;
    this.check = details.check;
  }
}

/** Whether work ended because somebody did not want it any more. */
export function isCancelled(error: unknown): boolean {
  return error instanceof SwitchyardError && error.code === 'SY_ERR_CANCELLED';
}
