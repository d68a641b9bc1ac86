import type { StageRecord } from '../../dispatch/index.js';

const MICROSECONDS = 1e6;
const PROCESS = 1;

/** Stages as Chrome trace JSON, one row a device's queue: Perfetto and chrome://tracing open it. */
export function chromeTrace(records: readonly StageRecord[]): unknown {
  const rows = [...new Set(records.map(rowOf))];
  const names = rows.map((name, row) => ({
    name: 'thread_name',
    ph: 'M',
    pid: PROCESS,
    tid: row,
    args: { name },
  }));
  const stages = records.map(({ stage, start, end, ...record }) => ({
    name: stage,
    cat: 'stage',
    ph: 'X',
    ts: start * MICROSECONDS,
    dur: (end - start) * MICROSECONDS,
    pid: PROCESS,
    tid: rows.indexOf(rowOf(record)),
  }));
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...stages] };
}

function rowOf({ device, queue = 0 }: Pick<StageRecord, 'device' | 'queue'>): string {
  return queue === 0 ? device : `${device}, queue ${queue}`;
}
