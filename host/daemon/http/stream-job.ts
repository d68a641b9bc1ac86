import type { ServerResponse } from 'node:http';
import { isFinalState } from '../api/index.js';
import type { JobEngine } from '../engine/index.js';

const HEARTBEAT_MILLISECONDS = 15_000;

/**
 * Sends a job whenever it has changed, until it is finished or the client goes. Changes that a slow client has not
 * taken yet are sent as one.
 */
export async function streamJob(
  engine: JobEngine,
  id: string,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  let hasChanged = true;
  let isOpen = true;
  let wake = () => undefined as void;
  const notice = () => {
    hasChanged = true;
    wake();
  };
  const close = () => {
    isOpen = false;
    wake();
  };
  const unwatch = engine.watch(id, notice);
  response
    .on('close', close)
    .on('error', close)
    .on('drain', () => wake());
  closing.addEventListener('abort', close, { once: true });
  response.writeHead(200, {
    ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    ...{ 'x-accel-buffering': 'no', connection: 'close' },
  });
  try {
    for (let number = 1; isOpen;) {
      if (hasChanged && !response.writableNeedDrain) {
        hasChanged = false;
        const view = await engine.job(id);
        response.write(`id: ${number++}\nevent: job\ndata: ${JSON.stringify(view)}\n\n`);
        if (isFinalState(view.state)) break;
        continue;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          if (!response.writableNeedDrain) response.write(': still here\n\n');
          resolve();
        }, HEARTBEAT_MILLISECONDS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (!isOpen || (hasChanged && !response.writableNeedDrain)) wake();
      });
    }
  } finally {
    unwatch();
    closing.removeEventListener('abort', close);
    response.end();
  }
}
