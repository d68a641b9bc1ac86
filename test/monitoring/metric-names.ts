/** The daemon's metrics, without `switchyard_`, as rules and dashboard may use them; `histogram` has parts. */
export const METRICS: Readonly<Record<string, 'gauge' | 'counter' | 'histogram'>> = {
  build_info: 'gauge',
  jobs: 'gauge',
  jobs_submitted_total: 'counter',
  jobs_finished_total: 'counter',
  deadlines_total: 'counter',
  jobs_at_risk: 'gauge',
  queue_oldest_seconds: 'gauge',
  job_seconds: 'histogram',
  job_wait_seconds: 'histogram',
  job_prediction_ratio: 'histogram',
  shard_prediction_ratio: 'histogram',
  shards_total: 'counter',
  cycles_total: 'counter',
  job_failures_total: 'counter',
  damaged_artifacts_total: 'counter',
  stage_seconds: 'histogram',
  device_busy_seconds_total: 'counter',
  device_up: 'gauge',
  device_state: 'gauge',
  device_restarts_total: 'counter',
  device_faults_total: 'counter',
  device_memory_used_bytes: 'gauge',
  device_memory_budget_bytes: 'gauge',
  device_power_watts: 'gauge',
  device_energy_joules_total: 'counter',
  device_temperature_celsius: 'gauge',
  device_clock_hertz: 'gauge',
  device_ecc_errors_total: 'counter',
  device_throttled: 'gauge',
  link_bytes_total: 'counter',
  fallbacks_total: 'counter',
  retries_total: 'counter',
  remade_total: 'counter',
  mismatches_total: 'counter',
  slow_device_total: 'counter',
  proof_joules: 'histogram',
  canary_up: 'gauge',
  canary_last_success_timestamp_seconds: 'gauge',
  canary_seconds: 'histogram',
  artifact_bytes: 'gauge',
  artifact_limit_bytes: 'gauge',
  disk_free_bytes: 'gauge',
  store_errors_total: 'counter',
  http_requests_total: 'counter',
  http_request_seconds: 'histogram',
  streams: 'gauge',
  event_loop_lag_seconds: 'gauge',
  pages_total: 'counter',
  draining: 'gauge',
};

/** Of prom-client and of Prometheus itself. */
const OTHERS = [
  'up',
  'process_start_time_seconds',
  'process_open_fds',
  'process_max_fds',
  'process_resident_memory_bytes',
  'nodejs_heap_size_used_bytes',
];

/** The names of series that there are. */
export function seriesNames(): ReadonlySet<string> {
  const own = Object.entries(METRICS).flatMap(([name, kind]) =>
    (kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']).map((part) => `switchyard_${name}${part}`),
  );
  return new Set([...own, ...OTHERS]);
}

/** Names that an expression of PromQL selects by: whatever is no function, keyword, label or text. */
export function namesIn(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/\b[a-z_][a-z0-9_]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !['or', 'and', 'unless', 'sum', 'max', 'min', 'bool', 'e'].includes(name));
}
