import type { Readable } from 'node:stream';

const MAX_CHARACTERS = 2000;
const MAX_LINES = 3;

/** The last of what a process says on its streams, however much that is. */
export class OutputTail {
  private tail = '';

  constructor(
    private readonly streamA: Readable,
    private readonly streamB: Readable,
  ) {
    for (const stream of [streamA, streamB]) {
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
    this.streamA.destroy();
    this.streamB.destroy();
  }
}
