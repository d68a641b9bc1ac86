import { openDaemonMetrics, type DaemonMetrics } from '../../telemetry/index.js';
import type { ArtifactFolder } from '../artifacts/index.js';
import type { DaemonConfig } from '../config.js';
import { DEVICE_STATES, isUp, type EngineListener, type Workshop } from '../engine/index.js';
import type { DaemonLog } from '../log.js';
import type { JobStore } from '../store/index.js';
import { Canary, type CanaryListener } from './canary.js';
import { readinessOf, storeAnswers, type Readiness } from './health.js';
import { JobTelemetry } from './job-telemetry.js';
import { SensorFeed, type NamedSource } from './sensor-feed.js';
import { WorkshopTelemetry } from './workshop-telemetry.js';

export interface TelemetryParts {
  readonly config: Pick<DaemonConfig, 'telemetry' | 'storage'>;
  readonly workshop: Workshop;
  readonly store: JobStore;
  readonly artifacts: ArtifactFolder;
  readonly log: DaemonLog;
  readonly version: string;
  /** Meters and sensors to listen to. */
  readonly sources: readonly NamedSource[];
}

/** What is measured of a daemon, and whether it is well. */
export class Telemetry {
  readonly metrics: DaemonMetrics;
  private readonly jobs = new JobTelemetry(() => this.metrics);
  private readonly canary: Canary;
  private readonly sensors: SensorFeed;
  private readonly unlisten: () => void;
  private streams: () => number = () => 0;

  constructor(private readonly parts: TelemetryParts) {
    const { config, workshop, store, artifacts, log, version, sources } = parts;
    this.metrics = openDaemonMetrics({
      build: { version, node: process.version },
      jobs: () => this.jobs.jobs,
      states: DEVICE_STATES,
      devices: () => workshop.devices().map((device) => ({ ...device, isUp: isUp(device) })),
      storage: () => ({
        artifactBytes: artifacts.bytes,
        limitBytes: config.storage.maxBytes,
        freeBytes: artifacts.freeBytes,
      }),
      streams: () => this.streams(),
    });
    const { metrics } = this;
    const onTrouble = (check: string) => metrics.server.storeFailed(check);
    store.listen((_error, check) => onTrouble(check));
    artifacts.listen({ onTrouble, onDamage: () => metrics.server.damagedArtifact() });
    this.unlisten = workshop.listen(new WorkshopTelemetry(metrics));
    this.sensors = new SensorFeed(sources, metrics, log);
    this.canary = new Canary({ workshop, config: config.telemetry.canary, metrics, log });
  }

  /** What the engine tells. */
  get listeners(): readonly EngineListener[] {
    const ofShards: EngineListener = {
      onShard: (_job, { device, attempts, isKept }) => {
        if (!isKept) this.canary.saw(device, attempts);
      },
    };
    return [this.jobs, ofShards];
  }

  /** The engine has gone on with the jobs that it found: those that begin from now on are new. */
  started(): void {
    this.jobs.started();
  }

  /** Tells somebody of each canary: its device, and what went wrong, if anything did. */
  watchCanaries(listener: CanaryListener): void {
    this.canary.watch(listener);
  }

  /** @param streams how many jobs are watched */
  watchStreams(streams: () => number): void {
    this.streams = streams;
  }

  /** Whether process and store answer. */
  async isAlive(): Promise<boolean> {
    return await storeAnswers(this.parts.store);
  }

  readiness(): Readiness {
    return readinessOf(this.canary, this.parts.artifacts.hasRoom(0, 'upload'));
  }

  async close(): Promise<void> {
    this.unlisten();
    await Promise.all([this.canary.close(), this.sensors.close()]);
    this.metrics.close();
  }
}
