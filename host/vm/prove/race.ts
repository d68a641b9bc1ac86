/**
 * One result of several tries at the same: the first that is accepted counts, and the others are ended. A try that was
 * alone from beginning to end is the caller's to judge.
 */
export class Race<T> {
  readonly result: Promise<T>;
  private readonly open = new Set<AbortController>();
  private resolve!: (value: T) => void;
  private reject!: (error: unknown) => void;
  private entered = 0;
  private isWon = false;

  /** @param accept asked for the result of each, where there is more than one */
  constructor(private readonly accept: (value: T) => Promise<boolean>) {
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Whether a try was ended since another one has won. */
  isLost(signal: AbortSignal): boolean {
    return this.isWon && signal.aborted;
  }

  /** Begins with a try, which is ended by its signal. Returns once it is over, whatever became of it. */
  async enter(attempt: (signal: AbortSignal) => Promise<T>): Promise<void> {
    const controller = new AbortController();
    this.open.add(controller);
    this.entered++;
    try {
      const value = await attempt(controller.signal);
      if (this.isWon) return;
      // While it is judged, the others go on.
      const isGood = this.entered === 1 || (await this.accept(value));
      this.open.delete(controller);
      if (isGood || this.open.size === 0) this.win(value);
    } catch (error) {
      this.open.delete(controller);
      if (this.open.size === 0) this.reject(error);
    }
  }

  private win(value: T): void {
    if (this.isWon) return;
    this.isWon = true;
    this.resolve(value);
    for (const controller of this.open) controller.abort();
  }
}
