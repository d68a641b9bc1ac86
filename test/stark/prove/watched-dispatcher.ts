import { Dispatcher } from '../../../host/dispatch/index.js';
import type { Device, Outcome, Segment } from '../../../host/runtime/index.js';

/** Calls back before each stage. */
export class WatchedDispatcher extends Dispatcher {
  private stages = 0;

  constructor(
    device: Device,
    signal: AbortSignal,
    private readonly before: (stage: number) => void | Promise<void>,
  ) {
    super(device, { signal });
  }

  override async run(stage: string, segment: Segment): Promise<Outcome> {
    await this.before(++this.stages);
    return super.run(stage, segment);
  }
}
