import type { TimelineSpan } from '../api/status.js';

/** Heights and places, in pixels. */
export const LANE = {
  /** Of a row that says whose work it is. */
  shards: 14,
  /** Of the device's own stages, and of those on its other queues. */
  stages: 22,
  others: 6,
  gap: 2,
  /** Between devices. */
  pause: 14,
  /** Of the axis below. */
  axis: 22,
} as const;

const CHARACTER = 7.5;
const MOST_GUTTER = 130;

/** What is left of the lanes, for the names of devices. */
export function gutterFor(devices: readonly string[]): number {
  const longest = Math.max(0, ...devices.map(({ length }) => length));
  return Math.min(MOST_GUTTER, Math.ceil(longest * CHARACTER) + 14);
}

/** Where the lane of a device is. */
export interface LanePlace {
  readonly device: string;
  readonly top: number;
  readonly stagesTop: number;
  /** Of stages on other queues than the first, from top to bottom. */
  readonly othersTop: ReadonlyMap<number, number>;
  readonly bottom: number;
}

/** A lane for each device, from top to bottom. */
export function placeLanes(devices: readonly string[], spans: Iterable<TimelineSpan>): LanePlace[] {
  const queues = new Map<string, Set<number>>();
  for (const { device, queue } of spans) {
    if (queue > 0) queues.set(device, (queues.get(device) ?? new Set()).add(queue));
  }
  let y = 2;
  return devices.map((device) => {
    const top = y;
    const stagesTop = top + LANE.shards + LANE.gap;
    let bottom = stagesTop + LANE.stages;
    const othersTop = new Map<number, number>();
    for (const queue of [...(queues.get(device) ?? [])].sort((a, b) => a - b)) {
      othersTop.set(queue, bottom + LANE.gap);
      bottom += LANE.gap + LANE.others;
    }
    y = bottom + LANE.pause;
    return { device, top, stagesTop, othersTop, bottom };
  });
}
