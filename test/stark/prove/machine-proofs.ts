import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, type Matrix, type Transcript } from '../../../host/runtime/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { machineTables, seededMachine } from '../../../host/stark/chips/index.js';
import {
  PRESETS,
  proofSystem,
  type BatchProof,
  type PreprocessedBatchKey,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import {
  commitBatchPreprocessed,
  preprocessedBatchKey,
  proveBatch,
} from '../../../host/stark/prove/index.js';
import type { ProvingDevice } from './prove-vector.js';

export const [PROGRAM, ARITHMETIC, MEMORY, RANGE] = [0, 1, 2, 3];
export const STEPS = 50;
export const PARAMETERS: StarkParameters = PRESETS.dev;

/** The tables of a run of 50 steps, of which 14 rows are padding. */
export function machineRun(parameters = PARAMETERS): readonly TableTrace[] {
  return machineTables(proofSystem(parameters).field, seededMachine(7), STEPS).tables;
}

/** Uploads a table's cells. */
export async function uploadCells(
  device: Device,
  words: Uint32Array,
  columns: number,
  field: StarkParameters['field'] = 'koalabear',
): Promise<Matrix> {
  const segment = device.segment();
  const rows = words.length / columns;
  const matrix = segment.upload(words, { field, rows, columns, form: 'canonical' });
  await segment.submit();
  return matrix;
}

/** Tables on a device, as `proveBatch` takes them, and what is there of preprocessed columns. */
export async function uploadTables(
  dispatcher: Dispatcher,
  tables: readonly TableTrace[],
  parameters = PARAMETERS,
) {
  const { device } = dispatcher;
  const { field } = parameters;
  const fixed: (Matrix | undefined)[] = [];
  for (const { chip, preprocessed } of tables) {
    const width = chip.preprocessedWidth;
    fixed.push(preprocessed && (await uploadCells(device, preprocessed, width, field)));
  }
  const preprocessed = await commitBatchPreprocessed(parameters, dispatcher, fixed);
  const { liveHandles, usedBytes } = device.state();
  const provable = [];
  for (const { chip, trace, publicValues } of tables) {
    provable.push({ chip, publicValues, trace: await uploadCells(device, trace, chip.width, field) });
  }
  return { preprocessed, tables: provable, lasting: { liveHandles, usedBytes } };
}

/** A native proof of tables, with the commitment to their preprocessed columns. */
export async function proveTables(
  tables: readonly TableTrace[],
  parameters = PARAMETERS,
  options: ProvingDevice & { transcript?: Transcript } = {},
): Promise<{ proof: BatchProof; key: PreprocessedBatchKey | undefined }> {
  const { transcript, id = 'cpu0', ...deviceOptions } = options;
  await using device = Device.open(id, { threads: 1, budgetBytes: 2 ** 28, ...deviceOptions });
  const dispatcher = new Dispatcher(device);
  const uploaded = await uploadTables(dispatcher, tables, parameters);
  const proof = await proveBatch({ ...uploaded, parameters, dispatcher, transcript });
  return { proof, key: uploaded.preprocessed && preprocessedBatchKey(uploaded.preprocessed) };
}

/** Traces and committed preprocessed columns that a dispatcher knows the origin of. */
export async function uploadThrough(
  dispatcher: Dispatcher,
  tables: readonly TableTrace[],
  parameters = PARAMETERS,
) {
  const segment = dispatcher.segment();
  const upload = (cells: Uint32Array | undefined, columns: number) => {
    if (!cells) return undefined;
    const shape = { field: parameters.field, rows: cells.length / columns, columns };
    return segment.upload(cells, { ...shape, form: 'canonical' });
  };
  const fixed = tables.map(({ chip, preprocessed }) => upload(preprocessed, chip.preprocessedWidth));
  const provable = tables.map(({ chip, trace, publicValues }) => {
    return { chip, publicValues, trace: upload(trace, chip.width)! };
  });
  await dispatcher.run('upload', segment);
  const preprocessed = (await commitBatchPreprocessed(parameters, dispatcher, fixed))!;
  return { preprocessed, tables: provable };
}
