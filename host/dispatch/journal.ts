import type { LinkBytes } from '../runtime/index.js';
import type { DispatchEvent, OpSample, StageRecord } from './events.js';

/** What is told of dispatch while it goes on. */
export interface DispatchListener {
  onEvent?(event: DispatchEvent): void;
  /** A device begins with a segment. */
  onBegin?(device: string, stage: string): void;
  onStage?(record: StageRecord): void;
  onSample?(sample: OpSample): void;
}

/** What happened on a fleet: one for all proofs that it makes at a time. */
export class Journal {
  readonly events: DispatchEvent[] = [];
  readonly stages: StageRecord[] = [];
  /** The most bytes that a device held while a segment ran, by device. */
  readonly peakBytes = new Map<string, number>();
  /** What segments that were carried out sent over the link to each device that has one. */
  readonly linkBytes = new Map<string, LinkBytes>();
  private readonly began = process.hrtime.bigint();

  /** @param keeps whether it keeps what is told: not for a process that goes on proving */
  constructor(
    private readonly listener: DispatchListener = {},
    private readonly keeps = true,
  ) {}

  /** Seconds since it was begun. */
  now(): number {
    return Number(process.hrtime.bigint() - this.began) / 1e9;
  }

  tell(event: DispatchEvent): void {
    if (this.keeps) this.events.push(event);
    this.listener.onEvent?.(event);
  }

  begin(device: string, stage: string): void {
    this.listener.onBegin?.(device, stage);
  }

  record(stage: StageRecord): void {
    if (this.keeps) this.stages.push(stage);
    this.listener.onStage?.(stage);
  }

  sample(sample: OpSample): void {
    this.listener.onSample?.(sample);
  }

  held(device: string, bytes: number): void {
    this.peakBytes.set(device, Math.max(bytes, this.peakBytes.get(device) ?? 0));
  }

  moved(device: string, { toDevice, toHost }: LinkBytes): void {
    if (toDevice === 0 && toHost === 0) return;
    const before = this.linkBytes.get(device) ?? { toDevice: 0, toHost: 0 };
    this.linkBytes.set(device, { toDevice: before.toDevice + toDevice, toHost: before.toHost + toHost });
  }
}
