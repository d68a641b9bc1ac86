import type { Batch, Lane, QueuedJob, Rules, Situation } from '../../../host/daemon/schedule/index.js';

export const RULES: Rules = { sideBySide: 64, lateYield: true };

/** Shards that take so long on each lane. */
export function shards(count: number, ...seconds: number[]): Batch[] {
  return count > 0 ? [{ shape: 0, count, seconds }] : [];
}

/** A job that is as urgent as its deadline says. */
export function job(
  id: string,
  deadline: number,
  waiting: readonly Batch[],
  more: Partial<QueuedJob> = {},
): QueuedJob {
  return {
    ...{ id, deadline, waiting, urgency: deadline, place: 0, objective: 'latency', yields: false },
    ...{ readyAt: 0, isLeaving: false, beforeSeconds: 0, afterSeconds: 0, ...more },
  };
}

export function lanes(count: number, running: Readonly<Record<number, Lane['running']>> = {}): Lane[] {
  return Array.from({ length: count }, (_, i) => ({ name: `l${i}`, isThere: true, running: running[i] }));
}

export function situation(
  jobs: readonly QueuedJob[],
  on: readonly Lane[],
  rules: Partial<Rules> = {},
): Situation {
  const sorted = [...jobs].sort((a, b) => a.urgency - b.urgency);
  return { now: 0, jobs: sorted, lanes: on, rules: { ...RULES, ...rules } };
}
