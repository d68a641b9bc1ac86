import { DryRun } from '../../dispatch/index.js';
import type { ProofGraph } from '../../planner/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import { MACHINE_CHIPS } from '../machine.js';
import { extendFixedTables } from './fixed-tables.js';
import { proveTables } from './prove-shard.js';

/** What proving a shard of a shape runs, stage by stage; the fixed tables count as being there. */
export async function shardGraph(parameters: StarkParameters, shape: number): Promise<ProofGraph> {
  const dispatcher = new DryRun();
  const fixedTables = await extendFixedTables(parameters, dispatcher);
  dispatcher.forget();
  const publicValueCount = Math.max(...MACHINE_CHIPS.map((chip) => chip.publicValueCount));
  const publicValues = new Array<number>(publicValueCount).fill(0);
  const key = { entryPc: 0, initialRoot: new Uint32Array(8) };
  const tables = MACHINE_CHIPS.map(() => new Uint32Array());
  await proveTables({ parameters, key, dispatcher, fixedTables }, { shape, publicValues, tables });
  return dispatcher.graph();
}
