import { openDaemonMetrics } from '../../host/telemetry/index.js';

/** Of prom-client and of Prometheus itself. */
const OTHERS = [
  'up',
  'process_start_time_seconds',
  'process_open_fds',
  'process_max_fds',
  'process_resident_memory_bytes',
  'nodejs_heap_size_used_bytes',
];

/** Parts of a metric, by its type. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/** The names of series that a daemon has, and others that rules may use. */
export function seriesNames(): ReadonlySet<string> {
  const metrics = openDaemonMetrics({
    build: { version: '1', node: 'v1' },
    ...{ jobs: () => [], states: [], devices: () => [], storage: () => undefined, streams: () => 0 },
  });
  metrics.close();
  const own = metrics.described.flatMap(({ name, type }) =>
    (PARTS[type] ?? ['']).map((part) => `${name}${part}`),
  );
  return new Set([...own, ...OTHERS]);
}
