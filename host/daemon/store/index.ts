export type {
  JobFilter,
  JobRecord,
  JobSubmission,
  NoteRecord,
  ShardRecord,
  TransitionRecord,
} from './job-record.js';
export { isFinal, JOB_STATES, TRANSITIONS, type JobState } from './job-state.js';
export { JobStore } from './job-store.js';
export {
  fromSystem,
  isStoreError,
  STORE_CHECKS,
  storeError,
  troubleOf,
  type StoreCheck,
} from './store-error.js';
