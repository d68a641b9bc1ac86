import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MetricRegistry } from './metric-registry.js';

/** Which build runs. */
export interface Build {
  readonly version: string;
  readonly node: string;
}

const RESOLUTION_MILLISECONDS = 10;

/** Metrics of the process. */
export class ProcessMetrics {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });

  constructor(registry: MetricRegistry, { version, node }: Build) {
    registry.gauge('build_info', 'Always 1; the labels say what runs.', ['version', 'node']).set({ version, node }, 1);
    this.delay.enable();
    const lag = registry.gauge(
      'event_loop_lag_seconds',
      'How late the event loop was since it was last asked for that.',
      ['quantile'],
      () => {
        for (const [quantile, seconds] of Object.entries(this.lag())) lag.set({ quantile }, seconds);
        this.delay.reset();
      },
    );
    registry.addProcessMetrics();
  }

  close(): void {
    this.delay.disable();
  }

  /** The delay counts from one round of its timer to the next, which is no lag. */
  private lag(): Readonly<Record<string, number>> {
    const { delay } = this;
    const seconds = (nanoseconds: number) => {
      return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - RESOLUTION_MILLISECONDS / 1e3) : 0;
    };
    return {
      '0.5': seconds(delay.percentile(50)),
      '0.99': seconds(delay.percentile(99)),
      max: seconds(delay.max),
    };
  }
}
