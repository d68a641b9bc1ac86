import type { HashSetName, PrimeFieldName } from '../field/index.js';
import type { Place } from './place.js';

/**
 * A matrix of field elements that lives at one place, such as a device: a handle, never data. It exists from the
 * moment that the segment which creates it has succeeded, until it is freed or its device is closed; uses at any other
 * time are answered with SY_ERR_ARGUMENT.
 */
export class Matrix {
  constructor(
    readonly place: Place,
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

/** A Merkle tree over matrices of one place. It keeps them alive there until it is freed itself. */
export class MerkleTree {
  constructor(
    readonly place: Place,
    readonly handle: number,
    readonly hashSet: HashSetName,
    readonly matrices: readonly Matrix[],
  ) {}
}
