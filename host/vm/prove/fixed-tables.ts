import type { Dispatcher, StageRunner } from '../../dispatch/index.js';
import { SwitchyardError, type Matrix } from '../../runtime/index.js';
import type { StarkParameters } from '../../stark/proof/index.js';
import {
  commitBatchPreprocessed,
  freeBatchPreprocessed,
  preprocessedBatchKey,
  type BatchPreprocessed,
} from '../../stark/prove/index.js';
import { opcodePreprocessed, tablePreprocessed } from '../chips/index.js';
import { fixedTablesKey } from '../fixed-tables.js';
import { MACHINE_CHIPS } from '../machine.js';

const PREPROCESSED: Readonly<Record<string, () => Uint32Array>> = {
  table: tablePreprocessed,
  opcode: opcodePreprocessed,
};

/** Extends and commits the machine's fixed tables on a device, whatever the commitment comes to. */
export async function extendFixedTables(
  parameters: StarkParameters,
  dispatcher: StageRunner,
): Promise<BatchPreprocessed> {
  const segment = dispatcher.segment();
  const traces = MACHINE_CHIPS.map((chip): Matrix | undefined => {
    if (chip.preprocessedWidth === 0) return undefined;
    const words = PREPROCESSED[chip.name]();
    const columns = chip.preprocessedWidth;
    return segment.upload(words, {
      ...{ field: chip.field.name, rows: words.length / columns, columns },
      form: 'canonical',
    });
  });
  await dispatcher.run('fixed tables', segment);
  try {
    return (await commitBatchPreprocessed(parameters, dispatcher, traces))!;
  } catch (error) {
    await dispatcher.free(...traces.filter((trace) => trace !== undefined));
    throw error;
  }
}

/**
 * The machine's fixed tables on a device, for any number of proofs. Their commitment must be the constant that
 * verifiers have: a device that computes another one cannot prove anything.
 *
 * @throws SwitchyardError SY_ERR_PROOF; MachineError FIXED_TABLES
 */
export async function commitFixedTables(
  parameters: StarkParameters,
  dispatcher: Dispatcher,
): Promise<BatchPreprocessed> {
  const expected = fixedTablesKey(parameters);
  const made = await extendFixedTables(parameters, dispatcher);
  const { cap } = preprocessedBatchKey(made);
  const isSame = cap.every((digest, i) => digest.every((word, k) => word === expected.cap[i][k]));
  if (isSame) return made;
  await freeBatchPreprocessed(made, dispatcher);
  throw new SwitchyardError('SY_ERR_PROOF', `${dispatcher.device.id} commits to the fixed tables wrongly`, {
    device: dispatcher.device.id,
    remedy: 'Use another device or instruction set, run npm test on this machine, and report the difference.',
  });
}
