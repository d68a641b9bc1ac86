import type { StatusBoard, Viewer } from '../status/index.js';
import type { EventSource } from './event-stream.js';

/** How often it is looked whether the board was told of anything: the most that is sent is four events a second. */
const LOOK_MILLISECONDS = 250;
/** How often what changes without being told, such as memory, is looked at. */
const LOOK_ANYWAY_MILLISECONDS = 2000;

/** The status for one who looks: all of it, then what has changed. */
export function statusEvents(board: StatusBoard, viewer: Viewer): EventSource {
  const tell = board.follow(viewer);
  let isFirst = true;
  return {
    watch: (notice) => {
      let told = board.revision;
      let last = performance.now();
      const timer = setInterval(() => {
        const isNew = board.revision !== told;
        if (!isNew && performance.now() - last < LOOK_ANYWAY_MILLISECONDS) return;
        told = board.revision;
        last = performance.now();
        notice();
      }, LOOK_MILLISECONDS);
      return () => clearInterval(timer);
    },
    next: () => {
      const name = isFirst ? 'snapshot' : 'update';
      isFirst = false;
      return { name, data: tell() };
    },
    pauseMilliseconds: LOOK_MILLISECONDS,
  };
}
