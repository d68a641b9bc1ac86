import type { DeviceEvent } from '../../runtime/index.js';
import type { DeviceStatus, Workshop } from '../engine/index.js';
import type { PageDesk } from './page-desk.js';

type DeviceState = DeviceStatus['state'];

/** What a device is after an event; undefined where it stays what it was. */
const STATES: Readonly<Record<DeviceEvent['kind'], DeviceState | undefined>> = {
  ...{ ready: 'ready', returned: 'ready', lost: 'restarting', failed: 'restarting', poisoned: 'poisoned' },
  ...{ starting: undefined, waiting: undefined, closed: undefined },
};

/** As long as a device may be away before somebody is told: it is started again by itself. */
const DOWN_SECONDS = 300;

/** Pages for devices: what they are like, and whether they can prove. */
export class DevicePages {
  constructor(private readonly desk: PageDesk) {}

  /** Watches the devices of a workshop, until the function that is returned is called. */
  watch(workshop: Workshop): () => void {
    for (const { id, state, reason } of workshop.devices()) this.onState(id, state, reason);
    return workshop.listen({
      onDevice: ({ device, kind, reason }) => {
        const state = STATES[kind];
        if (state) this.onState(device, state, reason);
      },
    });
  }

  /** @param reason why it is not ready, one sentence */
  onState(device: string, state: DeviceState, reason = ''): void {
    const labels = { device };
    if (state === 'poisoned') {
      const summary = `${device} gave wrong data and is not used`;
      this.desk.raise('SwitchyardDevicePoisoned', { labels, summary, description: reason });
    } else if (state === 'ready') this.desk.clear('SwitchyardDevicePoisoned', labels);
    if (state === 'restarting' || state === 'lost') {
      const summary = `${device} is down; its work is done elsewhere`;
      const after = { afterSeconds: DOWN_SECONDS };
      this.desk.raise('SwitchyardDeviceDown', { labels, summary, description: reason }, after);
    } else if (state === 'ready') this.desk.clear('SwitchyardDeviceDown', labels);
  }

  /** @param problem why the last canary proof of the device failed; undefined where it verified */
  onCanary(device: string, problem: string | undefined): void {
    const labels = { device };
    if (problem === undefined) this.desk.clear('SwitchyardCanaryFailing', labels);
    else {
      const summary = `the canary proof on ${device} fails`;
      this.desk.raise('SwitchyardCanaryFailing', { labels, summary, description: problem });
    }
  }
}
