import { Device, type OpenOptions } from '../device.js';
import { SwitchyardError } from '../errors.js';
import { BackOff } from './back-off.js';
import type { DeviceEvent, SupervisedStatus } from './device-event.js';
import { selfTest, WRONG_ANSWER } from './self-test.js';

/** What time is to a supervisor; another one in tests. */
export interface SupervisorClock {
  /** Seconds. */
  now(): number;
  /** @returns what cancels it */
  after(seconds: number, action: () => void): () => void;
}

export interface SupervisorOptions {
  readonly open?: OpenOptions;
  readonly onEvent?: (event: DeviceEvent) => void;
  /** Passed before the device is used again after wrong data, beside its own thorough self-test. */
  readonly trial?: (device: Device) => Promise<void>;
  readonly clock?: SupervisorClock;
}

const SYSTEM_CLOCK: SupervisorClock = {
  now: () => performance.now() / 1000,
  after(seconds, action) {
    const timer = setTimeout(action, seconds * 1000).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * A device that is started again when its process ends, after longer and longer pauses, and that is not used after it
 * gave wrong data until it has passed a thorough self-test.
 */
export class SupervisedDevice implements AsyncDisposable {
  private current: Device | undefined;
  private state: SupervisedStatus = 'starting';
  private readonly backOff = new BackOff();
  private cancelWait: (() => void) | undefined;
  private starting: Promise<void> = Promise.resolve();
  private isPoisoned = false;
  private suspected: Device | undefined;
  private lastReason: string | undefined;
  private hasFailed = false;

  private constructor(
    readonly id: string,
    private readonly options: SupervisorOptions,
    private readonly clock: SupervisorClock,
  ) {}

  /**
   * Starts a device. Where that fails it is tried no more: the caller then knows what is wrong.
   *
   * @throws as Device.openAnywhere and selfTest do
   */
  static async start(id: string, options: SupervisorOptions = {}): Promise<SupervisedDevice> {
    const supervised = new SupervisedDevice(id, options, options.clock ?? SYSTEM_CLOCK);
    await supervised.begin();
    return supervised;
  }

  /** Undefined while it is not there, or not to be trusted. */
  get device(): Device | undefined {
    return this.state === 'ready' ? this.current : undefined;
  }

  get status(): SupervisedStatus {
    return this.state;
  }

  /** Whether it has reported an error, and is tried while it is used. */
  get isSuspected(): boolean {
    return this.device !== undefined && this.suspected === this.device;
  }

  /** Whether it could not be started again when that was last tried. */
  get isLost(): boolean {
    return this.state !== 'ready' && this.hasFailed;
  }

  /** Why it is not ready. */
  get reason(): string | undefined {
    return this.state === 'ready' ? undefined : this.lastReason;
  }

  /** It gave wrong data. Its process is ended, and what it held with it. */
  poison(reason: string): void {
    if (this.state === 'closed') return;
    this.isPoisoned = true;
    this.lastReason = reason;
    this.tell({ kind: 'poisoned', reason });
    this.state = 'poisoned';
    this.current?.kill('it is not trusted any more');
  }

  /**
   * It reported an error. It is tried meanwhile, and its process ended if it fails again: the runtime of a card may have
   * lost its context, and then does nothing any more. Wrong answers poison it.
   */
  suspect(reason: string): void {
    const { device } = this;
    if (!device || this.suspected === device) return;
    this.suspected = device;
    void selfTest(device)
      .catch((error: unknown) => {
        if (!(error instanceof SwitchyardError) || error.code !== 'SY_ERR_DEVICE') return;
        if (error.check === WRONG_ANSWER && this.current === device) this.poison(error.message);
        else device.kill(`it fails since an error: ${reason}`);
      })
      .finally(() => {
        if (this.suspected === device) this.suspected = undefined;
      });
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.cancelWait?.();
    await this.starting.catch(() => undefined);
    await this.current?.close();
    this.current = undefined;
    this.tell({ kind: 'closed' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async begin(): Promise<void> {
    this.tell({ kind: 'starting' });
    const wasPoisoned = this.isPoisoned;
    const device = await Device.openAnywhere(this.id, this.options.open);
    try {
      await selfTest(device, wasPoisoned);
      if (wasPoisoned) await this.options.trial?.(device);
      // It lied before it was lost, as has turned out meanwhile: what it has passed is not enough.
      if (this.isPoisoned && !wasPoisoned) throw poisonedMeanwhile(this.id);
    } catch (error) {
      device.kill('its self-test failed');
      await device.close();
      throw error;
    }
    if (this.state === 'closed') {
      await device.close();
      return;
    }
    this.isPoisoned = false;
    this.hasFailed = false;
    this.current = device;
    this.state = 'ready';
    this.backOff.healthy(this.clock.now());
    this.tell({ kind: wasPoisoned ? 'returned' : 'ready' });
    device.onLost((error) => this.lost(device, error));
  }

  private lost(device: Device, error: SwitchyardError): void {
    if (this.current !== device) return;
    this.current = undefined;
    void device.close();
    if (this.state === 'closed') return;
    if (!this.isPoisoned) {
      this.state = 'restarting';
      this.lastReason = error.message;
      this.tell({ kind: 'lost', reason: error.message });
    }
    this.wait();
  }

  private wait(): void {
    const seconds = this.backOff.failed(this.clock.now());
    this.tell({ kind: 'waiting', seconds });
    this.cancelWait = this.clock.after(seconds, () => {
      this.starting = this.begin().catch((error: unknown) => {
        this.lastReason = error instanceof Error ? error.message : String(error);
        this.hasFailed = true;
        if (this.state === 'closed') return;
        this.tell({ kind: 'failed', reason: this.lastReason });
        this.wait();
      });
    });
  }

  private tell(event: Omit<DeviceEvent, 'device'>): void {
    this.options.onEvent?.({ ...event, device: this.id });
  }
}

function poisonedMeanwhile(id: string): SwitchyardError {
  return new SwitchyardError('SY_ERR_DEVICE', `${id} is not trusted any more`, {
    device: id,
    remedy: 'It is tested thoroughly before it is used again.',
  });
}
