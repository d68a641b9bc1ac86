/** Measured shards that a lane's pace is taken from: enough to even out noise, few enough to notice a change. */
const WINDOW = 5;

/** Below this rate, as a share of the profile's, a lane is suspect. */
const SUSPECT_RATE = 0.5;

/** How fast a lane is beside what its profile says. */
export class LanePace {
  private readonly window: { readonly predicted: number; readonly measured: number }[] = [];

  constructor(private readonly predicted: ReadonlyMap<string, number>) {}

  /** Expected seconds for a shard of a kind, corrected by what was measured; Infinity if the lane cannot prove it. */
  secondsFor(kind: string): number {
    return (this.predicted.get(kind) ?? Infinity) / this.rate;
  }

  /** Profile's seconds for a shard of a kind. */
  profileFor(kind: string): number {
    return this.predicted.get(kind) ?? Infinity;
  }

  /** Measured rate as a share of the profile's; 1 until something was measured. */
  get rate(): number {
    if (this.window.length === 0) return 1;
    const sum = (of: 'predicted' | 'measured'): number =>
      this.window.reduce((all, shard) => all + shard[of], 0);
    return sum('measured') > 0 ? sum('predicted') / sum('measured') : 1;
  }

  /** Whether two shards or more say that the lane is slower than half of its profile. */
  get isSuspect(): boolean {
    return this.window.length >= 2 && this.rate < SUSPECT_RATE;
  }

  /** Whether a shard that is still being proven has already taken more than twice its profile. */
  isOverdue(kind: string, elapsed: number): boolean {
    return elapsed * SUSPECT_RATE > this.profileFor(kind);
  }

  record(kind: string, measured: number): void {
    const predicted = this.predicted.get(kind);
    if (predicted === undefined) return;
    this.window.push({ predicted, measured });
    if (this.window.length > WINDOW) this.window.shift();
  }
}
