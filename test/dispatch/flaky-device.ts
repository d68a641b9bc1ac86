import type { FleetMember, MemberStatus } from '../../host/dispatch/index.js';
import {
  Device,
  SwitchyardError,
  type ErrorCode,
  type Outcome,
  type SegmentMessage,
  type SubmitOptions,
} from '../../host/runtime/index.js';

/** What is to happen at a segment: nothing, a code to fail with, wrong data, or a result that is too short. */
export type Fault = ErrorCode | 'wrong' | 'short' | undefined;

/** A CPU device under another name that fails when it is told to. Lost ones come back empty after some asking. */
export class FlakyMember implements FleetMember {
  readonly isReference = false;
  readonly reasons: string[] = [];
  segments = 0;
  private current: Device | undefined;
  private inner: Device | undefined;
  private askedWhileAway = 0;

  constructor(
    readonly id: string,
    private readonly open: () => Device,
    private readonly faultAt: (segment: number, ops: readonly string[]) => Fault,
  ) {
    this.current = this.flaky(open());
  }

  get device(): Device | undefined {
    if (!this.current && ++this.askedWhileAway > 40) {
      this.askedWhileAway = 0;
      this.current = this.flaky(this.open());
    }
    return this.current;
  }

  get status(): MemberStatus {
    return { state: this.current ? 'ready' : 'restarting' };
  }

  blame(reason: string): void {
    this.reasons.push(reason);
    this.lose();
  }

  suspect(): void {
    // It fails when it is told to, and not on its own.
  }

  async close(): Promise<void> {
    await this.inner?.close();
  }

  private failure(code: ErrorCode): SwitchyardError {
    return new SwitchyardError(code, `${this.id} was told to fail`, { device: this.id, remedy: 'None.' });
  }

  private lose(): void {
    void this.inner?.close();
    this.current = undefined;
  }

  private flaky(device: Device): Device {
    this.inner = device;
    const self = Object.create(device) as Device;
    self.submit = async (message: SegmentMessage, options: SubmitOptions): Promise<Outcome> => {
      const ops = message.ops.map(({ name }) => name);
      const fault = ops.every((op) => op === 'free') ? undefined : this.faultAt(++this.segments, ops);
      if (fault === 'wrong') return spoilt(await device.submit(message, options));
      if (fault === 'short') return shortened(await device.submit(message, options));
      if (fault === undefined) {
        return await device.submit(message, options).catch((error: unknown) => {
          // What was under way when it was lost is lost, too.
          throw this.current === self ? error : this.failure('SY_ERR_LOST');
        });
      }
      if (fault === 'SY_ERR_LOST') this.lose();
      throw this.failure(fault);
    };
    return self;
  }
}

/** Another first word of the last result, so that a cap or a value is a wrong one. */
function spoilt(outcome: Outcome): Outcome {
  const last = outcome.timings.findLastIndex((_, i) => outcome.words(i).length > 0);
  if (last >= 0) outcome.words(last)[0] ^= 1;
  return outcome;
}

/** The last result without its last word. */
function shortened(outcome: Outcome): Outcome {
  const last = outcome.timings.findLastIndex((_, i) => outcome.words(i).length > 0);
  const words = (op: number) => (op === last ? outcome.words(op).subarray(0, -1) : outcome.words(op));
  return Object.create(outcome, { words: { value: words } }) as Outcome;
}
