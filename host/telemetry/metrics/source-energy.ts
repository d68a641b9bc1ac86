import type { PowerSample, PowerSource } from '../power-source.js';

/** Readings may be so many intervals apart before what lies between them counts as not measured. */
const MOST_INTERVALS = 3;

/** Energy from one reading of a source to the next. */
export class SourceEnergy {
  private last: PowerSample | undefined;

  constructor(private readonly source: Pick<PowerSource, 'intervalSeconds'>) {}

  /** Whether the next reading closes a stretch that was measured. */
  get isMeasuring(): boolean {
    return this.last !== undefined;
  }

  /** Whether too long a time has passed since the last reading, at the time of another one. */
  isGap({ at }: PowerSample): boolean {
    return this.last === undefined || at - this.last.at > MOST_INTERVALS * this.source.intervalSeconds;
  }

  /** Joules since the reading before: 0 where that was not measured. */
  add(sample: PowerSample): number {
    const { last } = this;
    const isGap = this.isGap(sample);
    this.last = sample;
    if (!last) return 0;
    const { counterJoules: before } = last;
    const { counterJoules: after } = sample;
    // A counter has counted through the gap; one that goes back was set back.
    if (before !== undefined && after !== undefined && after >= before) return after - before;
    return isGap ? 0 : ((sample.at - last.at) * (last.watts + sample.watts)) / 2;
  }

  /** The source is silent: what lies before its next reading was not measured. */
  interrupt(): void {
    if (this.last?.counterJoules === undefined) this.last = undefined;
  }
}
