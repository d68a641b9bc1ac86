import type { DaemonLog } from '../log.js';
import type { EngineListener } from './engine-listener.js';
import type { LiveJob } from './live-job.js';

/** The jobs that are not finished, and who is told what becomes of them. */
export class JobBoard {
  private readonly jobs = new Map<string, LiveJob>();
  private readonly watchers = new Map<string, Set<() => void>>();

  constructor(
    private readonly listeners: readonly EngineListener[],
    private readonly log: DaemonLog,
  ) {}

  get all(): readonly LiveJob[] {
    return [...this.jobs.values()];
  }

  /** Those that lanes have time set aside for. */
  get accepted(): readonly LiveJob[] {
    return this.all.filter(({ isAccepted }) => isAccepted);
  }

  find(id: string): LiveJob | undefined {
    return this.jobs.get(id);
  }

  add(job: LiveJob): void {
    this.jobs.set(job.id, job);
  }

  remove(job: LiveJob): void {
    this.jobs.delete(job.id);
  }

  /** Calls a watcher after each change of a job, until the function that is returned is called. */
  watch(id: string, watcher: () => void): () => void {
    const watchers = this.watchers.get(id) ?? new Set();
    this.watchers.set(id, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(id) === watchers) this.watchers.delete(id);
    };
  }

  /** Wakes those who watch a job. */
  wake(id: string): void {
    for (const watcher of this.watchers.get(id) ?? []) watcher();
  }

  /** Tells all listeners; one that fails stops neither the work nor the others. */
  tell(what: (listener: EngineListener) => void): void {
    for (const listener of this.listeners) {
      try {
        what(listener);
      } catch (error) {
        this.log.error({ err: error }, 'a listener of the engine failed');
      }
    }
  }
}
