export { CONDITION_SEVERITIES, type ConditionName } from './daemon-conditions.js';
export { DevicePages } from './device-pages.js';
export { DiskPages } from './disk-pages.js';
export { JobPages } from './job-pages.js';
export { PageDesk } from './page-desk.js';
export { tellStoreError } from './store-pages.js';
export { pagerSettings } from './pager-settings.js';
export { pagingConfig, type PagingConfig } from './paging-config.js';
