import type { EngineParts } from './engine-parts.js';
import { now } from './clock.js';

/** Forgets old jobs from time to time, and artifacts that nobody needs. */
export class Collector {
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(private readonly parts: Pick<EngineParts, 'store' | 'artifacts' | 'config' | 'log'>) {
    this.later();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private later(): void {
    if (this.isClosed) return;
    const { collectSeconds } = this.parts.config.storage;
    this.timer = setTimeout(() => void this.collect().finally(() => this.later()), collectSeconds * 1000);
    this.timer.unref();
  }

  private async collect(): Promise<void> {
    const { store, artifacts, config, log } = this.parts;
    try {
      while ((await store.order('forget', now() - config.storage.finishedSeconds)) > 0);
      const bytes = await artifacts.collect({
        used: async () => new Set(await store.order('usedArtifacts')),
        seconds: config.storage.unusedSeconds,
        now: now(),
      });
      if (bytes > 0) log.info({ bytes }, 'artifacts collected');
    } catch (error) {
      if (!this.isClosed) log.error({ err: error }, 'artifacts cannot be collected');
    }
  }
}
