const FIRST_SECONDS = 0.5;
const LONGEST_SECONDS = 60;
/** Seconds of health after which the past is forgotten. */
const FORGIVEN_AFTER = 120;

/** How long to wait before something that fails is tried again: twice as long each time. */
export class BackOff {
  private next = FIRST_SECONDS;
  private healthySince: number | undefined;

  /** @param now in seconds */
  healthy(now: number): void {
    this.healthySince = now;
  }

  /** Seconds to wait after a failure. */
  failed(now: number): number {
    if (this.healthySince !== undefined && now - this.healthySince >= FORGIVEN_AFTER)
      this.next = FIRST_SECONDS;
    this.healthySince = undefined;
    const seconds = this.next;
    this.next = Math.min(LONGEST_SECONDS, 2 * this.next);
    return seconds;
  }
}
