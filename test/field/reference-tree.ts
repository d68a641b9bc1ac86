import type { Digest, MatrixDimensions, MerkleHash, MultiOpening } from '../../host/field/index.js';

/** A committed matrix: rows of base elements; the height is a power of two. */
export type Matrix = readonly (readonly number[])[];

/** A Merkle tree built the straightforward way, to open what the verifier is tested on. */
export class ReferenceTree {
  readonly dimensions: MatrixDimensions[];
  private readonly matrices: readonly Matrix[];
  /** [level][node], leaves first. */
  private readonly layers: Digest[][];

  constructor(hash: MerkleHash, matrices: readonly Matrix[]) {
    this.matrices = matrices;
    this.dimensions = matrices.map((matrix) => ({ height: matrix.length, width: matrix[0].length }));
    const height = Math.max(...matrices.map((matrix) => matrix.length));
    const hashRows = (size: number, row: number): Digest =>
      hash.hashRow(matrices.filter((matrix) => matrix.length === size).flatMap((matrix) => matrix[row]));

    let layer = Array.from({ length: height }, (_, row) => hashRows(height, row));
    this.layers = [layer];
    for (let size = height / 2; size >= 1; size /= 2) {
      const below = layer;
      layer = Array.from({ length: size }, (_, node) => hash.compress(below[2 * node], below[2 * node + 1]));
      if (matrices.some((matrix) => matrix.length === size)) {
        layer = layer.map((digest, node) => hash.compress(digest, hashRows(size, node)));
      }
      this.layers.push(layer);
    }
  }

  /** The 2^capHeight digests that commit to the matrices; the leaves of a shallower tree. */
  cap(capHeight: number): Digest[] {
    return this.layers[Math.max(0, this.layers.length - 1 - capHeight)];
  }

  /** Rows and pruned path of the indices, duplicates allowed. */
  open(indices: readonly number[], capHeight: number): MultiOpening {
    const height = this.layers[0].length;
    const rows = indices.map((index) =>
      this.matrices.map((matrix) => matrix[Math.floor(index / (height / matrix.length))]),
    );
    const siblings: Digest[] = [];
    let known = new Set(indices);
    for (const layer of this.layers.slice(0, Math.max(0, this.layers.length - 1 - capHeight))) {
      const above = [...new Set([...known].map((node) => Math.floor(node / 2)))].sort((a, b) => a - b);
      for (const parent of above) {
        for (const child of [2 * parent, 2 * parent + 1]) if (!known.has(child)) siblings.push(layer[child]);
      }
      known = new Set(above);
    }
    return { rows, siblings };
  }
}
