import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MILLISECONDS = 15_000;

export interface StreamedEvent {
  readonly name: string;
  readonly data: unknown;
  /** Whether the stream ends with it. */
  readonly isLast?: boolean;
}

/** What a stream of server-sent events tells of. */
export interface EventSource {
  /** Calls back after each change, until the function that is returned is called. */
  watch(notice: () => void): () => void;
  /** How it is now. */
  next(): Promise<StreamedEvent> | StreamedEvent;
  /** At least so long between two events; default 0. */
  readonly pauseMilliseconds?: number;
}

/**
 * Sends an event whenever the source has changed, until the last one is sent or the client goes. Changes that a slow
 * client has not taken yet are sent as one.
 *
 * @throws what the source does
 */
export async function streamEvents(
  source: EventSource,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  let hasChanged = true;
  let wake = () => undefined as void;
  const ended = new AbortController();
  const notice = () => {
    hasChanged = true;
    wake();
  };
  const end = () => {
    ended.abort();
    wake();
  };
  const unwatch = source.watch(notice);
  response
    .on('close', end)
    .on('error', end)
    .on('drain', () => wake());
  closing.addEventListener('abort', end, { once: true });
  response.writeHead(200, {
    ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    ...{ 'x-content-type-options': 'nosniff', 'x-accel-buffering': 'no', connection: 'close' },
  });
  try {
    for (let number = 1; !ended.signal.aborted;) {
      if (hasChanged && !response.writableNeedDrain) {
        hasChanged = false;
        const { name, data, isLast } = await source.next();
        response.write(`id: ${number++}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
        if (isLast) break;
        if (source.pauseMilliseconds) await pause(source.pauseMilliseconds, ended.signal);
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
        if (ended.signal.aborted || (hasChanged && !response.writableNeedDrain)) wake();
      });
    }
  } finally {
    unwatch();
    closing.removeEventListener('abort', end);
    response.end();
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
