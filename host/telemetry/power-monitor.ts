import { leastSeconds, PowerLog, type PowerReading, type Window } from './power-log.js';
import type { OpenPower, OpenSources, PowerEvent, PowerListener, PowerSource } from './power-source.js';

/** What one source says of a window. */
export interface SourceReading {
  readonly source: PowerSource;
  readonly reading: PowerReading;
}

/** Listens to sources of power; is told when work began and ended, and says what they measured meanwhile. */
export class PowerMonitor {
  private readonly logs = new Map<string, { readonly source: PowerSource; readonly log: PowerLog }>();

  private constructor(private readonly opened: readonly OpenSources[]) {
    for (const source of opened.flatMap(({ sources }) => sources))
      this.logs.set(source.name, { source, log: new PowerLog(source) });
  }

  /**
   * Opens sources, all or none.
   *
   * @param onTrouble is told when a source falls silent and when it is back
   * @throws TelemetryError for the first that cannot be opened
   */
  static async open(openers: readonly OpenPower[], onTrouble: PowerListener): Promise<PowerMonitor> {
    const opened: OpenSources[] = [];
    const early: PowerEvent[] = [];
    let listener: PowerListener = (event) => early.push(event);
    try {
      for (const open of openers) opened.push(await open((event) => listener(event)));
    } catch (error) {
      await closeAll(opened);
      throw error;
    }
    const monitor = new PowerMonitor(opened);
    listener = (event) => {
      monitor.logs.get(event.source)?.log.record(event);
      if (event.kind === 'silent' || event.kind === 'back') onTrouble(event);
    };
    early.forEach((event) => listener(event));
    return monitor;
  }

  /** After a change of work, so long until readings are of the new work alone. */
  get settleSeconds(): number {
    return Math.max(...this.sources.map(({ averagingSeconds }) => averagingSeconds));
  }

  /** Shorter windows say nothing. */
  get leastSeconds(): number {
    return Math.max(...this.sources.map(leastSeconds));
  }

  get sources(): PowerSource[] {
    return [...this.logs.values()].map(({ source }) => source);
  }

  /** What each source measured over a window that has passed. */
  over(window: Window): SourceReading[] {
    return [...this.logs.values()].map(({ source, log }) => ({ source, reading: log.over(window) }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeAll(this.opened);
  }
}

async function closeAll(opened: readonly OpenSources[]): Promise<void> {
  await Promise.all(opened.map((sources) => sources.close()));
}
