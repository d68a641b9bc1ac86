export { type DaemonMetrics, type MetricSources, openDaemonMetrics } from './daemon-metrics.js';
export type { DeviceReading } from './device-metrics.js';
export { END_STATES, LIVE_STATES, type EndState, type JobReading, type LiveState } from './job-metrics.js';
export type { MetricDescription } from './metric-registry.js';
export type { AnsweredRequest, StorageReading } from './server-metrics.js';
