import { type Digest, type MerkleHash, type MultiOpening } from '../../../host/field/index.js';

/** A Merkle tree over the concatenated rows of matrices of one height, with all layers in memory. */
export class ReferenceTree {
  private readonly matrices: readonly (readonly (readonly number[])[])[];
  private readonly layers: Digest[][];

  constructor(hash: MerkleHash, matrices: readonly (readonly (readonly number[])[])[], capHeight: number) {
    this.matrices = matrices;
    let layer = matrices[0].map((_, row) => hash.hashRow(matrices.flatMap((matrix) => matrix[row])));
    this.layers = [layer];
    while (layer.length > 2 ** capHeight) {
      const below = layer;
      layer = below.filter((_, i) => i % 2 === 0).map((left, i) => hash.compress(left, below[2 * i + 1]));
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
    return { rows: indices.map((index) => this.matrices.map((matrix) => matrix[index])), siblings };
  }
}
