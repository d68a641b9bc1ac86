import type { Device, Matrix, MerkleTree, Op, SegmentMessage } from '../runtime/index.js';

/** An op over data wherever it lives: what a device is told once it is known where that is. */
export interface LogicalOp {
  readonly name: Op['name'];
  /** With the logical handles in the places of the devices' ones. */
  readonly words: Uint32Array;
  readonly inputs: readonly LogicalSlot[];
  readonly outputs: readonly LogicalSlot[];
  readonly regionAt: number | undefined;
  /** Host memory that it reads or writes. */
  readonly region: Uint32Array | undefined;
  /** Where it is being carried out once more. */
  readonly remaking: Map<Device, Promise<void>>;
}

export interface LogicalSlot {
  /** Where the handle stands among the op's words. */
  readonly at: number;
  readonly datum: Datum;
}

/**
 * A matrix or a tree apart from where it lives: the copies that devices have of it, and how it can be made again. Ops
 * are deterministic, so that what is made again is the same to the byte.
 */
export class Datum {
  /** Handles by device. */
  readonly copies = new Map<Device, number>();
  /** Copies that are being made. */
  readonly arriving = new Map<Device, Promise<void>>();
  /** Nothing of the program needs it any more; lineage may still. */
  isFreed = false;
  /** Users that a copy must not be taken from. */
  pins = 0;

  constructor(
    readonly held: Matrix | MerkleTree,
    /** Unknown for what was made on a device directly. */
    readonly origin?: LogicalOp,
  ) {}
}

const DATA = new WeakMap<Matrix | MerkleTree, Datum>();

/** The datum behind a matrix or a tree, if it has one. */
export function datumOf(held: Matrix | MerkleTree): Datum | undefined {
  return DATA.get(held);
}

/** The datum behind what was made on a device directly. */
export function adopt(held: Matrix | MerkleTree, device: Device): Datum {
  const datum = new Datum(held);
  datum.copies.set(device, held.handle);
  DATA.set(held, datum);
  return datum;
}

/** The ops of a message, with data for what they make. */
export function logicalOps(
  { words, ops, regions }: SegmentMessage,
  find: (held: Matrix | MerkleTree) => Datum,
): LogicalOp[] {
  return ops.map(({ name, start, length, inputs, outputs, regionAt }) => {
    const own = words.subarray(start, start + length);
    const made: LogicalSlot[] = [];
    const op: LogicalOp = {
      ...{ name, words: own, outputs: made, regionAt },
      inputs: inputs.map(({ at, held }) => ({ at, datum: find(held) })),
      region: regionAt === undefined ? undefined : regions[own[regionAt]],
      remaking: new Map(),
    };
    for (const { at, held } of outputs) {
      const datum = new Datum(held, op);
      DATA.set(held, datum);
      made.push({ at, datum });
    }
    return op;
  });
}

/** The input that an LDE consumes. */
export function consumedBy({ name, words, inputs }: LogicalOp): Datum | undefined {
  return name === 'lde' && words[LDE_CONSUME] === 1 ? inputs[0].datum : undefined;
}

/** All that ops consume. */
export function allConsumedBy(ops: readonly LogicalOp[]): Datum[] {
  return ops.flatMap((op) => consumedBy(op) ?? []);
}

/** Where SyLde has `consume`, native/device/backend.h. */
export const LDE_CONSUME = 6;
