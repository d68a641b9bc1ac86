import { batchTables, securityOf, type SecurityStatement } from '../stark/security/index.js';
import { MACHINE_CHIPS } from './machine.js';
import type { RunProof } from './run-proof.js';
import { SHAPES } from './shapes.js';

/** What decides the security of a run's proof: its weakest shard. Undefined for a run without shards. */
export function runSecurity({ parameters, shards }: RunProof): SecurityStatement | undefined {
  const shapes = [...new Set(shards.map(({ shape }) => shape))];
  const statements = shapes.map((shape) => ({
    parameters,
    tables: batchTables(parameters, MACHINE_CHIPS, SHAPES[shape].logHeights),
  }));
  const bits = statements.map((statement) => securityOf(statement).provenBits);
  return statements[bits.indexOf(Math.min(...bits))];
}
