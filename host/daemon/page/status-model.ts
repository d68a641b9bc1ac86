import type { StatusUpdate, StatusView, TimelineShard, TimelineSpan } from '../api/status.js';

/** What the page knows of the daemon. */
export interface Status extends Omit<StatusView, 'timeline'> {
  readonly timelineSeconds: number;
}

/** Puts together what the daemon tells: all of it at first, then what has changed. */
export class StatusModel {
  private current: Status | undefined;
  private readonly spansByNumber = new Map<number, TimelineSpan>();
  private readonly shardsByNumber = new Map<number, TimelineShard>();

  get status(): Status | undefined {
    return this.current;
  }

  get spans(): ReadonlyMap<number, TimelineSpan> {
    return this.spansByNumber;
  }

  get shards(): ReadonlyMap<number, TimelineShard> {
    return this.shardsByNumber;
  }

  begin({ timeline, ...rest }: StatusView): void {
    // A daemon that was started again begins to count anew.
    this.spansByNumber.clear();
    this.shardsByNumber.clear();
    this.current = { ...rest, timelineSeconds: timeline.seconds };
    this.takeTimeline(timeline, rest.at);
  }

  update({ timeline, ...changed }: StatusUpdate): void {
    if (!this.current) return;
    this.current = { ...this.current, ...(changed as Partial<Status>) };
    this.takeTimeline(timeline, changed.at);
  }

  private takeTimeline({ seconds, spans, shards }: StatusView['timeline'], at: number): void {
    for (const span of spans) this.spansByNumber.set(span.number, span);
    for (const shard of shards) this.shardsByNumber.set(shard.number, shard);
    for (const all of [this.spansByNumber, this.shardsByNumber]) {
      for (const [number, { end }] of all) if (end < at - seconds) all.delete(number);
    }
  }
}
