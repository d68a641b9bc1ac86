import { SwitchyardError } from '../../runtime/index.js';

/** Aborts what counts a run and takes too long for it. */
export class CountingTime implements Disposable {
  private readonly limit = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal;

  /** @param seconds Infinity for as long as it takes */
  constructor(seconds: number, outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.limit.signal]);
    if (seconds === Infinity) return;
    // Timers take no more than 24 days.
    const milliseconds = Math.min(1000 * seconds, 2 ** 31 - 1);
    this.timer = setTimeout(() => this.limit.abort(tooLong(seconds)), milliseconds);
  }

  /** Why it was aborted; undefined where it was not, or by somebody else. */
  get reason(): SwitchyardError | undefined {
    return this.limit.signal.reason as SwitchyardError | undefined;
  }

  /** The run is counted. */
  stop(): void {
    clearTimeout(this.timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

function tooLong(seconds: number): SwitchyardError {
  return new SwitchyardError('SY_ERR_GUEST', `the run could not be counted within ${seconds} s`, {
    remedy: 'Let it do less, or ask for a higher limits.sizingSeconds.',
    check: 'SECONDS',
  });
}
