/** As a share of the profile's rate. */
const SLOW_RATE = 0.5;

/** Notices devices that work at less than half of the rate of their profile. */
export class DevicePace {
  private readonly slow = new Set<string>();

  /** @param onSlow told of a device once, and again after it has recovered; with its rate as a share of the profile's */
  constructor(private readonly onSlow: (device: string, rate: number) => void) {}

  judge(device: string, rate: number): void {
    if (rate >= SLOW_RATE) {
      this.slow.delete(device);
    } else if (!this.slow.has(device)) {
      this.slow.add(device);
      this.onSlow(device, rate);
    }
  }
}
