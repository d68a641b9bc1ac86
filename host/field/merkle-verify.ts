import { MerkleError } from './merkle-error.js';
import type { Digest, MerkleHash } from './merkle-hash.js';
import type { MerkleShape } from './merkle-shape.js';

/** A row of one matrix: canonical base elements, as many as the matrix is wide. */
export type Row = readonly number[];

/** Rows opened at several indices, with one pruned authentication path for all of them. */
export interface MultiOpening {
  /** [query][matrix], matrices in commit order. */
  readonly rows: readonly (readonly Row[])[];
  /**
   * Level by level from the leaves: for each parent of a known node, ascending, the child that no query
   * covers. Exactly as many as the indices need.
   */
  readonly siblings: readonly Digest[];
}

const MAX_QUERIES = 2 ** 16;

/**
 * Checks that the opened rows are the rows of the committed matrices. Index i opens row i of the tallest
 * matrices and row i >> k of matrices 2^k times shorter. Indices may repeat; their rows must then be equal.
 *
 * All counts, lengths and values are checked before anything is hashed, so the work is bounded by the
 * indices and the shape, which are the verifier's own.
 *
 * @throws MerkleError with the first failing check as its code
 */
export function verifyMultiOpening(
  hash: MerkleHash,
  shape: MerkleShape,
  cap: readonly Digest[],
  indices: readonly number[],
  opening: MultiOpening,
): void {
  checkCap(hash, shape, cap);
  checkIndices(shape, indices);
  checkRows(hash, shape, indices.length, opening.rows);
  const leaves = [...new Set(indices)].sort((a, b) => a - b);
  checkSiblings(hash, opening.siblings, siblingCount(shape, leaves));
  const rowsByMatrix = collectRows(shape, indices, opening.rows);

  // Every node that is hashed lies above a queried index, so its rows have been collected.
  const hashRows = (matrices: readonly number[], node: number): Digest =>
    hash.hashRow(matrices.flatMap((matrix) => rowsByMatrix[matrix].get(node)!));

  let nodes = leaves.map((index) => ({ index, digest: hashRows(shape.matricesAt(shape.logHeight), index) }));
  let used = 0;
  const nextSibling = (): Digest => opening.siblings[used++];
  for (let level = shape.logHeight - 1; level >= shape.capHeight; level--) {
    nodes = parents(hash, nodes, nextSibling);
    const injected = shape.matricesAt(level);
    if (injected.length === 0) continue;
    for (const node of nodes) node.digest = hash.compress(node.digest, hashRows(injected, node.index));
  }

  for (const { index, digest } of nodes) {
    if (!hash.equal(digest, cap[index])) {
      throw new MerkleError('CAP_MISMATCH', `the rows opened below cap digest ${index} do not hash to it`);
    }
  }
}

interface TreeNode {
  readonly index: number;
  digest: Digest;
}

/** The parents of ascending nodes, ascending; each child that is not among the nodes is taken as a sibling. */
function parents(hash: MerkleHash, nodes: readonly TreeNode[], nextSibling: () => Digest): TreeNode[] {
  const above: TreeNode[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const { index, digest } = nodes[i];
    let parent: Digest;
    if (index % 2 === 1) parent = hash.compress(nextSibling(), digest);
    else if (nodes[i + 1]?.index === index + 1) parent = hash.compress(digest, nodes[++i].digest);
    else parent = hash.compress(digest, nextSibling());
    above.push({ index: index >>> 1, digest: parent });
  }
  return above;
}

/** {@link verifyMultiOpening} for one index: `siblings` are the digests beside the path, from the leaf up. */
export function verifyOpening(
  hash: MerkleHash,
  shape: MerkleShape,
  cap: readonly Digest[],
  index: number,
  rows: readonly Row[],
  siblings: readonly Digest[],
): void {
  verifyMultiOpening(hash, shape, cap, [index], { rows: [rows], siblings });
}

/** How many siblings a pruned opening of these distinct, ascending leaves carries. */
export function siblingCount(shape: MerkleShape, leaves: readonly number[]): number {
  let count = 0;
  let nodes = leaves;
  for (let level = shape.logHeight; level > shape.capHeight; level--) {
    const above = [...new Set(nodes.map((node) => node >>> 1))];
    count += 2 * above.length - nodes.length;
    nodes = above;
  }
  return count;
}

function checkCap(hash: MerkleHash, shape: MerkleShape, cap: readonly Digest[]): void {
  const size = 2 ** shape.capHeight;
  if (!hasLength(cap, size)) {
    throw new MerkleError('CAP_SIZE', `the cap must hold ${size} digests`);
  }
  if (!all(cap, (digest) => hash.isDigest(digest))) {
    throw new MerkleError('CAP_DIGEST', 'the cap holds a malformed digest');
  }
}

function checkIndices(shape: MerkleShape, indices: readonly number[]): void {
  if (indices.length === 0 || indices.length > MAX_QUERIES) {
    throw new MerkleError('INDEX_COUNT', `an opening has 1 to ${MAX_QUERIES} indices`);
  }
  const height = 2 ** shape.logHeight;
  for (const index of indices) {
    if (!Number.isInteger(index) || index < 0 || index >= height) {
      throw new MerkleError('INDEX_RANGE', `index ${index} is not in 0 .. ${height - 1}`);
    }
  }
}

function checkRows(hash: MerkleHash, shape: MerkleShape, queries: number, rows: MultiOpening['rows']): void {
  if (!hasLength(rows, queries)) {
    throw new MerkleError('ROW_COUNT', `${queries} queries need as many sets of rows`);
  }
  for (let q = 0; q < queries; q++) {
    const query = rows[q];
    if (!hasLength(query, shape.matrices.length)) {
      throw new MerkleError('ROW_MATRICES', `query ${q} must open ${shape.matrices.length} matrices`);
    }
    for (let matrix = 0; matrix < query.length; matrix++) {
      const row = query[matrix];
      const { width } = shape.matrices[matrix];
      // The leaf hash runs over the rows of all matrices of one height: only widths tell where each ends.
      if (!hasLength(row, width)) {
        throw new MerkleError(
          'ROW_WIDTH',
          `query ${q}, matrix ${matrix}: the row must hold ${width} elements`,
        );
      }
      if (!all(row, (value) => hash.field.isCanonical(value))) {
        throw new MerkleError('ROW_VALUE', `query ${q}, matrix ${matrix}: an element is not canonical`);
      }
    }
  }
}

function checkSiblings(hash: MerkleHash, siblings: readonly Digest[], expected: number): void {
  if (!hasLength(siblings, expected)) {
    throw new MerkleError('SIBLING_COUNT', `the indices need ${expected} sibling digests`);
  }
  if (!all(siblings, (digest) => hash.isDigest(digest))) {
    throw new MerkleError('SIBLING_DIGEST', 'a sibling is a malformed digest');
  }
}

/**
 * The opened rows by matrix and row index. A row of a shorter matrix is opened by every index below its
 * node but hashed once, so all queries must agree on it.
 */
function collectRows(
  shape: MerkleShape,
  indices: readonly number[],
  rows: MultiOpening['rows'],
): Map<number, Row>[] {
  return shape.matrices.map((_, matrix) => {
    const collected = new Map<number, Row>();
    indices.forEach((index, query) => {
      const rowIndex = shape.rowIndex(matrix, index);
      const row = rows[query][matrix];
      const earlier = collected.get(rowIndex);
      if (earlier && !earlier.every((value, i) => value === row[i])) {
        throw new MerkleError(
          'ROW_CONFLICT',
          `two queries open row ${rowIndex} of matrix ${matrix} differently`,
        );
      }
      collected.set(rowIndex, row);
    });
    return collected;
  });
}

function hasLength(values: readonly unknown[], length: number): boolean {
  return Array.isArray(values) && values.length === length;
}

/** By index, not by the array's own iterator; unlike Array.every this visits holes, as undefined. */
function all<T>(values: readonly T[], predicate: (value: T) => boolean): boolean {
  for (let i = 0; i < values.length; i++) if (!predicate(values[i])) return false;
  return true;
}
