import type { PageDesk } from './page-desk.js';

/** What a device is like. */
export type DeviceCondition = 'ready' | 'restarting' | 'suspect' | 'poisoned' | 'lost';

/** As long as a device may be away before somebody is told: it is started again by itself. */
const DOWN_SECONDS = 300;

/** Pages for devices: whoever watches them says what they are like, as often as it likes. */
export class DevicePages {
  constructor(private readonly desk: PageDesk) {}

  /** @param reason why it is not ready, one sentence */
  onState(device: string, state: DeviceCondition, reason = ''): void {
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
