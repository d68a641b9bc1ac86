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
  private readonly began = process.hrtime.bigint();

  constructor(private readonly listener: DispatchListener = {}) {}

  /** Seconds since it was begun. */
  now(): number {
    return Number(process.hrtime.bigint() - this.began) / 1e9;
  }

  tell(event: DispatchEvent): void {
    this.events.push(event);
    this.listener.onEvent?.(event);
  }

  begin(device: string, stage: string): void {
    this.listener.onBegin?.(device, stage);
  }

  record(stage: StageRecord): void {
    this.stages.push(stage);
    this.listener.onStage?.(stage);
  }

  sample(sample: OpSample): void {
    this.listener.onSample?.(sample);
  }

  held(device: string, bytes: number): void {
    this.peakBytes.set(device, Math.max(bytes, this.peakBytes.get(device) ?? 0));
  }
}
