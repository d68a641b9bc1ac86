import type { WriteStream } from 'node:tty';

const REPAINT_MILLISECONDS = 200;

/** Keeps a few lines at the end of a terminal as they are now, below what is printed meanwhile. */
export class Painter {
  private painted = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly terminal: WriteStream,
    private readonly render: (width: number) => readonly string[],
  ) {
    this.timer = setInterval(() => this.paint(), REPAINT_MILLISECONDS).unref();
  }

  /** Prints a line above. */
  print(line: string): void {
    this.clear();
    this.terminal.write(`${line}\n`);
    this.paint();
  }

  close(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private paint(): void {
    this.clear();
    const lines = this.render(this.terminal.columns);
    this.terminal.write(lines.map((line) => `${line}\n`).join(''));
    this.painted = lines.length;
  }

  private clear(): void {
    if (this.painted > 0) this.terminal.write(`\x1b[${this.painted}A\x1b[J`);
    this.painted = 0;
  }
}
