import { SwitchyardError, type ErrorCode } from '../runtime/index.js';

/** Errors that another device may not have. */
const FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SY_ERR_MEMORY',
  'SY_ERR_UNSUPPORTED',
  'SY_ERR_DEVICE',
  'SY_ERR_LOST',
  'SY_ERR_CLOSED',
]);

/** Whether work that failed with this error may succeed elsewhere. */
export function isFault(error: unknown): error is SwitchyardError {
  return error instanceof SwitchyardError && FAULTS.has(error.code);
}

/** Whether the fault says nothing about other ops of the device. */
export function isOfOneOp({ code }: SwitchyardError): boolean {
  return code === 'SY_ERR_MEMORY' || code === 'SY_ERR_UNSUPPORTED';
}
