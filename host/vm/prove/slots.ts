/** Lets so many through at a time, first come first served. The limit may change while somebody waits. */
export class Slots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: () => number) {}

  /** Waits for a slot. The caller gives it back by the function that it gets, once. */
  async take(): Promise<() => void> {
    const taken = new Promise<void>((resolve) => this.waiting.push(resolve));
    this.admit();
    await taken;
    return () => {
      this.taken--;
      this.admit();
    };
  }

  private admit(): void {
    while (this.waiting.length > 0 && this.taken < this.limit()) {
      this.taken++;
      this.waiting.shift()!();
    }
  }
}
