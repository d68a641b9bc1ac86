import type { Readable } from 'node:stream';

const MAX_CHARACTERS = 2000;
const MAX_LINES = 3;

/** The last of what a process says on its streams, however much that is. */
export class OutputTail {
  private tail = '';

  constructor(
    /** Those that there are. */
    private readonly streams: readonly Readable[],
  ) {
    for (const stream of streams) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (this.tail = (this.tail + text).slice(-MAX_CHARACTERS)));
      stream.on('error', () => undefined);
      (stream as Readable & { unref?: () => void }).unref?.();
    }
  }

  /** Its last lines, as one. */
  get text(): string {
    const lines = this.tail.split('\n').filter((line) => line.trim() !== '');
    return lines.slice(-MAX_LINES).join(' / ');
  }

  close(): void {
    for (const stream of this.streams) stream.destroy();
  }
}
