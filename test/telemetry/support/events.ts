import { setTimeout as sleep } from 'node:timers/promises';
import type { PowerEvent, PowerListener } from '../../../host/telemetry/index.js';

/** Remembers what sources say. */
export class Events {
  readonly all: PowerEvent[] = [];
  readonly listener: PowerListener = (event) => {
    this.all.push(event);
  };

  of<K extends PowerEvent['kind']>(kind: K): Extract<PowerEvent, { kind: K }>[] {
    return this.all.filter((event): event is Extract<PowerEvent, { kind: K }> => event.kind === kind);
  }

  /** Waits until so many more events of a kind have come than there are now. */
  async more(kind: PowerEvent['kind'], count = 1): Promise<void> {
    await this.reach(kind, this.of(kind).length + count);
  }

  /** Waits until so many events of a kind have come in all. */
  async reach(kind: PowerEvent['kind'], count: number): Promise<void> {
    while (this.of(kind).length < count) await sleep(5);
  }
}
