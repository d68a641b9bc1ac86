import { CanaryMetrics } from './canary-metrics.js';
import { DeviceMetrics, type DeviceSource } from './device-metrics.js';
import { JobMetrics, type JobReading } from './job-metrics.js';
import { MetricRegistry, type MetricDescription } from './metric-registry.js';
import { PowerMetrics } from './power-metrics.js';
import { ProcessMetrics, type Build } from './process-metrics.js';
import { ProofEnergy } from './proof-energy.js';
import { ServerMetrics, type StorageReading } from './server-metrics.js';

/** What is asked when metrics are read. */
export interface MetricSources extends DeviceSource {
  readonly build: Build;
  /** Jobs that are not finished. */
  readonly jobs: () => readonly JobReading[];
  /** Undefined while nothing is known of the disk. */
  readonly storage: () => StorageReading | undefined;
  /** Watched jobs. */
  readonly streams: () => number;
}

/** All metrics of a daemon: docs/metrics.md. Each part is told of what happens, and asks nobody. */
export interface DaemonMetrics {
  readonly jobs: JobMetrics;
  readonly devices: DeviceMetrics;
  readonly canary: CanaryMetrics;
  readonly power: PowerMetrics;
  readonly proofEnergy: ProofEnergy;
  readonly server: ServerMetrics;
  /** What there is, as docs/metrics.md has it. */
  readonly described: readonly MetricDescription[];
  /** The media type of {@link text}. */
  readonly contentType: string;
  /** What Prometheus reads. */
  text(): Promise<string>;
  close(): void;
}

/** Begins to keep the metrics of a daemon. */
export function openDaemonMetrics(sources: MetricSources): DaemonMetrics {
  const registry = new MetricRegistry();
  const seconds = () => performance.now() / 1e3;
  const ofProcess = new ProcessMetrics(registry, sources.build);
  return {
    jobs: new JobMetrics(registry, sources.jobs, () => Date.now() / 1e3),
    devices: new DeviceMetrics(registry, sources, seconds),
    canary: new CanaryMetrics(registry),
    power: new PowerMetrics(registry),
    proofEnergy: new ProofEnergy(registry, seconds),
    server: new ServerMetrics(registry, sources),
    described: registry.described,
    contentType: registry.contentType,
    text: () => registry.text(),
    close: () => ofProcess.close(),
  };
}
