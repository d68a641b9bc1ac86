import {
  TelemetryError,
  type DaemonMetrics,
  type OpenPower,
  type OpenSources,
  type PowerEvent,
} from '../../telemetry/index.js';
import type { DaemonLog } from '../log.js';

/** Meters or sensors that the daemon is to listen to. */
export interface NamedSource {
  /** As the configuration has it. */
  readonly name: string;
  readonly open: OpenPower;
  /** Whether it is listened to where it is there, and not missed where it is not. */
  readonly isOptional: boolean;
}

/** Has meters and sensors talk to the metrics. One that is not there, or falls silent, is told once in the log. */
export class SensorFeed {
  private readonly opening: readonly Promise<OpenSources | undefined>[];

  constructor(
    sources: readonly NamedSource[],
    private readonly metrics: Pick<DaemonMetrics, 'power' | 'proofEnergy'>,
    private readonly log: DaemonLog,
  ) {
    this.opening = sources.map((source) => this.open(source));
  }

  async close(): Promise<void> {
    const opened = await Promise.all(this.opening);
    await Promise.all(opened.flatMap((sources) => (sources ? [sources.close()] : [])));
  }

  private async open({ name, open, isOptional }: NamedSource): Promise<OpenSources | undefined> {
    const { metrics, log } = this;
    try {
      const opened = await open((event) => this.tell(event));
      metrics.power.add(opened.sources);
      metrics.proofEnergy.add(opened.sources);
      log.info({ sensor: name, sources: opened.sources.map((source) => source.name) }, 'sensor is read');
      return opened;
    } catch (error) {
      const remedy =
        error instanceof TelemetryError ? { code: error.code, remedy: error.remedy } : { err: error };
      const text = `sensor is not there: ${(error as Error).message}`;
      log[isOptional ? 'info' : 'warn']({ sensor: name, ...remedy }, text);
      return undefined;
    }
  }

  private tell(event: PowerEvent): void {
    this.metrics.power.tell(event);
    this.metrics.proofEnergy.tell(event);
    const { source } = event;
    if (event.kind === 'silent') this.log.warn({ source }, `sensor is silent: ${event.reason}`);
    if (event.kind === 'back') this.log.info({ source }, 'sensor is back');
  }
}
