import type { StageFamily, TimelineShard, TimelineSpan } from '../api/index.js';

/** How far back the timeline reaches, in seconds. */
export const TIMELINE_SECONDS = 60;

/** Stages within so many seconds are shown as one: about what a pixel stands for on a page. */
const RESOLUTION_SECONDS = 0.1;

/** Of one queue of a device: as many as stages make that are longer than the resolution. */
const MOST_SPANS = TIMELINE_SECONDS / RESOLUTION_SECONDS;
const MOST_SHARDS = 600;
/** More than there are devices and queues; a guard, as their names are not ours. */
const MOST_LANES = 256;

/** A stage that has run. Times are in seconds since 1970. */
export interface RanStage {
  readonly device: string;
  readonly queue: number;
  readonly family: StageFamily;
  readonly start: number;
  readonly end: number;
  /** Whose it was, as far as that is known. */
  readonly job: string | undefined;
  readonly shard: number | undefined;
}

interface Numbered {
  readonly number: number;
  /** Of the timeline, when it changed last. */
  readonly revision: number;
}

/** Stages that are shown as one. */
interface Span extends Numbered, Omit<RanStage, 'job' | 'shard'> {
  readonly stages: number;
  readonly secondsOf: ReadonlyMap<StageFamily, number>;
}

interface Shard extends Numbered {
  readonly device: string;
  readonly job: string;
  readonly shard: number;
  readonly start: number;
  readonly end: number;
}

/** What ran where in the last minute. However many stages there are, it takes no more than so much memory. */
export class Timeline {
  private latest = 0;
  private numbers = 0;
  /** By device and queue. */
  private readonly lanes = new Map<string, Span[]>();
  /** The one that began last at the end. */
  private readonly shards: Shard[] = [];

  /** Grows with every change. */
  get revision(): number {
    return this.latest;
  }

  add(stage: RanStage): void {
    const revision = ++this.latest;
    this.addSpan(stage, revision);
    const { job, shard } = stage;
    if (job !== undefined && shard !== undefined) this.addShard({ ...stage, job, shard }, revision);
  }

  /**
   * What has changed since a revision and is not too old.
   *
   * @param sees which jobs may be named
   */
  since(
    revision: number,
    now: number,
    sees: (job: string) => boolean,
  ): { readonly spans: TimelineSpan[]; readonly shards: TimelineShard[] } {
    const isNews = (one: Numbered & { readonly end: number }) =>
      one.revision > revision && one.end > now - TIMELINE_SECONDS;
    return {
      spans: [...this.lanes.values()].flatMap((lane) => lane.filter(isNews)).map(describeSpan),
      shards: this.shards.filter(isNews).map(({ number, device, job, shard, start, end }) => ({
        ...{ number, device, job: sees(job) ? job : null, shard, start, end },
      })),
    };
  }

  private addSpan({ device, queue, family, start, end }: RanStage, revision: number): void {
    const stage = { device, queue, family, start, end };
    const key = `${device} ${queue}`;
    const lane = this.lanes.get(key) ?? [];
    if (this.lanes.size < MOST_LANES) this.lanes.set(key, lane);
    const last = lane.at(-1);
    if (last && stage.start >= last.start && stage.end - last.start <= RESOLUTION_SECONDS) {
      lane[lane.length - 1] = { ...merge(last, stage), revision };
    } else {
      const secondsOf = new Map([[stage.family, stage.end - stage.start]]);
      lane.push({ ...stage, number: ++this.numbers, revision, stages: 1, secondsOf });
    }
    forget(lane, MOST_SPANS, stage.end);
  }

  private addShard({ device, job, shard, start, end }: Omit<Shard, keyof Numbered>, revision: number): void {
    const index = this.shards.findLastIndex(
      (one) => one.device === device && one.job === job && one.shard === shard,
    );
    if (index >= 0) {
      const known = this.shards[index];
      this.shards[index] = { ...known, revision, end: Math.max(known.end, end) };
    } else {
      this.shards.push({ number: ++this.numbers, revision, device, job, shard, start, end });
    }
    forget(this.shards, MOST_SHARDS, end);
  }
}

function merge(span: Span, { family, start, end }: Pick<RanStage, 'family' | 'start' | 'end'>): Span {
  const secondsOf = new Map(span.secondsOf);
  secondsOf.set(family, (secondsOf.get(family) ?? 0) + end - start);
  const [[most]] = [...secondsOf].sort(([, a], [, b]) => b - a);
  return { ...span, secondsOf, family: most, end: Math.max(span.end, end), stages: span.stages + 1 };
}

function describeSpan({ number, device, queue, family, start, end, stages, secondsOf }: Span): TimelineSpan {
  const worked = [...secondsOf.values()].reduce((sum, seconds) => sum + seconds, 0);
  const busySeconds = Math.min(end - start, worked);
  return { number, device, queue, family, start, end, busySeconds, stages };
}

/** Removes what is too old, and more where there is too much. */
function forget(spans: { readonly end: number }[], most: number, now: number): void {
  let gone = Math.max(0, spans.length - most);
  while (gone < spans.length && spans[gone].end < now - TIMELINE_SECONDS) gone++;
  if (gone > 0) spans.splice(0, gone);
}
