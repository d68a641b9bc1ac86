import type { PageDesk } from './page-desk.js';

/** How long a store must not have failed before that is over. */
const QUIET_SECONDS = 900;

/** Pages where the store does not take what it is told. */
export function tellStoreError(desk: PageDesk, error: Error): void {
  desk.raise(
    'SwitchyardStoreErrors',
    { summary: 'the store of jobs fails', description: error.message },
    { forSeconds: QUIET_SECONDS },
  );
}
