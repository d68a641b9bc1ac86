import { LearnedMean } from './learned-mean.js';
import type { RunOverhead, RunSize } from './workshop.js';

/** What a run took beside the proofs of its shards. */
export interface MeasuredOverhead {
  /** To count the run, and to cut, replay and fill its first shard. */
  readonly beforeSeconds: number;
  /** To verify its last shard, and the run as a whole. */
  readonly afterSeconds: number;
}

/** Learns what runs take beside the proofs of their shards: before the first by the cycle, after the last by the shard. */
export class OverheadTimes {
  private readonly before = new LearnedMean();
  private readonly after = new LearnedMean();

  /** @param profiled what a run is taken to need as long as none was proven, all of it before */
  constructor(private readonly profiled: (size: RunSize) => number) {}

  record({ cycles, shapes }: RunSize, { beforeSeconds, afterSeconds }: MeasuredOverhead): void {
    this.before.add(beforeSeconds / Math.max(1, cycles));
    this.after.add(afterSeconds / Math.max(1, shapes.length));
  }

  predict(size: RunSize): RunOverhead {
    const { before, after } = this;
    if (before.value === undefined || after.value === undefined) {
      return { beforeSeconds: this.profiled(size), afterSeconds: 0 };
    }
    return { beforeSeconds: before.value * size.cycles, afterSeconds: after.value * size.shapes.length };
  }
}
