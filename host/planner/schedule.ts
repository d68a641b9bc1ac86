import type { Problem } from './problem.js';

/** Receives every span of time as it is planned. */
export interface SpanSink {
  stage(stage: number, place: number, start: number, end: number): void;
  transfer(
    stage: number,
    datum: number,
    device: number,
    direction: 'upload' | 'download',
    start: number,
    end: number,
  ): void;
}

/**
 * How far a proof has got: which stages are issued and when they end, what lies where and since when, and when
 * units and links are free. Issuing a stage never changes the times of those before it.
 *
 * All of it is in one array of numbers, so that a search can copy it cheaply. Infinity stands for not yet,
 * or not there.
 */
export class Schedule {
  private constructor(
    private readonly problem: Problem,
    private readonly at: Offsets,
    private readonly values: Float64Array,
  ) {}

  static empty(problem: Problem): Schedule {
    const at = offsetsOf(problem);
    const values = new Float64Array(at.length);
    values.fill(Infinity, at.stageEnd, at.zero);
    for (const [datum, { atHost }] of problem.graph.data.entries()) {
      if (atHost) values[at.atHost + datum] = 0;
      values[at.readers + datum] = problem.readers[datum];
    }
    return new Schedule(problem, at, values);
  }

  copy(): Schedule {
    return new Schedule(this.problem, this.at, this.values.slice());
  }

  /** When the last of the stages issued so far ends. */
  get end(): number {
    return this.values[this.at.finish];
  }

  isIssued(stage: number): boolean {
    return this.values[this.at.stageEnd + stage] < Infinity;
  }

  isReady(stage: number): boolean {
    return (
      !this.isIssued(stage) && this.problem.stages[stage].before.every((before) => this.isIssued(before))
    );
  }

  stageEnd(stage: number): number {
    return this.values[this.at.stageEnd + stage];
  }

  unitFree(place: number): number {
    return this.values[this.at.unitFree + this.problem.units[place]];
  }

  /** The earliest time by which a datum could be at a place, leaving out that links may be busy. */
  arrival(datum: number, place: number): number {
    const { hostPlace, uploads, downloads } = this.problem;
    const n = this.at.data;
    if (place < hostPlace && this.values[this.at.onDevice + place * n + datum] < Infinity)
      return this.values[this.at.onDevice + place * n + datum];
    let atHost = this.values[this.at.atHost + datum];
    for (let device = 0; atHost === Infinity && device < hostPlace; device++)
      atHost = this.values[this.at.onDevice + device * n + datum] + downloads[device][datum];
    return place === hostPlace ? atHost : atHost + uploads[place][datum];
  }

  /** Seconds of work of the busiest unit or link. */
  get bottleneck(): number {
    return this.values.subarray(this.at.busy, this.at.finish).reduce((most, busy) => Math.max(most, busy), 0);
  }

  /** Seconds of work of all units together. */
  get unitWork(): number {
    const units = this.problem.hostPlace + 1;
    return this.values.subarray(this.at.busy, this.at.busy + units).reduce((sum, busy) => sum + busy, 0);
  }

  /**
   * Equal for schedules that have issued the same stages and hold the same data in the same places; where memory is
   * not tight, data that nothing reads any more do not count.
   */
  signature(isTight: boolean): number {
    const { at, values } = this;
    let hash = 0;
    for (let i = 0; i < at.zero; i++) {
      const isThere = values[i] < Infinity && (i < at.atHost || isTight || this.isRead(i));
      hash = (Math.imul(hash, 0x01000193) + (isThere ? i + 1 : 0)) | 0;
    }
    return hash;
  }

  /** Whether every time and, if they count, all work so far is at most the other's, with the same data in place. */
  isNoWorse(other: Schedule, isTight: boolean, countsWork: boolean): boolean {
    const { at, values } = this;
    const theirs = other.values;
    for (let i = 0; i < (isTight ? at.busy : at.held); i++) {
      const isData = i >= at.atHost && i < at.zero;
      if (isData && !isTight && !this.isRead(i)) continue;
      if (i < at.zero && values[i] < Infinity !== theirs[i] < Infinity) return false;
      if (i < at.atHost && !this.isAwaited(i)) continue;
      if (values[i] > theirs[i]) return false;
    }
    if (values[at.finish] > theirs[at.finish]) return false;
    for (let i = at.busy; countsWork && i < at.finish; i++) if (values[i] > theirs[i]) return false;
    return true;
  }

  /** Whether the datum that a place in the array stands for is read by a stage to come. */
  private isRead(i: number): boolean {
    return this.values[this.at.readers + ((i - this.at.atHost) % this.at.data)] > 0;
  }

  /** Whether a stage to come waits for this one. */
  private isAwaited(stage: number): boolean {
    return this.problem.waiting[stage].some((later) => !this.isIssued(later));
  }

  /**
   * Issues a stage that is ready: fetches what it reads, makes room, and runs it when all is there.
   * False if the place has not the memory, or cannot be given a tree; the schedule is of no use then.
   */
  issue(stage: number, place: number, sink?: SpanSink): boolean {
    const { problem, at, values } = this;
    const { before, seconds } = problem.stages[stage];
    const { inputs, outputs } = problem.graph.stages[stage];
    const isHost = place === problem.hostPlace;
    const unit = problem.units[place];
    let start = values[at.unitFree + unit];
    for (const earlier of before) start = Math.max(start, values[at.stageEnd + earlier]);
    let fetchFrom = 0;
    if (!isHost) {
      const room = this.makeRoom(stage, place, sink);
      if (room === Infinity) return false;
      start = Math.max(start, room);
      // One stage ahead: inputs are fetched while the stage before computes.
      fetchFrom = Math.max(room, values[at.lastStart + place]);
    }
    for (const datum of inputs) {
      const arrival = this.fetch(stage, datum, place, fetchFrom, sink);
      if (arrival === Infinity) return false;
      start = Math.max(start, arrival);
    }
    const end = start + seconds[place];
    if (end === Infinity) return false;
    for (const datum of outputs) {
      if (isHost) values[at.atHost + datum] = end;
      else this.put(datum, place, end);
    }
    for (const datum of inputs) values[at.readers + datum] -= 1;
    values[at.stageEnd + stage] = end;
    values[at.unitFree + unit] = end;
    values[at.busy + unit] += seconds[place];
    values[at.finish] = Math.max(values[at.finish], end);
    if (!isHost) {
      values[at.lastStart + place] = start;
      values[at.lastEnd + place] = end;
    }
    sink?.stage(stage, place, start, end);
    return true;
  }

  /** When a datum is at a place, moved there if it must be. */
  private fetch(stage: number, datum: number, place: number, from: number, sink?: SpanSink): number {
    const { problem, at, values } = this;
    const isHost = place === problem.hostPlace;
    if (!isHost) {
      const there = values[at.onDevice + place * at.data + datum];
      if (there < Infinity) return there;
    }
    if (values[at.atHost + datum] === Infinity) {
      if (!problem.graph.data[datum].isMovable) return Infinity;
      const holder = this.holderOf(datum);
      if (holder < 0) return Infinity;
      this.download(stage, datum, holder, 0, sink);
    }
    if (isHost) return values[at.atHost + datum];
    if (!problem.graph.data[datum].isMovable && !problem.graph.data[datum].atHost) return Infinity;
    const start = Math.max(values[at.atHost + datum], values[at.upFree + place], from);
    const end = start + problem.uploads[place][datum];
    values[at.upFree + place] = end;
    values[at.busy + problem.hostPlace + 1 + 2 * place] += problem.uploads[place][datum];
    this.put(datum, place, end);
    sink?.transfer(stage, datum, place, 'upload', start, end);
    return end;
  }

  private download(stage: number, datum: number, device: number, from: number, sink?: SpanSink): void {
    const { problem, at, values } = this;
    const there = values[at.onDevice + device * at.data + datum];
    const start = Math.max(there, values[at.downFree + device], from);
    const end = start + problem.downloads[device][datum];
    values[at.downFree + device] = end;
    values[at.busy + problem.hostPlace + 2 + 2 * device] += problem.downloads[device][datum];
    values[at.atHost + datum] = end;
    sink?.transfer(stage, datum, device, 'download', start, end);
  }

  /**
   * The time from which a device has the memory for what a stage fetches and makes; Infinity if it never has.
   * Data that nothing reads any more go first, then copies of what the host holds, then what is written back.
   */
  private makeRoom(stage: number, device: number, sink?: SpanSink): number {
    const { problem, at, values } = this;
    const { data, stages } = problem.graph;
    const { inputs, outputs } = stages[stage];
    const n = at.data;
    const row = at.onDevice + device * n;
    let excess = values[at.held + device] - problem.devices[device].budgetBytes;
    for (const datum of outputs) excess += data[datum].bytes;
    for (const datum of inputs) if (values[row + datum] === Infinity) excess += data[datum].bytes;
    if (excess <= 0) return 0;

    let room = values[at.lastEnd + device];
    const drop = (datum: number): void => {
      const copied = values[at.atHost + datum];
      // A copy on its way to the host is read until it is there.
      if (copied < Infinity) room = Math.max(room, copied);
      values[row + datum] = Infinity;
      values[at.held + device] -= data[datum].bytes;
      excess -= data[datum].bytes;
    };
    const kept: number[] = [];
    for (let datum = 0; datum < n; datum++) {
      if (values[row + datum] === Infinity) continue;
      if (values[at.readers + datum] === 0 && problem.isFreed[datum]) drop(datum);
      else if (!inputs.includes(datum)) kept.push(datum);
    }
    if (excess <= 0) return room;

    const movable = kept.filter((datum) => data[datum].isMovable || values[at.atHost + datum] < Infinity);
    movable.sort((a, b) => this.compareKept(a, b));
    for (const datum of movable) {
      if (excess <= 0) break;
      if (values[at.atHost + datum] === Infinity)
        this.download(stage, datum, device, values[at.lastEnd + device], sink);
      drop(datum);
    }
    return excess <= 0 ? room : Infinity;
  }

  /** Which of two data leaves a full device first. */
  private compareKept(a: number, b: number): number {
    const copied = (datum: number): number => (this.values[this.at.atHost + datum] < Infinity ? 0 : 1);
    return (
      copied(a) - copied(b) ||
      this.nextReader(b) - this.nextReader(a) ||
      this.problem.graph.data[b].bytes - this.problem.graph.data[a].bytes ||
      a - b
    );
  }

  private nextReader(datum: number): number {
    const next = this.problem.readersOf[datum].find((stage) => !this.isIssued(stage));
    return next ?? this.problem.stages.length;
  }

  private holderOf(datum: number): number {
    for (let device = 0; device < this.problem.hostPlace; device++) {
      if (this.values[this.at.onDevice + device * this.at.data + datum] < Infinity) return device;
    }
    return -1;
  }

  private put(datum: number, device: number, time: number): void {
    this.values[this.at.onDevice + device * this.at.data + datum] = time;
    this.values[this.at.held + device] += this.problem.graph.data[datum].bytes;
  }
}

/** Where each list begins in the array of a schedule. */
interface Offsets {
  readonly data: number;
  /** Times that are Infinity at first: of stages, of data at the host, and of data by device. */
  readonly stageEnd: number;
  readonly atHost: number;
  readonly onDevice: number;
  /** What is zero at first. */
  readonly zero: number;
  readonly readers: number;
  readonly unitFree: number;
  readonly upFree: number;
  readonly downFree: number;
  readonly lastStart: number;
  readonly lastEnd: number;
  readonly held: number;
  /** Seconds of work: of units by place, then of each device's upload and download. */
  readonly busy: number;
  readonly finish: number;
  readonly length: number;
}

function offsetsOf({ graph, devices }: Problem): Offsets {
  const data = graph.data.length;
  const stageEnd = 0;
  const atHost = stageEnd + graph.stages.length;
  const onDevice = atHost + data;
  const zero = onDevice + devices.length * data;
  const readers = zero;
  const unitFree = readers + data;
  const upFree = unitFree + devices.length + 1;
  const downFree = upFree + devices.length;
  const lastStart = downFree + devices.length;
  const lastEnd = lastStart + devices.length;
  const held = lastEnd + devices.length;
  const busy = held + devices.length;
  const finish = busy + 3 * devices.length + 1;
  return {
    data,
    stageEnd,
    atHost,
    onDevice,
    zero,
    readers,
    unitFree,
    upFree,
    downFree,
    lastStart,
    lastEnd,
    held,
    busy,
    finish,
    length: finish + 1,
  };
}
