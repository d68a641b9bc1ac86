import { readEvents } from '../api/read-events.js';
import type { StatusUpdate, StatusView } from '../api/status.js';

export type ConnectionState = 'connecting' | 'connected' | 'waiting' | 'refused';

export interface ConnectionHandlers {
  readonly onState: (state: ConnectionState, problem?: string) => void;
  readonly onSnapshot: (view: StatusView) => void;
  readonly onUpdate: (update: StatusUpdate) => void;
}

const FIRST_PAUSE_MILLISECONDS = 500;
const MOST_PAUSE_MILLISECONDS = 10_000;
/** The daemon says something at least every 15 seconds. */
const SILENCE_MILLISECONDS = 40_000;

/** Follows the daemon's status for as long as it is wanted, again where the stream breaks off. */
export class Connection {
  private readonly ended = new AbortController();

  /** @param token undefined where the daemon lets this machine look without one */
  constructor(
    private readonly token: string | undefined,
    private readonly handlers: ConnectionHandlers,
  ) {}

  async run(): Promise<void> {
    const { onState } = this.handlers;
    let pause = FIRST_PAUSE_MILLISECONDS;
    while (!this.ended.signal.aborted) {
      onState('connecting');
      try {
        const response = await this.ask();
        if (response.status === 401 || response.status === 403) {
          this.close();
          onState('refused', 'The daemon does not know this token.');
          return;
        }
        if (response.ok) {
          pause = FIRST_PAUSE_MILLISECONDS;
          await this.follow(response);
        }
      } catch (error) {
        // Streams break off; whatever else there is shows in the console.
        if (!(error instanceof TypeError) && !(error instanceof DOMException)) console.error(error);
      }
      if (this.ended.signal.aborted) return;
      onState('waiting');
      await new Promise((resolve) => setTimeout(resolve, pause * (0.75 + Math.random() / 2)));
      pause = Math.min(MOST_PAUSE_MILLISECONDS, pause * 2);
    }
  }

  close(): void {
    this.ended.abort();
  }

  private ask(): Promise<Response> {
    return fetch('/v1/status/events', {
      // The token goes into a header: addresses end up in histories and logs.
      headers: this.token === undefined ? {} : { authorization: `Bearer ${this.token}` },
      ...{ cache: 'no-store', credentials: 'omit', redirect: 'error', signal: this.ended.signal },
    });
  }

  private async follow(response: Response): Promise<void> {
    let isFirst = true;
    for await (const data of readEvents(chunksOf(response.body!))) {
      if (isFirst) {
        this.handlers.onSnapshot(JSON.parse(data) as StatusView);
        this.handlers.onState('connected');
      } else {
        this.handlers.onUpdate(JSON.parse(data) as StatusUpdate);
      }
      isFirst = false;
    }
  }
}

/** The chunks of a stream, which not all browsers iterate over; ends where none comes for long. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const timer = setTimeout(() => void reader.cancel(), SILENCE_MILLISECONDS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
