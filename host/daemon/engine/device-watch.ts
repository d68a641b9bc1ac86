import type { WorkLabel } from '../../dispatch/index.js';
import type { DeviceWork } from './workshop.js';
import type { WorkshopListener } from './workshop-listener.js';

interface Segment extends DeviceWork {
  readonly key: string;
}

/** Remembers what devices are busy with. */
export class DeviceWatch implements WorkshopListener {
  /** Segments that are under way, by device, as they were begun. */
  private readonly running = new Map<string, Segment[]>();

  /** What a device does now; the earliest begun where that is several things. */
  workOf(device: string): DeviceWork | undefined {
    const segment = this.running.get(device)?.at(0);
    if (!segment) return undefined;
    const { run, shard, stage, since } = segment;
    return { run, shard, stage, since };
  }

  onBegin(device: string, stage: string, work: WorkLabel): void {
    const { run = {}, shard } = work;
    const segments = this.running.get(device) ?? [];
    segments.push({ key: keyOf(stage, work), run, shard, stage, since: Date.now() / 1000 });
    this.running.set(device, segments);
  }

  onEnd(device: string, stage: string, work: WorkLabel): void {
    const segments = this.running.get(device) ?? [];
    const index = segments.findIndex(({ key }) => key === keyOf(stage, work));
    if (index >= 0) segments.splice(index, 1);
  }
}

function keyOf(stage: string, { run = {}, shard }: WorkLabel): string {
  return [stage, shard, ...Object.values(run)].join(' ');
}
