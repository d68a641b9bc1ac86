import test from 'ava';
import { chromeTrace } from '../../../host/cli/bench/timeline.js';

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly name?: string; readonly shard?: number };
}

test('each queue has a row, and stages of the host that overlap have several', (t) => {
  const { traceEvents } = chromeTrace(
    [
      { stage: 'commit', device: 'cpu0', shard: 0, start: 0.5, end: 1 },
      { stage: 'upload', device: 'cpu0', queue: 1, shard: 1, start: 0.5, end: 0.75 },
    ],
    [
      { stage: 'fill', device: 'host', shard: 1, start: 0.25, end: 0.5 },
      { stage: 'fill', device: 'host', shard: 0, start: 0, end: 0.375 },
      { stage: 'fill', device: 'host', shard: 2, start: 0.375, end: 0.5 },
      { stage: 'scout', device: 'host', start: 0, end: 0.125 },
    ],
  ) as { traceEvents: Event[] };
  const rows = traceEvents.filter(({ name }) => name === 'thread_name');
  const names = new Map(rows.map(({ tid, args }) => [tid, args?.name]));
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  t.deepEqual(
    spans.map(({ name, tid, ts, dur, args }) => [names.get(tid), name, args?.shard, ts, dur]),
    [
      ['host: fill', 'fill', 0, 0, 375e3],
      ['host: scout', 'scout', undefined, 0, 125e3],
      ['host: fill 2', 'fill', 1, 250e3, 250e3],
      ['host: fill', 'fill', 2, 375e3, 125e3],
      ['cpu0', 'commit', 0, 500e3, 500e3],
      ['cpu0, queue 1', 'upload', 1, 500e3, 250e3],
    ],
  );
});
