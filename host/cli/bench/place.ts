import { openFleet, type DispatchOptions, type Fleet } from '../../dispatch/index.js';
import type { Device } from '../../runtime/index.js';
import { parsePins } from '../planning/options.js';
import { openDevice, type BenchOptions } from './options.js';

/** Where a proof is benched: a device, and those that ops are assigned to. */
export interface BenchPlace extends AsyncDisposable {
  readonly device: Device;
  readonly where: Device | Fleet;
  readonly assign: DispatchOptions['assign'];
  /** In results: the devices by name. */
  readonly label: string;
}

/** @throws UsageError; what opening devices throws */
export async function openPlace(
  options: BenchOptions & { readonly assign?: string[] },
  threads: number | undefined,
): Promise<BenchPlace> {
  const pins = parsePins(options.assign ?? []);
  if (pins.size === 0) {
    const device = await openDevice(options, threads);
    return {
      ...{ device, where: device, assign: undefined, label: device.id },
      [Symbol.asyncDispose]: () => device.close(),
    };
  }
  const { device: id, isa } = options;
  const ids = [...new Set([id, ...pins.values()])];
  const opened = await openFleet({
    ids,
    cpu: { ...(threads === undefined ? {} : { threads }), ...(isa === undefined ? {} : { isa }) },
  });
  const { fleet } = opened;
  return {
    device: fleet.find(id)!.device!,
    where: fleet,
    assign: (_stage, op) => pins.get(op) ?? id,
    label: ids.join('+'),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
