export { JobLog, type FinishedJob } from './job-log.js';
export { recentJobs } from './recent-jobs.js';
export { StatusBoard, type StatusParts, type Viewer } from './status-board.js';
export { Timeline, TIMELINE_SECONDS } from './timeline.js';
export { WorkshopLog, type Incident } from './workshop-log.js';
