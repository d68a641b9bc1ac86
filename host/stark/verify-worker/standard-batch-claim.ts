import type { StandardBatch } from '../chips/index.js';
import { statementDigest, type PreprocessedBatchKey, type StarkParameters } from '../proof/index.js';
import { boundBatchStatement, commitPreprocessedColumns } from '../verify/index.js';

/** What a verifier fixes about proofs of a standard batch in one of its shapes. */
export interface StandardBatchClaim {
  readonly preprocessed: PreprocessedBatchKey | undefined;
  /** Of the statement that proofs are bound to, 32 bytes. */
  readonly digest: Uint8Array;
}

/**
 * Commits to the preprocessed columns of a standard batch in plain TypeScript, and states what its proofs prove.
 *
 * @throws ParametersError; StatementError SHAPE_ID
 */
export function standardBatchClaim(
  { chips, preprocessed: cells, shapes }: StandardBatch,
  parameters: StarkParameters,
  shapeId: number,
): StandardBatchClaim {
  const columns = cells.map((ofTable, i) => {
    return ofTable && { width: chips[i].preprocessedWidth, cells: ofTable };
  });
  const preprocessed = commitPreprocessedColumns(parameters, columns);
  const statement = boundBatchStatement({ parameters, chips, shapes, shapeId, preprocessed });
  return { preprocessed, digest: statementDigest(statement) };
}
