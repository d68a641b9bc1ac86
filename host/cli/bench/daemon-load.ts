import os from 'node:os';
import { ChildDaemon } from './child-daemon.js';
import { SMALL_RUN } from './guest-runs.js';

export interface DaemonLoad {
  readonly device: string;
  readonly threads: number;
  /** Jobs that are queued while others are proven. */
  readonly queued: number;
  /** Jobs that are done until memory is measured from the first time, and until it is for the last. */
  readonly warmup: number;
  readonly done: number;
  readonly onProgress: (line: string) => void;
}

export interface MemorySample {
  readonly done: number;
  readonly residentBytes: number;
}

export interface LoadFigures {
  /** Of each submission, in order. */
  readonly submitSeconds: readonly number[];
  /** Jobs that were done while others were submitted. */
  readonly doneMeanwhile: number;
  readonly memory: readonly MemorySample[];
  /** The system's load average of one minute, before and after; the daemon's own is part of it. */
  readonly loadAverage: readonly [before: number, after: number];
}

/** Submissions before those that are timed: connections and code are warm then. */
const UNTIMED = 20;

/** Queues jobs at a daemon that proves, and watches its memory while it works them off. */
export async function loadDaemon(load: DaemonLoad): Promise<LoadFigures> {
  const before = os.loadavg()[0];
  let done = 0;
  let wake = () => undefined as void;
  await using daemon = await ChildDaemon.start({
    ...{ device: load.device, threads: load.threads },
    onDone: () => {
      done++;
      wake();
    },
  });
  const until = async (count: number) => {
    while (done < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  const { client } = daemon;
  const { id: program } = await client.uploadProgram(SMALL_RUN.elf());
  const inputs: string[] = [];
  for (const input of SMALL_RUN.inputs()) inputs.push((await client.uploadInput(input)).id);
  const submit = () => client.submit({ program, inputs, parameters: 'dev' });
  for (let i = 0; i < UNTIMED; i++) await submit();
  await until(1);
  const submitSeconds: number[] = [];
  const doneBefore = done;
  while (submitSeconds.length < load.queued) {
    const began = performance.now();
    await submit();
    submitSeconds.push((performance.now() - began) / 1e3);
  }
  const doneMeanwhile = done - doneBefore;
  load.onProgress(`${load.queued} jobs are queued, ${done} done`);
  const memory: MemorySample[] = [];
  const first = done + load.warmup;
  for (let next = first; next <= first + load.done; next++) {
    await until(next);
    memory.push({ done: next - first, residentBytes: daemon.residentBytes });
    if ((next - first) % 20 === 0) load.onProgress(`${next - first} of ${load.done} jobs are done`);
  }
  return { submitSeconds, doneMeanwhile, memory, loadAverage: [before, os.loadavg()[0]] };
}

/** The value below which a share of many is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** How many bytes a job adds, by the line that fits best. */
export function slopeOf(memory: readonly MemorySample[]): number {
  const mean = (of: (sample: MemorySample) => number) =>
    memory.reduce((sum, sample) => sum + of(sample), 0) / memory.length;
  const [x, y] = [mean(({ done }) => done), mean(({ residentBytes }) => residentBytes)];
  const spread = mean(({ done }) => (done - x) ** 2);
  return spread === 0 ? 0 : mean(({ done, residentBytes }) => (done - x) * (residentBytes - y)) / spread;
}
