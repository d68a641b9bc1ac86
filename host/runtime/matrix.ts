import type { HashSetName, PrimeFieldName } from '../field/index.js';
import type { Device } from './device.js';

/**
 * A matrix of field elements that lives on one device: a handle, never data. It exists from the moment that the
 * segment which creates it has succeeded, until it is freed or its device is closed; the device answers uses at
 * any other time with SY_ERR_ARGUMENT.
 */
export class Matrix {
  constructor(
    readonly device: Device,
    readonly handle: number,
    readonly field: PrimeFieldName,
    readonly rows: number,
    readonly columns: number,
  ) {}

  /** Bytes of field elements: 4 for each. */
  get bytes(): number {
    return this.rows * this.columns * Uint32Array.BYTES_PER_ELEMENT;
  }
}

/** A Merkle tree over matrices of one device. It keeps them alive there until it is freed itself. */
export class MerkleTree {
  constructor(
    readonly device: Device,
    readonly handle: number,
    readonly hashSet: HashSetName,
    readonly matrices: readonly Matrix[],
  ) {}
}
