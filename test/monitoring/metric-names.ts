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
