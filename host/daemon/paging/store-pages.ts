import { isStoreError, type StoreCheck } from '../store/index.js';
import type { PageDesk } from './page-desk.js';

/** How long a store must not have failed before that is over. */
const QUIET_SECONDS = 900;
/** Checks that are the fault of whoever asked, not of the store. */
const OF_ASKERS: readonly StoreCheck[] = [
  'UNKNOWN_JOB',
  'TRANSITION',
  'KEY_REUSED',
  'QUOTA',
  'INPUT_BYTES',
  'ARTIFACT',
];

/** Pages where the store does not take what it is told. */
export function tellStoreError(desk: PageDesk, error: Error): void {
  if (OF_ASKERS.some((check) => isStoreError(error, check))) return;
  desk.raise(
    'SwitchyardStoreErrors',
    { summary: 'the store of jobs fails', description: error.message },
    { forSeconds: QUIET_SECONDS },
  );
}
