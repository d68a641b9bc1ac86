import {
  describeDeviceEvent,
  describeDispatchEvent,
  type DispatchEvent,
  type StageRecord,
  type WorkLabel,
} from '../../dispatch/index.js';
import type { DeviceEvent } from '../../runtime/index.js';
import { now, type WorkshopListener } from '../engine/index.js';
import { JournalClock } from './journal-clock.js';
import { Latest } from './latest.js';
import { stageFamily } from './stage-family.js';
import { Timeline } from './timeline.js';

/** Something that went wrong, or differently than it was meant to. */
export interface Incident {
  /** Seconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly device: string | undefined;
  /** The id of the job that it is told of. */
  readonly job: string | undefined;
  readonly text: string;
}

const MOST_INCIDENTS = 100;
const MOST_CHARACTERS = 500;

/** What devices do without anything being wrong. */
const USUAL: ReadonlySet<DeviceEvent['kind']> = new Set(['starting', 'ready', 'closed']);

/** What devices did lately. It keeps no more than the status page shows. */
export class WorkshopLog implements WorkshopListener {
  readonly timeline = new Timeline();
  readonly incidents = new Latest<Incident>(MOST_INCIDENTS);
  private readonly journalClock: JournalClock;
  private changes = 0;

  /** @param clock seconds since 1970; another one in tests */
  constructor(readonly clock: () => number = now) {
    this.journalClock = new JournalClock(clock);
  }

  /** Grows with every change. */
  get revision(): number {
    return this.changes + this.timeline.revision + this.incidents.revision;
  }

  onBegin(): void {
    this.changes++;
  }

  onEnd(): void {
    this.changes++;
  }

  onStage({ stage, device, queue = 0, start, end }: StageRecord, { run, shard }: WorkLabel): void {
    const offset = this.journalClock.offsetOf(end);
    const times = { start: start + offset, end: end + offset };
    this.timeline.add({ device, queue, family: stageFamily(stage), ...times, job: run?.job, shard });
  }

  onEvent(event: DispatchEvent, { run }: WorkLabel): void {
    // One for each op that follows a loss, which is told of itself.
    if (event.kind === 'remade') return;
    this.add({
      kind: event.kind,
      device: deviceOf(event),
      job: run?.job,
      text: describeDispatchEvent(event),
    });
  }

  onDevice(event: DeviceEvent): void {
    this.changes++;
    if (USUAL.has(event.kind)) return;
    this.add({ kind: event.kind, device: event.device, job: undefined, text: describeDeviceEvent(event) });
  }

  add(incident: Omit<Incident, 'at'>): void {
    this.incidents.add({ ...incident, at: this.clock(), text: incident.text.slice(0, MOST_CHARACTERS) });
  }
}

/** The device that something happened to. */
function deviceOf(event: DispatchEvent): string | undefined {
  if (event.kind === 'fallback' || event.kind === 'copied') return event.from;
  return event.kind === 'retry' ? undefined : event.device;
}
