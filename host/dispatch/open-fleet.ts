import {
  Device,
  listIsas,
  SupervisedDevice,
  SwitchyardError,
  type DeviceEvent,
  type OpenOptions,
  type SupervisorClock,
} from '../runtime/index.js';
import { Fleet, lastingMember, supervisedMember, type FleetMember } from './fleet.js';

export interface FleetRequest {
  /** Devices to work with, by id. The CPU of this process is there for what they cannot do. */
  readonly ids: readonly string[];
  readonly cpu?: OpenOptions;
  /** Of the others: for all, or by id. */
  readonly others?: OpenOptions | ((id: string) => OpenOptions);
  readonly onEvent?: ((event: DeviceEvent) => void) | undefined;
  /** Checks need a second device: where there is none, the CPU by another instruction set is it. */
  readonly needsWitness?: boolean | undefined;
  /** Another one in tests. */
  readonly clock?: SupervisorClock | undefined;
  /** What a device must pass before it is used again after wrong data. */
  readonly trial?: ((device: Device) => Promise<void>) | undefined;
}

/** Open devices, and how they are. */
export interface OpenFleet extends AsyncDisposable {
  readonly fleet: Fleet;
  readonly supervised: readonly SupervisedDevice[];
  readonly cpu: Device;
}

const REFERENCE = 'cpu0';

/** One to work on, one to bring data ahead. */
const QUEUES = 2;

/**
 * Opens devices in the order in which they are preferred.
 *
 * @throws SwitchyardError for a device that cannot be had; those before it are closed again
 */
export async function openFleet(request: FleetRequest): Promise<OpenFleet> {
  const { ids, cpu: cpuOptions = {}, others, onEvent, trial, clock, needsWitness } = request;
  if (new Set(ids).size !== ids.length) {
    throw new SwitchyardError('SY_ERR_ARGUMENT', 'a device is named twice', {
      argument: 'devices',
      remedy: 'Name each device once.',
    });
  }
  const cpu = Device.open(REFERENCE, cpuOptions);
  const supervised: SupervisedDevice[] = [];
  let witness: Device | undefined;
  const close = async () => {
    for (const device of supervised) await device.close();
    await witness?.close();
    await cpu.close();
  };
  try {
    for (const id of ids) {
      if (id === REFERENCE) continue;
      supervised.push(
        await SupervisedDevice.start(id, {
          open: { queues: QUEUES, ...(typeof others === 'function' ? others(id) : others) },
          ...(onEvent ? { onEvent } : {}),
          ...(trial ? { trial } : {}),
          ...(clock ? { clock } : {}),
        }),
      );
    }
    if (needsWitness && supervised.length === 0) witness = openWitness(cpu, cpuOptions);
  } catch (error) {
    await close();
    throw error;
  }
  const members = [...new Set([...ids, REFERENCE])].map((id) => {
    const found = supervised.find((device) => device.id === id);
    return found ? supervisedMember(found) : lastingMember(cpu);
  });
  if (witness) members.push(witnessMember(witness));
  return { fleet: new Fleet(members), supervised, cpu, [Symbol.asyncDispose]: close };
}

function openWitness(cpu: Device, options: OpenOptions): Device {
  const other = listIsas().find(({ name, isSupported }) => isSupported && name !== cpu.info.path);
  if (other) return Device.open(REFERENCE, { ...options, isa: other.name });
  throw new SwitchyardError('SY_ERR_DEVICE', 'there is no second device to check against', {
    device: REFERENCE,
    remedy: 'Add another device, or leave SWITCHYARD_CHECK out.',
  });
}

/** The same processor by other instructions: it bears out the reference, and is not believed against it. */
function witnessMember(device: Device): FleetMember {
  return lastingMember(device, { id: `${REFERENCE}/${device.info.path}`, isReference: false });
}
