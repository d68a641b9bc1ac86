import test from 'ava';
import { verifyBatch, type BatchVerification } from '../../../host/stark/verify/index.js';
import { BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';
import type { LogEntry } from './stark-vectors.js';
import { toLogEntry } from './transcript-log.js';

for (const name of BATCH_VECTORS) {
  const { airs, parameters, bytes, proof, publicValues, preprocessed, file } = loadBatchVector(name);
  const statement = { airs, parameters, publicValues, preprocessed };

  test(`${name} verifies, from bytes, from memory and from JSON`, (t) => {
    const expected = { ok: true, degreeBits: [4, 5, 3] } as const;
    for (const form of [bytes, proof, { p3Json: file.proof }]) {
      t.deepEqual(verifyBatch({ ...statement, proof: form }), expected);
      t.deepEqual(verifyBatch({ ...statement, proof: form, shape: [4, 5, 3] }), expected);
    }
  });

  test(`${name}: the transcript is reproduced event by event`, (t) => {
    const log: LogEntry[] = [];
    const observer: BatchVerification['observer'] = (event) => log.push(toLogEntry(event, false));
    verifyBatch({ ...statement, proof: bytes, observer });
    t.deepEqual(log, file.verifier_transcript);
  });
}
