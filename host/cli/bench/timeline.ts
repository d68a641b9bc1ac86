import type { StageRecord } from '../../dispatch/index.js';

const MICROSECONDS = 1e6;
const PROCESS = 1;

/**
 * Stages as Chrome trace JSON: Perfetto and chrome://tracing open it. Each queue of a device has a row of its own, and so
 * has each stage of the host, or as many as are needed where it goes on for several shards at a time.
 */
export function chromeTrace(records: readonly StageRecord[], host: readonly StageRecord[] = []): unknown {
  const placed = [...hostRows(host), ...records.map((record) => ({ row: rowOf(record), record }))];
  const rows = [...new Set(placed.map(({ row }) => row))];
  const names = rows.flatMap((name, row) => [
    { name: 'thread_name', ph: 'M', pid: PROCESS, tid: row, args: { name } },
    { name: 'thread_sort_index', ph: 'M', pid: PROCESS, tid: row, args: { sort_index: row } },
  ]);
  const stages = placed.map(({ row, record: { stage, start, end, shard } }) => ({
    name: stage,
    cat: 'stage',
    ph: 'X',
    ts: start * MICROSECONDS,
    dur: (end - start) * MICROSECONDS,
    pid: PROCESS,
    tid: rows.indexOf(row),
    ...(shard === undefined ? {} : { args: { shard } }),
  }));
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...stages] };
}

function rowOf({ device, queue = 0 }: Pick<StageRecord, 'device' | 'queue'>): string {
  return queue === 0 ? device : `${device}, queue ${queue}`;
}

/** Stages in one row of a trace may not overlap. */
function hostRows(records: readonly StageRecord[]): { row: string; record: StageRecord }[] {
  const ends = new Map<string, number>();
  const inOrder = records.toSorted((a, b) => a.start - b.start);
  return inOrder.map((record) => {
    for (let copy = 1; ; copy++) {
      const row = `${record.device}: ${record.stage}${copy === 1 ? '' : ` ${copy}`}`;
      if ((ends.get(row) ?? 0) > record.start) continue;
      ends.set(row, record.end);
      return { row, record };
    }
  });
}
