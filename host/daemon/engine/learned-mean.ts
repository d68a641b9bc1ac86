/** How much the latest measurement counts. */
const LATEST_SHARE = 0.3;

/** An exponential average of what was measured. */
export class LearnedMean {
  /** Undefined until something was measured. */
  value: number | undefined;
  /** How often something was measured. */
  count = 0;

  add(measured: number): void {
    this.count++;
    this.value = this.value === undefined ? measured : this.value + LATEST_SHARE * (measured - this.value);
  }
}
