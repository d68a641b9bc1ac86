import type { DaemonConfig } from './config.js';
import type { JobEngine } from './engine/index.js';
import type { DaemonLog } from './log.js';

export interface DrainParts {
  readonly engine: Pick<JobEngine, 'drain' | 'provenNow'>;
  /** Is looked at when draining begins. */
  readonly config: Pick<DaemonConfig, 'shutdown'>;
  readonly log: DaemonLog;
  /** Told once, when it begins. */
  readonly onBegin?: () => void;
}

/** How far draining is. */
export interface DrainState {
  /** Jobs that are still being proven. */
  readonly proving: number;
  /** When it ends at the latest, in milliseconds since 1970. */
  readonly endsAt: number;
}

const CHECK_MILLISECONDS = 100;

/** Brings the daemon to its end without interrupting proofs: no new jobs, and none that waits is begun. */
export class Drain {
  private timer: NodeJS.Timeout | undefined;
  private endsAt = Infinity;
  private end: () => void = () => undefined;
  /** Resolves once no job is being proven, or the time is over. */
  readonly done = new Promise<void>((resolve) => (this.end = resolve));

  constructor(private readonly parts: DrainParts) {}

  get isDraining(): boolean {
    return this.timer !== undefined;
  }

  /** Begins. Where it has begun already, it ends no later than it would if it began now. */
  begin(seconds = this.parts.config.shutdown.drainSeconds): DrainState {
    const { engine, log } = this.parts;
    this.endsAt = Math.min(this.endsAt, Date.now() + seconds * 1000);
    if (!this.timer) {
      engine.drain();
      this.parts.onBegin?.();
      this.timer = setInterval(() => this.check(), CHECK_MILLISECONDS);
      log.info({ proving: engine.provenNow, seconds }, 'daemon drains: it takes no jobs any more');
    }
    return { proving: engine.provenNow, endsAt: this.endsAt };
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const { engine, log } = this.parts;
    const proving = engine.provenNow;
    if (proving > 0 && Date.now() < this.endsAt) return;
    clearInterval(this.timer);
    if (proving > 0)
      log.warn({ proving }, 'the time for draining is over; jobs go on when the daemon starts again');
    else log.info('no job is being proven any more');
    this.end();
  }
}
