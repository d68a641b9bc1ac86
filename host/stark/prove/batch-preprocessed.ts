import type { StageRunner } from '../../dispatch/index.js';
import type { Matrix } from '../../runtime/index.js';
import { proofSystem, type PreprocessedBatchKey, type StarkParameters } from '../proof/index.js';
import { commitTraces, degreeBits, proofCap, type Commitment } from './commitment.js';
import { Session } from './session.js';

/** Committed preprocessed columns of a batch. They stay on the device until freed, and serve any number of proofs. */
export interface BatchPreprocessed {
  readonly commitment: Commitment;
  /** The traces, which lookups are computed from, in commit order. */
  readonly traces: readonly Matrix[];
  /** Indices of their tables in the batch, ascending. */
  readonly tables: readonly number[];
}

/**
 * Extends and commits the preprocessed columns of a batch.
 *
 * @param traces by table; undefined for a table without preprocessed columns. They are kept, and belong to the result.
 * @returns undefined where no table has preprocessed columns
 */
export async function commitBatchPreprocessed(
  parameters: StarkParameters,
  dispatcher: StageRunner,
  traces: readonly (Matrix | undefined)[],
): Promise<BatchPreprocessed | undefined> {
  const session = new Session(proofSystem(parameters), dispatcher);
  const present = traces.flatMap((trace, table) => (trace ? [{ trace, table }] : []));
  if (present.length === 0) return undefined;
  const extendable = present.map(({ trace }) => ({ trace, shift: session.shift }));
  return {
    commitment: await commitTraces(session, 'preprocessed', extendable),
    traces: present.map(({ trace }) => trace),
    tables: present.map(({ table }) => table),
  };
}

/** Frees traces, extensions and tree. */
export async function freeBatchPreprocessed(
  { commitment, traces }: BatchPreprocessed,
  dispatcher: StageRunner,
): Promise<void> {
  await dispatcher.free(...traces, ...commitment.ldes, commitment.tree);
}

/** What a verifier must know of preprocessed columns: their commitment as `verifyBatch` takes it. */
export function preprocessedBatchKey({ commitment, tables }: BatchPreprocessed): PreprocessedBatchKey {
  const session = { system: proofSystem(commitment.parameters) };
  return {
    cap: proofCap(session, commitment),
    tables: tables.map((table, i) => ({
      table,
      width: commitment.ldes[i].columns,
      degreeBits: degreeBits(commitment, i),
    })),
  };
}
