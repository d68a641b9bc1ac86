import test from 'ava';
import { Dispatcher } from '../../../host/dispatch/index.js';
import { Device, listIsas, type Matrix } from '../../../host/runtime/index.js';
import { encodeBatchProof, proofSystem, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  commitBatchPreprocessed,
  preprocessedBatchKey,
  proveBatch,
} from '../../../host/stark/prove/index.js';
import { verifyBatch } from '../../../host/stark/verify/index.js';
import { BATCH_CHIPS, batchPreprocessed } from '../chips/batch-chips.js';
import { BATCH_VECTORS, loadBatchVector } from '../verify/batch-vectors.js';

/** The proof of a vector's traces, the preprocessed commitment, and what was left on the device at the end. */
async function prove(name: string, options: { isa?: string; threads: number }) {
  const { parameters, file } = loadBatchVector(name);
  await using device = Device.open('cpu0', { ...options, budgetBytes: 2 ** 30 });
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
  return { proof, bytes: encode(parameters, proof), key: preprocessedBatchKey(preprocessed!), liveHandles };
}

function encode(parameters: StarkParameters, proof: Parameters<typeof encodeBatchProof>[1]): string {
  return Buffer.from(encodeBatchProof(proofSystem(parameters), proof)).toString('hex');
}

for (const name of BATCH_VECTORS) {
  test(`${name}: the proof is Plonky3's, byte for byte, and only the preprocessed columns stay`, async (t) => {
    const { bytes, proof, key, liveHandles } = await prove(name, { threads: 2 });
    const { file, parameters } = loadBatchVector(name);
    t.is(bytes, file.postcard_hex);
    // Trace, LDE and tree.
    t.is(liveHandles, 3);
    const claim = { airs: BATCH_CHIPS, parameters, publicValues: file.public_values, preprocessed: key };
    t.deepEqual(verifyBatch({ ...claim, proof }), { ok: true, degreeBits: proof.degreeBits });
  });
}

for (const { name: isa } of listIsas().filter(({ isSupported }) => isSupported)) {
  test(`${isa} makes the same bytes on one thread and on three`, async (t) => {
    for (const name of BATCH_VECTORS) {
      const expected = loadBatchVector(name).file.postcard_hex;
      for (const threads of [1, 3]) t.is((await prove(name, { isa, threads })).bytes, expected);
    }
  });
}
