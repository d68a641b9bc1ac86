import type { OpName } from '../runtime/index.js';

/** Something that operators want to know of, as it happens. */
export type DispatchEvent =
  | {
      /** Work that a device could not do is done elsewhere. */
      readonly kind: 'fallback';
      readonly stage: string;
      readonly op: OpName;
      readonly from: string;
      readonly to: string;
      /** The error's code, such as SY_ERR_MEMORY. */
      readonly code: string;
      readonly reason: string;
    }
  | {
      /** A matrix or tree was made again, since the device that had it is gone. */
      readonly kind: 'remade';
      readonly stage: string;
      readonly op: OpName;
      readonly device: string;
    }
  | {
      /** A device gave other data than the one that it was checked against. */
      readonly kind: 'mismatch';
      readonly stage: string;
      readonly op: OpName;
      readonly device: string;
      readonly against: string;
      readonly detail: string;
    }
  | {
      /** A device could not check what another one made; the next one does, if there is one. */
      readonly kind: 'unchecked';
      readonly stage: string;
      readonly device: string;
      readonly against: string;
      /** The error's code, such as SY_ERR_MEMORY. */
      readonly code: string;
      readonly reason: string;
    }
  | {
      /** Tables of the next shard could not be put on a device ahead of their turn. */
      readonly kind: 'unstaged';
      readonly device: string;
      /** The error's code, such as SY_ERR_MEMORY. */
      readonly code: string;
      readonly reason: string;
    }
  | {
      /** A device had too little memory, and was freed of tables of the next shard. */
      readonly kind: 'room';
      readonly stage: string;
      readonly op: OpName;
      readonly device: string;
      readonly reason: string;
    }
  | {
      /** A device works at less than half of the rate of its profile. */
      readonly kind: 'slow';
      readonly device: string;
      readonly ratio: number;
    }
  | {
      /** The proof of a shard is made again. */
      readonly kind: 'retry';
      readonly shard: number;
      readonly attempt: number;
      readonly checked: boolean;
      readonly reason: string;
    }
  | {
      /** A shard that a lane is late with is proven on another one, too. */
      readonly kind: 'copied';
      readonly shard: number;
      /** Of several that share the lanes. */
      readonly runId: string;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
    };

/** When a stage ran, in seconds since the fleet's dispatch began. */
export interface StageRecord {
  readonly stage: string;
  readonly device: string;
  /** Of the device, where it is not the first. */
  readonly queue?: number;
  /** The index of the shard that it was for, where there are several. */
  readonly shard?: number;
  readonly start: number;
  readonly end: number;
}

/** What one op took on a device, for its profile. */
export interface OpSample {
  readonly device: string;
  /** Changes when a profile would no longer hold. */
  readonly identity: string;
  /** Such as `lde/koalabear`. */
  readonly costClass: string;
  /** In units of the class. */
  readonly work: number;
  readonly seconds: number;
}
