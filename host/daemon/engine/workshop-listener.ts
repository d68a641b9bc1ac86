import type { DispatchListener } from '../../dispatch/index.js';
import type { DeviceEvent } from '../../runtime/index.js';

/** Who wants to know what happens on devices. Runs are labelled as the order to prove them says. */
export interface WorkshopListener extends DispatchListener {
  /** A device was lost, is started again, is not trusted any more, and so on. */
  onDevice?(event: DeviceEvent): void;
}

/** Tells all who listen; one that fails stops neither the work nor the others. */
export class WorkshopListeners implements Required<WorkshopListener> {
  private readonly listeners = new Set<WorkshopListener>();

  /** @param onFailure told of a listener that has failed */
  constructor(private readonly onFailure: (error: unknown) => void) {}

  /** Adds a listener, until the function that is returned is called. */
  add(listener: WorkshopListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  readonly onEvent = this.toAll('onEvent');
  readonly onBegin = this.toAll('onBegin');
  readonly onEnd = this.toAll('onEnd');
  readonly onStage = this.toAll('onStage');
  readonly onSample = this.toAll('onSample');
  readonly onMoved = this.toAll('onMoved');
  readonly onFault = this.toAll('onFault');
  readonly onDevice = this.toAll('onDevice');

  private toAll<Name extends keyof WorkshopListener>(name: Name): Required<WorkshopListener>[Name] {
    const tell = (...what: readonly unknown[]) => {
      for (const listener of this.listeners) {
        try {
          (listener[name] as ((...what: readonly unknown[]) => void) | undefined)?.apply(listener, [...what]);
        } catch (error) {
          this.onFailure(error);
        }
      }
    };
    return tell as Required<WorkshopListener>[Name];
  }
}
