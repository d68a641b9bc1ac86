import type { StageFamily, TimelineSpan } from '../api/status.js';

/** Seconds that a device worked within the timeline, in all and by kind of stage. */
export interface WorkSum {
  readonly device: string;
  readonly seconds: number;
  readonly byFamily: ReadonlyMap<StageFamily, number>;
}

/** What each device did, as far as it is on the timeline: its spans within so many seconds. */
export function sumWork(
  devices: readonly string[],
  spans: Iterable<TimelineSpan>,
  now: number,
  seconds: number,
): WorkSum[] {
  const sums = new Map(devices.map((device) => [device, new Map<StageFamily, number>()]));
  for (const { device, family, start, end, busySeconds } of spans) {
    const within = Math.max(0, Math.min(end, now) - Math.max(start, now - seconds));
    const share = end > start ? within / (end - start) : 0;
    const sum = sums.get(device);
    if (sum) sum.set(family, (sum.get(family) ?? 0) + busySeconds * share);
  }
  return [...sums].map(([device, byFamily]) => ({
    ...{ device, byFamily },
    seconds: [...byFamily.values()].reduce((total, one) => total + one, 0),
  }));
}

/** In words, for those who do not see the picture. */
export function describeWork({ device, seconds: worked, byFamily }: WorkSum, seconds: number): string {
  const most = [...byFamily].sort(([, a], [, b]) => b - a).at(0);
  if (!most || worked < 0.05) return `${device} was idle`;
  const percent = Math.min(100, Math.round((worked / seconds) * 100));
  return `${device} worked ${percent} % of it, mostly ${most[0]}`;
}
