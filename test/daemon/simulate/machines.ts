import type { SimulatedMachine } from '../../../host/daemon/simulate/index.js';
import { SHAPES } from '../../../host/vm/index.js';

export interface MachineSpec {
  /** By device, seconds for a shard by name of the shape. */
  readonly devices: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly beforeSeconds?: number;
  readonly afterSeconds?: number;
}

/** A machine of which everything is said. */
export function machineOf({ devices, beforeSeconds = 0, afterSeconds = 0 }: MachineSpec): SimulatedMachine {
  return {
    devices: Object.keys(devices),
    shardSeconds: (shape) =>
      Object.values(devices).map(
        (seconds) => (seconds as Record<string, number | undefined>)[SHAPES[shape].name] ?? Infinity,
      ),
    overhead: () => ({ beforeSeconds, afterSeconds }),
  };
}
