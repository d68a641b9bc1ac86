import type { StageRecord } from '../../dispatch/index.js';

const MICROSECONDS = 1e6;
const PROCESS = 1;

/** Stages as Chrome trace JSON, one row a device: Perfetto and chrome://tracing open it. */
export function chromeTrace(records: readonly StageRecord[]): unknown {
  const devices = [...new Set(records.map(({ device }) => device))];
  const names = devices.map((device, row) => ({
    name: 'thread_name',
    ph: 'M',
    pid: PROCESS,
    tid: row,
    args: { name: device },
  }));
  const stages = records.map(({ stage, device, start, end }) => ({
    name: stage,
    cat: 'stage',
    ph: 'X',
    ts: start * MICROSECONDS,
    dur: (end - start) * MICROSECONDS,
    pid: PROCESS,
    tid: devices.indexOf(device),
  }));
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...stages] };
}
