import type { Device, Outcome, Segment } from '../runtime/index.js';

/** When a stage ran, in seconds since the dispatcher began. */
export interface StageRecord {
  readonly stage: string;
  readonly device: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Carries stages out. It has one device so far: every segment goes there, and what it took is recorded.
 */
export class Dispatcher {
  private readonly began = process.hrtime.bigint();
  private readonly records: StageRecord[] = [];
  private mostBytes = 0;

  constructor(
    readonly device: Device,
    private readonly signal?: AbortSignal,
  ) {}

  /** A new, empty segment on the device that the next stage runs on. */
  segment(): Segment {
    return this.device.segment();
  }

  /** Submits a segment; each of its ops becomes a record of the stage. */
  async run(stage: string, segment: Segment): Promise<Outcome> {
    const submitted = this.now();
    const outcome = await segment.submit(this.signal ? { signal: this.signal } : {});
    this.mostBytes = Math.max(this.mostBytes, outcome.peakBytes);
    for (const { op, start, end } of outcome.timings) {
      this.records.push({
        stage: `${stage}: ${op}`,
        device: this.device.id,
        start: submitted + start,
        end: submitted + end,
      });
    }
    return outcome;
  }

  /** Everything that ran, in order of submission. */
  get timeline(): readonly StageRecord[] {
    return this.records;
  }

  /** The most that the device held while one of these segments ran. */
  get peakBytes(): number {
    return this.mostBytes;
  }

  private now(): number {
    return Number(process.hrtime.bigint() - this.began) / 1e9;
  }
}
