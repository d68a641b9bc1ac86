import type { Device, OpName, SupervisedDevice } from '../runtime/index.js';

/** How a member is. */
export interface MemberStatus {
  /**
   * `suspect`: used, and tried since it reported an error; `restarting`: its process has ended; `lost`: it could not be
   * started again when that was last tried; `poisoned`: it gave wrong data, and is tested before it is used again.
   */
  readonly state: 'ready' | 'suspect' | 'restarting' | 'poisoned' | 'lost';
  /** Why it is not used. */
  readonly reason?: string | undefined;
}

/** A device as dispatch sees it: it may be away for a while, and come back as another open device. */
export interface FleetMember {
  readonly id: string;
  /** Undefined while its process is not there, or while it is not trusted. */
  readonly device: Device | undefined;
  readonly status: MemberStatus;
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
  let blamed: string | undefined;
  return {
    ...{ id, isReference },
    get device() {
      return blamed === undefined ? device : undefined;
    },
    get status(): MemberStatus {
      return blamed === undefined ? { state: 'ready' } : { state: 'poisoned', reason: blamed };
    },
    blame: (reason) => (blamed ??= reason),
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
    get status() {
      return { state: stateOf(supervised), reason: supervised.reason };
    },
    blame: (reason) => {
      supervised.poison(reason);
    },
    suspect: (reason) => {
      supervised.suspect(reason);
    },
  };
}

function stateOf({ status, isSuspected, isLost }: SupervisedDevice): MemberStatus['state'] {
  if (status === 'poisoned') return 'poisoned';
  if (status === 'ready') return isSuspected ? 'suspect' : 'ready';
  return isLost || status === 'closed' ? 'lost' : 'restarting';
}

/** Whether a device does an op at all. */
export function supports({ ops }: Device, op: OpName): boolean {
  return ops.has(op);
}
