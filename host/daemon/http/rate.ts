/** Who took how much lately, for no more than so many at a time. */
const MOST_KEYS = 20_000;

/** Lets everybody take so much in a time, in whatever portions. */
export class Rate {
  private readonly left = new Map<string, { amount: number; at: number }>();

  /**
   * @param seconds in which what was taken comes back
   * @param now in seconds, for tests
   */
  constructor(
    private readonly seconds: number,
    private readonly now: () => number = () => performance.now() / 1e3,
  ) {}

  /** Takes an amount of what somebody may take; returns in how many seconds there is enough, 0 where it was taken. */
  take(key: string, amount: number, most: number): number {
    const at = this.now();
    const before = this.left.get(key);
    const amountLeft = before
      ? Math.min(most, before.amount + ((at - before.at) * most) / this.seconds)
      : most;
    this.left.delete(key);
    if (this.left.size >= MOST_KEYS) this.left.delete(this.left.keys().next().value!);
    const isEnough = amountLeft >= amount;
    this.left.set(key, { amount: isEnough ? amountLeft - amount : amountLeft, at });
    return isEnough ? 0 : ((amount - amountLeft) * this.seconds) / most;
  }
}
