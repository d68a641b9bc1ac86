import { SwitchyardError } from '../../runtime/index.js';

/** What can be wrong with an order to the store, by the `check` of its error. */
export const STORE_CHECKS = {
  OPEN: 'Stop the other daemon of this data folder, or name another folder.',
  VERSION: 'Use the version of Switchyard that made the data folder, or an empty folder.',
  DAMAGED: 'Restore the data folder from a copy, or begin with an empty one.',
  FULL: 'Free space on the disk, or raise storage.maxBytes.',
  DISK: 'See that the data folder can be written to and that its disk works.',
  UNKNOWN_JOB: 'Use the id of a job that was submitted here and is still kept.',
  TRANSITION: 'Look at the state of the job: it has moved on.',
  KEY_REUSED: 'Use a new idempotency key for a new request.',
  QUOTA: 'Wait until earlier jobs of this token are done, or cancel some.',
  INPUT_BYTES: 'Pass smaller inputs.',
  ARTIFACT: 'Upload it again.',
} as const;

export type StoreCheck = keyof typeof STORE_CHECKS;

/** Checks that say that something is wrong here, and not with what was asked. */
const TROUBLE: ReadonlySet<StoreCheck> = new Set<StoreCheck>(['OPEN', 'VERSION', 'DAMAGED', 'FULL', 'DISK']);

/** The check of an error that says that store or disk are in trouble. */
export function troubleOf(error: unknown): StoreCheck | undefined {
  if (!(error instanceof SwitchyardError) || error.code !== 'SY_ERR_STORE') return undefined;
  const check = error.check as StoreCheck;
  return TROUBLE.has(check) ? check : undefined;
}

/** The error of a store, which says by its check what is wrong. */
export function storeError(check: StoreCheck, message: string, cause?: unknown): SwitchyardError {
  return new SwitchyardError('SY_ERR_STORE', message, { remedy: STORE_CHECKS[check], check, cause });
}

/** Whether an error is that of a store, with this check. */
export function isStoreError(error: unknown, check: StoreCheck): boolean {
  return error instanceof SwitchyardError && error.code === 'SY_ERR_STORE' && error.check === check;
}

/** What the system or SQLite says of a write that failed, as an error of the store. */
export function fromSystem(error: unknown, what: string): Error {
  if (error instanceof SwitchyardError) return error;
  // An error of SQLite is no instance of Error.
  const { code, message: reason } = error as { readonly code?: unknown; readonly message: string };
  if (typeof code !== 'string') return error as Error;
  if (['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(code)) {
    return storeError('FULL', `${what}: the disk is full`, error);
  }
  if (code === 'SQLITE_BUSY') return storeError('OPEN', `${what}: another process has it open`, error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return storeError('DAMAGED', `${what}: ${reason}`, error);
  }
  return storeError('DISK', `${what}: ${reason}`, error);
}
