import { isFinalState } from '../api/index.js';
import type { JobEngine } from '../engine/index.js';
import type { EventSource } from './event-stream.js';

/** A job whenever it has changed, until it is finished. */
export function jobEvents(engine: JobEngine, id: string): EventSource {
  return {
    watch: (notice) => engine.watch(id, notice),
    next: async () => {
      const view = await engine.job(id);
      return { name: 'job', data: view, isLast: isFinalState(view.state) };
    },
  };
}
