import {
  bitReversed,
  dft,
  inverseDft,
  MerkleShape,
  type Digest,
  type MerkleHash,
} from '../../field/index.js';
import { proofSystem, type PreprocessedBatchKey, type StarkParameters } from '../proof/index.js';

/** Preprocessed columns of one table of a batch. */
export interface PreprocessedColumns {
  readonly width: number;
  /** Canonical, row by row; a power of two of rows. */
  readonly cells: ArrayLike<number>;
}

type Rows = readonly (readonly number[])[];

/**
 * The commitment to preprocessed columns, from the columns: what `commitBatchPreprocessed` computes on a device,
 * in plain TypeScript and for small tables.
 *
 * @param tables by table; undefined for one without preprocessed columns
 * @returns undefined where no table has any
 * @throws ParametersError; FieldError for rows that are no power of two, or more than the field extends;
 *   MerkleError MATRIX_BELOW_CAP for tables that are too low for the cap
 */
export function commitPreprocessedColumns(
  parameters: StarkParameters,
  tables: readonly (PreprocessedColumns | undefined)[],
): PreprocessedBatchKey | undefined {
  const { field, hashes } = proofSystem(parameters);
  const present = tables.flatMap((columns, table) => (columns ? [{ table, ...columns }] : []));
  if (present.length === 0) return undefined;
  const extended = present.map(({ width, cells }): Rows => {
    const columns = Array.from({ length: width }, (_, column) => {
      const rows = cells.length / width;
      const coefficients = inverseDft(
        field,
        Array.from({ length: rows }, (_, row) => cells[row * width + column]),
      );
      const padding = new Array<number>(rows * (2 ** parameters.logBlowup - 1)).fill(0);
      return bitReversed(dft(field, [...coefficients, ...padding], field.generator));
    });
    return columns[0].map((_, row) => columns.map((column) => column[row]));
  });
  const dimensions = extended.map((rows, i) => ({ height: rows.length, width: present[i].width }));
  const { capHeight } = new MerkleShape(dimensions, parameters.capHeight);
  return {
    cap: capOf(hashes.merkle, extended, capHeight),
    tables: present.map(({ table, width, cells }) => {
      return { table, width, degreeBits: Math.log2(cells.length / width) };
    }),
  };
}

/** The cap of a Merkle tree in which the rows of lower matrices join where the tree has as many nodes. */
function capOf(hash: MerkleHash, matrices: readonly Rows[], capHeight: number): Digest[] {
  const rowDigests = (height: number): Digest[] | undefined => {
    const joining = matrices.filter(({ length }) => length === height);
    return joining[0]?.map((_, row) => hash.hashRow(joining.flatMap((matrix) => matrix[row])));
  };
  let layer = rowDigests(matrices.reduce((height, { length }) => Math.max(height, length), 0)) ?? [];
  while (layer.length > 2 ** capHeight) {
    const below = layer;
    layer = Array.from({ length: below.length / 2 }, (_, i) => hash.compress(below[2 * i], below[2 * i + 1]));
    const joining = rowDigests(layer.length);
    if (joining) layer = layer.map((digest, i) => hash.compress(digest, joining[i]));
  }
  return layer;
}
