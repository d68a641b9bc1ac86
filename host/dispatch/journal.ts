import type { ErrorCode, LinkBytes } from '../runtime/index.js';
import type { DispatchEvent, OpSample, StageRecord } from './events.js';

/** Whose work something is. */
export interface WorkLabel {
  /** What whoever has the run proven calls it, such as `{ job: '…' }`. Dispatch only hands it on. */
  readonly run?: Readonly<Record<string, string>> | undefined;
  /** The shard's index in its run. */
  readonly shard?: number | undefined;
}

/** What is told of dispatch while it goes on, with whose work it is as far as that is known. */
export interface DispatchListener {
  onEvent?(event: DispatchEvent, work: WorkLabel): void;
  /** A device begins with a segment. */
  onBegin?(device: string, stage: string, work: WorkLabel): void;
  /** A device is done with a segment, or has failed at it. */
  onEnd?(device: string, stage: string, work: WorkLabel): void;
  /** A device has carried out an op. */
  onStage?(record: StageRecord, work: WorkLabel): void;
  onSample?(sample: OpSample): void;
  /** So many bytes went over a device's link. */
  onMoved?(device: string, bytes: LinkBytes): void;
  /** A device met with an error that another one may not have. */
  onFault?(device: string, code: ErrorCode, work: WorkLabel): void;
}

/** What a journal keeps, whoever writes into it. */
interface Book {
  readonly events: DispatchEvent[];
  readonly stages: StageRecord[];
  readonly peakBytes: Map<string, number>;
  readonly linkBytes: Map<string, LinkBytes>;
  readonly began: bigint;
}

/** What happened on a fleet: one for all proofs that it makes at a time. */
export class Journal {
  /** @param keeps whether it keeps what is told: not for a process that goes on proving */
  constructor(
    private readonly listener: DispatchListener = {},
    private readonly keeps = true,
    private readonly work: WorkLabel = {},
    private readonly book: Book = newBook(),
  ) {}

  /** The same journal, for somebody whose work is all of one label. */
  labelled(work: WorkLabel): Journal {
    return new Journal(this.listener, this.keeps, work, this.book);
  }

  get events(): readonly DispatchEvent[] {
    return this.book.events;
  }

  get stages(): readonly StageRecord[] {
    return this.book.stages;
  }

  /** The most bytes that a device held while a segment ran, by device. */
  get peakBytes(): ReadonlyMap<string, number> {
    return this.book.peakBytes;
  }

  /** What segments that were carried out sent over the link to each device that has one. */
  get linkBytes(): ReadonlyMap<string, LinkBytes> {
    return this.book.linkBytes;
  }

  /** Seconds since it was begun. */
  now(): number {
    return Number(process.hrtime.bigint() - this.book.began) / 1e9;
  }

  tell(event: DispatchEvent): void {
    if (this.keeps) this.book.events.push(event);
    this.listener.onEvent?.(event, this.work);
  }

  begin(device: string, stage: string): void {
    this.listener.onBegin?.(device, stage, this.work);
  }

  end(device: string, stage: string): void {
    this.listener.onEnd?.(device, stage, this.work);
  }

  record(stage: StageRecord): void {
    const { shard } = this.work;
    const record = shard === undefined ? stage : { ...stage, shard };
    if (this.keeps) this.book.stages.push(record);
    this.listener.onStage?.(record, this.work);
  }

  sample(sample: OpSample): void {
    this.listener.onSample?.(sample);
  }

  fault(device: string, code: ErrorCode): void {
    this.listener.onFault?.(device, code, this.work);
  }

  held(device: string, bytes: number): void {
    const { peakBytes } = this.book;
    peakBytes.set(device, Math.max(bytes, peakBytes.get(device) ?? 0));
  }

  moved(device: string, bytes: LinkBytes): void {
    const { toDevice, toHost } = bytes;
    if (toDevice === 0 && toHost === 0) return;
    const { linkBytes } = this.book;
    const before = linkBytes.get(device) ?? { toDevice: 0, toHost: 0 };
    linkBytes.set(device, { toDevice: before.toDevice + toDevice, toHost: before.toHost + toHost });
    this.listener.onMoved?.(device, bytes);
  }
}

function newBook(): Book {
  return {
    ...{ events: [], stages: [] },
    ...{ peakBytes: new Map(), linkBytes: new Map() },
    began: process.hrtime.bigint(),
  };
}
