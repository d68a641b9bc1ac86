import type { Instance } from './proof-graphs.js';

/** Device by index, or the host. */
export const ON_HOST = -1;

/** Something that takes a unit or a link for a while. */
interface Task {
  readonly queue: string;
  readonly seconds: number;
  /** Tasks that wait for this one to end, or to start. */
  readonly thenEnd: Task[];
  readonly thenStart: Task[];
  waits: number;
  start: number;
  end: number;
}

/** A stay of data in a device's memory, from the start of one task until the last of some have ended. */
interface Stay {
  readonly device: number;
  readonly bytes: number;
  readonly from: Task;
  readonly until: Task[];
  hasLeft: boolean;
}

/** What came of a simulation. */
export interface Judgement {
  readonly finish: number;
  /** The most bytes that each device held. */
  readonly peaks: readonly number[];
  readonly stageEnds: ReadonlyMap<number, number>;
  /** What the future of an unfinished proof depends on, by name: times, and which data lie where. */
  readonly state: ReadonlyMap<string, number>;
}

/**
 * Plays a proof on its devices, event by event. The dispatcher hands stages out in `order`; each unit, each upload
 * link and each download link works through what it is handed, first come, first served. A device fetches for
 * one stage ahead. Undefined if a device has not the memory, or is to read another's tree.
 *
 * @param assignment by stage, a device or ON_HOST
 * @param order of all stages, or of the first ones to be issued
 */
export function simulate(
  instance: Instance,
  assignment: readonly number[],
  order: readonly number[],
): Judgement | undefined {
  const desk = new Desk(instance);
  for (const stage of order) if (!desk.handOut(stage, assignment[stage])) return undefined;
  run(desk.tasks);
  return desk.judge();
}

/** Turns stages, in the order of issue, into tasks for units and links. */
class Desk {
  readonly tasks: Task[] = [];
  private readonly stageTasks = new Map<number, Task>();
  private readonly hostCopies = new Map<number, Task | 'from the start'>();
  private readonly onDevice: readonly Map<number, { stay: Stay; arrived: Task }>[];
  private readonly lastStage = new Map<number, Task>();
  private readonly lastInQueue = new Map<string, Task>();
  private readonly stays: Stay[] = [];

  constructor(private readonly instance: Instance) {
    this.onDevice = instance.devices.map(() => new Map<number, { stay: Stay; arrived: Task }>());
    for (const [datum, { atHost }] of instance.graph.data.entries()) {
      if (atHost) this.hostCopies.set(datum, 'from the start');
    }
  }

  handOut(stage: number, device: number): boolean {
    const { graph } = this.instance;
    const { inputs, outputs, after } = graph.stages[stage];
    const work = this.task(this.unitOf(device), this.secondsOf(stage, device));
    for (const earlier of after) this.order(this.stageTasks.get(earlier), work);
    if (device === ON_HOST) {
      for (const datum of inputs) {
        const copy = this.bringToHost(datum);
        if (copy === undefined) return false;
        if (copy !== 'from the start') this.order(copy, work);
      }
      for (const datum of outputs) this.hostCopies.set(datum, work);
    } else {
      const memory = this.onDevice[device];
      const missing = inputs.filter((datum) => !memory.has(datum));
      const room = this.clear(stage, device, [...missing, ...outputs]);
      if (!room) return false;
      const before = this.lastStage.get(device);
      for (const task of room) this.order(task, work);
      for (const datum of inputs) {
        if (!memory.has(datum)) {
          if (!graph.data[datum].isMovable && !graph.data[datum].atHost) return false;
          const copy = this.bringToHost(datum);
          if (copy === undefined) return false;
          const { upload } = this.instance.devices[device];
          const fetch = this.task(
            `up ${device}`,
            upload.latencySeconds + graph.data[datum].bytes / upload.bytesPerSecond,
          );
          if (copy !== 'from the start') this.order(copy, fetch);
          if (before) {
            before.thenStart.push(fetch);
            fetch.waits += 1;
          }
          for (const task of room) this.order(task, fetch);
          this.place(datum, device, fetch, fetch);
        }
        this.order(memory.get(datum)?.arrived, work);
      }
      for (const datum of outputs) this.place(datum, device, work, work);
      this.lastStage.set(device, work);
    }
    this.enqueue(work);
    this.stageTasks.set(stage, work);
    return true;
  }

  judge(): Judgement {
    const peaks = this.instance.devices.map((_, device) => {
      const changes = this.stays
        .filter((stay) => stay.device === device)
        .flatMap(({ from, until, hasLeft, bytes }) => [
          { time: from.start, bytes },
          { time: hasLeft ? Math.max(0, ...until.map(({ end }) => end)) : Infinity, bytes: -bytes },
        ]);
      // What leaves at a time leaves before what comes then.
      changes.sort((a, b) => a.time - b.time || a.bytes - b.bytes);
      let held = 0;
      return changes.reduce((most, change) => Math.max(most, (held += change.bytes)), 0);
    });
    let finish = 0;
    for (const { end } of this.stageTasks.values()) finish = Math.max(finish, end);
    const stageEnds = new Map([...this.stageTasks].map(([stage, { end }]) => [stage, end]));
    return { finish, peaks, stageEnds, state: this.stateNow(finish) };
  }

  private stateNow(finish: number): Map<string, number> {
    const state = new Map<string, number>([['finish', finish]]);
    const { stages } = this.instance.graph;
    for (const [queue, task] of this.lastInQueue) state.set(`queue ${queue}`, task.end);
    for (const [device, task] of this.lastStage) {
      state.set(`started ${device}`, task.start);
      state.set(`ended ${device}`, task.end);
    }
    for (const [stage, task] of this.stageTasks) {
      const isAwaited = stages.some(
        ({ after }, later) => after.includes(stage) && !this.stageTasks.has(later),
      );
      state.set(`stage ${stage}`, isAwaited ? task.end : 0);
    }
    for (const [datum, copy] of this.hostCopies)
      state.set(`${datum} host`, copy === 'from the start' ? 0 : copy.end);
    for (const [device, memory] of this.onDevice.entries()) {
      for (const [datum, { arrived }] of memory) state.set(`${datum} ${device}`, arrived.end);
    }
    return state;
  }

  /** The tasks to wait for until there is room; undefined if there never is. */
  private clear(stage: number, device: number, coming: readonly number[]): Task[] | undefined {
    const { graph, devices } = this.instance;
    const memory = this.onDevice[device];
    const size = (data: Iterable<number>): number =>
      [...data].reduce((sum, datum) => sum + graph.data[datum].bytes, 0);
    const fits = (): boolean => size(memory.keys()) + size(coming) <= devices[device].budgetBytes;
    if (fits()) return [];
    const last = this.lastStage.get(device);
    const waits = last ? [last] : [];
    const leave = (datum: number): void => {
      const { stay } = memory.get(datum)!;
      const copy = this.hostCopies.get(datum);
      if (copy !== undefined && copy !== 'from the start') waits.push(copy);
      stay.hasLeft = true;
      stay.until.push(...waits);
      memory.delete(datum);
    };
    const readers = (datum: number): number[] =>
      [...graph.stages.keys()].filter(
        (i) => graph.stages[i].inputs.includes(datum) && !this.stageTasks.has(i),
      );
    const isFreed = (datum: number): boolean => graph.stages.some(({ frees }) => frees.includes(datum));
    for (const datum of [...memory.keys()]) if (readers(datum).length === 0 && isFreed(datum)) leave(datum);
    const rank = (datum: number): number[] => [
      this.hostCopies.has(datum) ? 0 : 1,
      -(readers(datum)[0] ?? graph.stages.length),
      -graph.data[datum].bytes,
      datum,
    ];
    const others = [...memory.keys()]
      .filter((datum) => !graph.stages[stage].inputs.includes(datum))
      .filter((datum) => graph.data[datum].isMovable || this.hostCopies.has(datum))
      .map((datum) => ({ datum, rank: rank(datum) }))
      .sort(
        (a, b) => a.rank.map((value, i) => value - b.rank[i]).find((difference) => difference !== 0) ?? 0,
      );
    for (const { datum } of others) {
      if (fits()) break;
      if (!this.hostCopies.has(datum)) this.bringToHost(datum, last);
      leave(datum);
    }
    return fits() ? waits : undefined;
  }

  private bringToHost(datum: number, after?: Task): Task | 'from the start' | undefined {
    const known = this.hostCopies.get(datum);
    if (known !== undefined) return known;
    const { graph, devices } = this.instance;
    const device = this.onDevice.findIndex((memory) => memory.has(datum));
    if (device < 0 || !graph.data[datum].isMovable) return undefined;
    const { download } = devices[device];
    const copy = this.task(
      `down ${device}`,
      download.latencySeconds + graph.data[datum].bytes / download.bytesPerSecond,
    );
    this.order(this.onDevice[device].get(datum)?.arrived, copy);
    this.order(after, copy);
    this.enqueue(copy);
    this.hostCopies.set(datum, copy);
    return copy;
  }

  private place(datum: number, device: number, from: Task, arrived: Task): void {
    const stay: Stay = {
      device,
      bytes: this.instance.graph.data[datum].bytes,
      from,
      until: [],
      hasLeft: false,
    };
    this.stays.push(stay);
    this.onDevice[device].set(datum, { stay, arrived });
    if (from.queue.startsWith('up ')) this.enqueue(from);
  }

  private unitOf(device: number): string {
    const shared = this.instance.devices.findIndex(({ id }) => id === this.instance.host.sharedWith);
    return `unit ${device === ON_HOST ? shared : device}`;
  }

  private secondsOf(stage: number, device: number): number {
    const { rates } = device === ON_HOST ? this.instance.host : this.instance.devices[device];
    return this.instance.graph.stages[stage].parts.reduce((sum, { class: name, work, calls }) => {
      const rate = rates.get(name);
      return sum + (rate ? calls * rate.latencySeconds + work / rate.workPerSecond : Infinity);
    }, 0);
  }

  private task(queue: string, seconds: number): Task {
    return { queue, seconds, thenEnd: [], thenStart: [], waits: 0, start: Infinity, end: Infinity };
  }

  private enqueue(task: Task): void {
    this.tasks.push(task);
    this.lastInQueue.set(task.queue, task);
  }

  private order(first: Task | undefined, second: Task): void {
    if (!first) return;
    first.thenEnd.push(second);
    second.waits += 1;
  }
}

/** Lets time pass from one event to the next until nothing happens any more. */
function run(tasks: readonly Task[]): void {
  const queues = new Map<string, { tasks: Task[]; next: number; isBusy: boolean }>();
  for (const task of tasks) {
    const queue = queues.get(task.queue) ?? { tasks: [], next: 0, isBusy: false };
    queue.tasks.push(task);
    queues.set(task.queue, queue);
  }
  const running = new Set<Task>();
  let now = 0;
  for (;;) {
    for (let changed = true; changed;) {
      changed = false;
      for (const queue of queues.values()) {
        const task = queue.tasks[queue.next] as Task | undefined;
        if (queue.isBusy || !task || task.waits > 0) continue;
        task.start = now;
        task.end = now + task.seconds;
        for (const later of task.thenStart) later.waits -= 1;
        queue.isBusy = true;
        queue.next += 1;
        running.add(task);
        changed = true;
      }
    }
    if (running.size === 0) return;
    now = Infinity;
    for (const { end } of running) now = Math.min(now, end);
    for (const task of running) {
      if (task.end !== now) continue;
      running.delete(task);
      queues.get(task.queue)!.isBusy = false;
      for (const later of task.thenEnd) later.waits -= 1;
    }
  }
}
