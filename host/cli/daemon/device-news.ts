import type { DevicePages } from '../../daemon/index.js';
import type { DeviceEvent } from '../../runtime/index.js';

/** Brings what happens to devices to who pages for it. Devices are there before the daemon: it hears that, too. */
export class DeviceNews {
  private pages: DevicePages | undefined;
  private readonly early: DeviceEvent[] = [];

  tell(event: DeviceEvent): void {
    if (this.pages) bring(event, this.pages);
    else this.early.push(event);
  }

  listen(pages: DevicePages): void {
    this.pages = pages;
    for (const event of this.early.splice(0)) bring(event, pages);
  }
}

function bring({ kind, device, reason }: DeviceEvent, pages: DevicePages): void {
  switch (kind) {
    case 'ready':
    case 'returned':
      return pages.onState(device, 'ready');
    case 'lost':
    case 'failed':
      return pages.onState(device, 'restarting', reason);
    case 'poisoned':
      return pages.onState(device, 'poisoned', reason);
    case 'starting':
    case 'waiting':
    case 'closed':
      return;
  }
}
