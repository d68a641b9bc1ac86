import { batchTables, securityOf, type SecurityStatement } from '../stark/security/index.js';
import { fixedTablesKey } from './fixed-tables.js';
import { MACHINE_CHIPS } from './machine.js';
import type { RunProof } from './run-proof.js';
import { SHAPES } from './shapes.js';

/**
 * What decides the security of a run's proof: its weakest shard. Undefined for a run without shards.
 *
 * @throws MachineError FIXED_TABLES for parameters that the machine has no proofs under
 */
export function runSecurity({ parameters, shards }: RunProof): SecurityStatement | undefined {
  fixedTablesKey(parameters);
  const shapes = [...new Set(shards.map(({ shape }) => shape))];
  const statements = shapes.map((shape) => ({
    parameters,
    tables: batchTables(parameters, MACHINE_CHIPS, SHAPES[shape].logHeights),
  }));
  const bits = statements.map((statement) => securityOf(statement).provenBits);
  return statements[bits.indexOf(Math.min(...bits))];
}
