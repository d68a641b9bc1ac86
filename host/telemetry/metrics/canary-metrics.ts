import { BUCKETS } from './buckets.js';
import type { MetricRegistry } from './metric-registry.js';

/** Metrics of the proofs that show whether devices can prove. */
export class CanaryMetrics {
  private readonly up;
  private readonly lastSuccess;
  private readonly seconds;

  constructor(registry: MetricRegistry) {
    this.up = registry.gauge(
      'canary_up',
      'Whether the last canary proof on a device has verified; missing before the first.',
      ['device'],
    );
    this.lastSuccess = registry.gauge(
      'canary_last_success_timestamp_seconds',
      'When a device was last seen to prove: by a canary, or by a shard of a job.',
      ['device'],
    );
    this.seconds = registry.histogram(
      'canary_seconds',
      'What canary proofs took that have verified.',
      BUCKETS.canary,
      ['device'],
    );
  }

  succeeded(device: string, seconds: number): void {
    this.up.set({ device }, 1);
    this.seconds.observe({ device }, seconds);
  }

  failed(device: string): void {
    this.up.set({ device }, 0);
  }

  /** @param at seconds since 1970 */
  proved(device: string, at: number): void {
    this.lastSuccess.set({ device }, at);
  }
}
