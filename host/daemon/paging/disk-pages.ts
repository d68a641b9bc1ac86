import type { ArtifactFolder } from '../artifacts/index.js';
import type { PageDesk } from './page-desk.js';
import { tellStoreError } from './store-pages.js';

const CHECK_MILLISECONDS = 15_000;
/** Of storage.maxBytes: what should be left for uploads. */
const SPARE = 0.1;

/** Pages for the space that artifacts have. */
export class DiskPages {
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly desk: PageDesk,
    private readonly artifacts: Pick<ArtifactFolder, 'hasRoom'>,
    private readonly maxBytes: number,
  ) {
    this.timer = setInterval(() => this.check(), CHECK_MILLISECONDS).unref();
    this.check();
  }

  check(): void {
    try {
      this.tellRoom();
    } catch (error) {
      // The disk does not even say how full it is.
      tellStoreError(this.desk, error as Error);
    }
  }

  private tellRoom(): void {
    if (this.artifacts.hasRoom(0, 'upload')) this.desk.clear('SwitchyardDiskFull');
    else this.desk.raise('SwitchyardDiskFull', { summary: 'there is no room for uploads or new jobs' });
    if (this.artifacts.hasRoom(this.maxBytes * SPARE, 'upload')) this.desk.clear('SwitchyardDiskFilling');
    else {
      this.desk.raise('SwitchyardDiskFilling', {
        summary: `less than ${SPARE * 100} % of storage.maxBytes is left for uploads`,
      });
    }
  }

  close(): void {
    clearInterval(this.timer);
  }
}
