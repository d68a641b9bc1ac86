import test from 'ava';
import { listIsas } from '../../../host/runtime/index.js';
import { verifyBatch } from '../../../host/stark/verify/index.js';
import { BATCH_CHIPS } from '../chips/batch-chips.js';
import { BATCH_VECTORS, loadBatchVector } from '../verify/batch-vectors.js';
import { proveBatchVector } from './prove-vector.js';

for (const name of BATCH_VECTORS) {
  test(`${name}: the proof is Plonky3's, byte for byte, and only the preprocessed columns stay`, async (t) => {
    const { bytes, proof, key, liveHandles } = await proveBatchVector(name, { threads: 2 });
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
      for (const threads of [1, 3]) t.is((await proveBatchVector(name, { isa, threads })).bytes, expected);
    }
  });
}
