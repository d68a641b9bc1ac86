import type { Device, OpName, SupervisedDevice } from '../runtime/index.js';

/** A device as dispatch sees it: it may be away for a while, and come back as another open device. */
export interface FleetMember {
  readonly id: string;
  /** Undefined while its process is not there, or while it is not trusted. */
  readonly device: Device | undefined;
  /** Believed where another device differs: the CPU of this process. */
  readonly isReference: boolean;
  /** It gave wrong data; it is not to be used before it has proven itself. */
  blame(reason: string): void;
  /** It reported an error, after which it may be good for nothing. */
  suspect(reason: string): void;
}

/** The devices that work can be sent to, in order of preference. */
export class Fleet {
  constructor(readonly members: readonly FleetMember[]) {}

  find(id: string): FleetMember | undefined {
    return this.members.find((member) => member.id === id);
  }

  /** The member that an open device is, now. */
  memberOf(device: Device): FleetMember | undefined {
    return this.members.find((member) => member.device === device);
  }

  has(device: Device): boolean {
    return this.memberOf(device) !== undefined;
  }
}

/** A device that is open for good: the CPU, which is believed, or what bears it out. */
export function lastingMember(device: Device, { id = device.id, isReference = true } = {}): FleetMember {
  let trusted: Device | undefined = device;
  return {
    ...{ id, isReference },
    get device() {
      return trusted;
    },
    blame: () => (trusted = undefined),
    suspect: () => undefined,
  };
}

/** A device that is started again when its process ends. */
export function supervisedMember(supervised: SupervisedDevice): FleetMember {
  return {
    id: supervised.id,
    isReference: false,
    get device() {
      return supervised.device;
    },
    blame: (reason) => {
      supervised.poison(reason);
    },
    suspect: (reason) => {
      supervised.suspect(reason);
    },
  };
}

/** Whether a device does an op at all. */
export function supports({ ops }: Device, op: OpName): boolean {
  return ops.has(op);
}
