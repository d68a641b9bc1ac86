/** Lets so many through at a time, first come first served. The limit may change while somebody waits. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: () => number) {}

  /** Waits for a slot. The caller gives it back by the function that it gets, once. */
  async take(): Promise<() => void> {
    if (this.taken >= this.limit()) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.taken++;
    return () => this.release();
  }

  private release(): void {
    const next = this.taken <= this.limit() ? this.waiting.shift() : undefined;
    if (next) next();
    else this.taken--;
  }
}
