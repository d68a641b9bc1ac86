import type { NativeCompletion } from './native.js';
import type { Result } from './segment.js';

/** When one op of a segment ran, in seconds since its submission. */
export interface OpTiming {
  readonly op: string;
  readonly start: number;
  readonly end: number;
}

/** Bytes over the link between the host and a device; none where the device works in the host's memory. */
export interface LinkBytes {
  readonly toDevice: number;
  readonly toHost: number;
}

/** What a successful segment gave. */
export class Outcome {
  readonly timings: readonly OpTiming[];
  /** The most that the device held while the segment ran. */
  readonly peakBytes: number;
  readonly link: LinkBytes;

  constructor(
    ops: readonly string[],
    private readonly completion: NativeCompletion,
  ) {
    this.timings = ops.map((op, i) => ({
      op,
      start: completion.timings[2 * i] / 1e9,
      end: completion.timings[2 * i + 1] / 1e9,
    }));
    this.peakBytes = completion.peakBytes;
    this.link = { toDevice: completion.toDeviceBytes, toHost: completion.toHostBytes };
  }

  /** The value of an op's result. */
  get<T>(result: Result<T>): T {
    return result.decode(this.words(result.opIndex));
  }

  /** The words of an op's result. */
  words(opIndex: number): Uint32Array {
    const { results, resultEnds } = this.completion;
    return results.subarray(opIndex === 0 ? 0 : resultEnds[opIndex - 1], resultEnds[opIndex]);
  }

  /** Seconds that the ops of a name took together. */
  seconds(op: string): number {
    return this.timings.reduce((sum, timing) => sum + (timing.op === op ? timing.end - timing.start : 0), 0);
  }
}
