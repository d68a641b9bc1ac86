import { batchTables, securityOf, type SecurityStatement } from '../stark/security/index.js';
import { fixedTablesKey } from './fixed-tables.js';
import type { StarkParameters } from '../stark/proof/index.js';
import { chipsOf, heightsOf } from './shape-tables.js';

/** What the security of a run's proof depends on. */
export interface ShapedRun {
  readonly parameters: StarkParameters;
  readonly shards: readonly { readonly shape: number }[];
}

/**
 * What decides the security of a run's proof: its weakest shard. Undefined for a run without shards.
 *
 * @throws MachineError FIXED_TABLES for parameters that the machine has no proofs under
 */
export function runSecurity({ parameters, shards }: ShapedRun): SecurityStatement | undefined {
  fixedTablesKey(parameters);
  const shapes = [...new Set(shards.map(({ shape }) => shape))];
  const statements = shapes.map((shape) => ({
    parameters,
    tables: batchTables(parameters, chipsOf(shape), heightsOf(shape)),
  }));
  const bits = statements.map((statement) => securityOf(statement).provenBits);
  return statements[bits.indexOf(Math.min(...bits))];
}
