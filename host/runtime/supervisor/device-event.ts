/** What a supervised device is doing. */
export type SupervisedStatus = 'starting' | 'ready' | 'restarting' | 'poisoned' | 'closed';

/** A change of a supervised device, for logs, metrics and reports. */
export interface DeviceEvent {
  readonly kind: 'starting' | 'ready' | 'lost' | 'failed' | 'waiting' | 'poisoned' | 'returned' | 'closed';
  readonly device: string;
  /** In words: of `lost`, `failed` and `poisoned`. */
  readonly reason?: string;
  /** Of `waiting`: until it is started again. */
  readonly seconds?: number;
}
