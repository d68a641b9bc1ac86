/**
 * Sets times of a journal, whose clock nobody else has, beside the machine's: whatever is told of has ended by then,
 * the latest just now.
 */
export class JournalClock {
  private offset = Infinity;

  /** @param clock seconds since 1970 */
  constructor(
    private readonly clock: () => number,
    private readonly steady: () => number = () => performance.now() / 1000,
  ) {}

  /** What is to be added to times of the journal for seconds since 1970. To be asked as soon as something has ended. */
  offsetOf(end: number): number {
    const steady = this.steady();
    this.offset = Math.min(this.offset, steady - end);
    return this.offset + this.clock() - steady;
  }
}
