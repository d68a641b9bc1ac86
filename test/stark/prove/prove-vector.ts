import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, type Matrix, type OpenOptions } from '../../../host/runtime/index.js';
import type { Chip } from '../../../host/stark/air/index.js';
import { encodeBatchProof, encodeStarkProof, proofSystem } from '../../../host/stark/proof/index.js';
import {
  commitBatchPreprocessed,
  preprocessedBatchKey,
  proveBatch,
  proveStark,
} from '../../../host/stark/prove/index.js';
import { BATCH_CHIPS, batchPreprocessed } from '../chips/batch-chips.js';
import { loadBatchVector } from '../verify/batch-vectors.js';
import { loadStarkVector } from '../verify/stark-vectors.js';

/** The device that proves a vector; the CPU where none is named. */
export type ProvingDevice = OpenOptions & { readonly id?: string };

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function open({ id = 'cpu0', ...options }: ProvingDevice): Device {
  return Device.open(id, { ...options, budgetBytes: 2 ** 30 });
}

/** The proof of a vector's trace, and what it left on the device. */
export async function proveStarkVector(name: string, proving: ProvingDevice) {
  const { air, parameters, system, file, publicValues } = loadStarkVector(name);
  await using device = open(proving);
  const upload = device.segment();
  const trace = upload.upload(Uint32Array.from(file.trace.flat()), {
    field: parameters.field,
    rows: file.trace.length,
    columns: air.width,
    form: 'canonical',
  });
  await upload.submit();
  const dispatcher = new Dispatcher(device);
  const proof = await proveStark({ chip: air as Chip, parameters, dispatcher, trace, publicValues });
  return { bytes: hex(encodeStarkProof(system, proof)), state: device.state() };
}

/** The proof of a vector's traces, the preprocessed commitment, and what was left on the device at the end. */
export async function proveBatchVector(name: string, proving: ProvingDevice) {
  const { parameters, file } = loadBatchVector(name);
  await using device = open(proving);
  const upload = device.segment();
  const field = parameters.field;
  const traces = file.traces.map((rows) =>
    upload.upload(Uint32Array.from(rows.flat()), {
      ...{ field, rows: rows.length, columns: rows[0].length, form: 'canonical' as const },
    }),
  );
  const fixed = file.traces.map((rows, i): Matrix | undefined => {
    const words = batchPreprocessed(i, rows.length);
    if (words.length === 0) return undefined;
    return upload.upload(words, { field, rows: rows.length, columns: 1, form: 'canonical' });
  });
  await upload.submit();
  const dispatcher = new Dispatcher(device);
  const preprocessed = await commitBatchPreprocessed(parameters, dispatcher, fixed);
  const tables = BATCH_CHIPS.map((chip, i) => ({
    ...{ chip, trace: traces[i], publicValues: file.public_values[i] },
  }));
  const proof = await proveBatch({ tables, parameters, dispatcher, preprocessed });
  const { liveHandles } = device.state();
  const bytes = hex(encodeBatchProof(proofSystem(parameters), proof));
  return { proof, bytes, key: preprocessedBatchKey(preprocessed!), liveHandles };
}
