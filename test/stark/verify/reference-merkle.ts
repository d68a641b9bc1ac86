import { type Digest, type MerkleHash, type MultiOpening } from '../../../host/field/index.js';

type Matrix = readonly (readonly number[])[];

/** A Merkle tree over the concatenated rows of matrices, with all layers in memory. */
export class ReferenceTree {
  /** Rows of the tallest matrix. */
  readonly height: number;
  private readonly matrices: readonly Matrix[];
  private readonly layers: Digest[][];

  constructor(hash: MerkleHash, matrices: readonly Matrix[], capHeight: number) {
    this.matrices = matrices;
    this.height = Math.max(...matrices.map(({ length }) => length));
    const rowHashes = (height: number): Digest[] | undefined => {
      const some = matrices.filter(({ length }) => length === height);
      return some[0]?.map((_, row) => hash.hashRow(some.flatMap((matrix) => matrix[row])));
    };
    let layer = rowHashes(this.height) ?? [];
    this.layers = [layer];
    while (layer.length > 2 ** capHeight) {
      const below = layer;
      layer = below.filter((_, i) => i % 2 === 0).map((left, i) => hash.compress(left, below[2 * i + 1]));
      const joining = rowHashes(layer.length);
      if (joining) layer = layer.map((digest, i) => hash.compress(digest, joining[i]));
      this.layers.push(layer);
    }
  }

  get cap(): Digest[] {
    return this.layers[this.layers.length - 1];
  }

  open(indices: readonly number[]): MultiOpening {
    const siblings: Digest[] = [];
    let known = new Set(indices);
    for (const layer of this.layers.slice(0, -1)) {
      const parents = [...new Set([...known].map((index) => index >>> 1))].sort((a, b) => a - b);
      for (const child of parents.flatMap((parent) => [2 * parent, 2 * parent + 1])) {
        if (!known.has(child)) siblings.push(layer[child]);
      }
      known = new Set(parents);
    }
    const rowOf = (matrix: Matrix, index: number): readonly number[] =>
      matrix[index >>> Math.log2(this.height / matrix.length)];
    return { rows: indices.map((index) => this.matrices.map((matrix) => rowOf(matrix, index))), siblings };
  }
}
