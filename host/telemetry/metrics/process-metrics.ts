import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricRegistry, SummaryReading } from './metric-registry.js';

/** Which build runs. */
export interface Build {
  readonly version: string;
  readonly node: string;
}

const RESOLUTION_MILLISECONDS = 10;

/** Metrics of the process. */
export class ProcessMetrics {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  private sum = 0;
  private count = 0;

  constructor(registry: MetricRegistry, { version, node }: Build) {
    registry
      .gauge('build_info', 'Always 1; the labels say what runs.', ['version', 'node'])
      .set({ version, node }, 1);
    this.delay.enable();
    registry.summary(
      'event_loop_lag_seconds',
      'How late the event loop was: by quantile since it was last asked for that, of which 1 is the most.',
      () => this.lag(),
    );
    registry.addProcessMetrics();
  }

  close(): void {
    this.delay.disable();
  }

  private lag(): SummaryReading {
    const { delay } = this;
    const { count } = delay;
    this.count += count;
    if (count > 0) this.sum += count * lagOf(delay.mean);
    const quantiles = {
      '0.5': lagOf(delay.percentile(50)),
      '0.99': lagOf(delay.percentile(99)),
      '1': count > 0 ? lagOf(delay.max) : 0,
    };
    delay.reset();
    return { quantiles, sum: this.sum, count: this.count };
  }
}

/** Seconds: nanoseconds are counted from one round of a timer to the next, which is no lag. */
function lagOf(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MILLISECONDS / 1e3);
}
