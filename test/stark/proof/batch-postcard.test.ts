import test from 'ava';
import {
  copyBatchProof,
  decodeBatchProof,
  encodeBatchProof,
  measureBatchProof,
  ProofError,
} from '../../../host/stark/proof/index.js';
import { BATCH_VECTORS, loadBatchVector } from '../verify/batch-vectors.js';

for (const name of BATCH_VECTORS) {
  test(`${name}: bytes and proof stand for each other`, (t) => {
    const { system, airs, bytes, proof } = loadBatchVector(name);
    const decoded = decodeBatchProof(system, airs, bytes);
    t.deepEqual(decoded, proof);
    t.deepEqual(encodeBatchProof(system, decoded), bytes);
    t.deepEqual(copyBatchProof(system, airs, proof), proof);
    const sizes = measureBatchProof(system, proof);
    t.is(
      sizes.reduce((sum, part) => sum + part.bytes, 0),
      bytes.length,
    );
    t.deepEqual([sizes[0].part, sizes.at(-2)?.part], ['commitments', 'lookupTerminals']);
  });
}

const { system, airs, bytes, proof } = loadBatchVector('batch_stark_3airs_lookup');

function codeOf(damaged: Uint8Array, tables = airs, heights?: readonly number[]): string {
  try {
    decodeBatchProof(system, tables, damaged, heights);
  } catch (error) {
    if (error instanceof ProofError) return error.code;
    throw error;
  }
  return 'none';
}

/** The bytes with some replaced. */
function splice(offset: number, removed: number, ...inserted: number[]): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, offset), ...inserted, ...bytes.subarray(offset + removed));
}

test('every truncation is refused', (t) => {
  for (let length = 0; length < bytes.length; length++) t.not(codeOf(bytes.subarray(0, length)), 'none');
  t.is(codeOf(new Uint8Array(3)), 'TRUNCATED');
});

test('trailing bytes are refused', (t) => {
  // What is appended repeats the degrees, so the whole proof before it reads well.
  t.is(codeOf(splice(bytes.length, 0, ...bytes.subarray(-4))), 'TRAILING_BYTES');
  t.is(codeOf(splice(bytes.length, 0, 0)), 'TABLES');
});

test('options are there exactly where the tables call for them', (t) => {
  // After the main cap of two digests.
  const permutation = 1 + 2 * 32;
  t.is(bytes[permutation], 1);
  t.is(codeOf(splice(permutation, 1, 0)), 'OPTION');
  t.is(codeOf(splice(permutation, 1, 2)), 'OPTION_TAG');
  // Before the degrees and their number come three terminals: two of 16 bytes, and none.
  const terminals = bytes.length - 4 - 1 - 2 * 17;
  t.deepEqual([bytes[terminals - 1], bytes[terminals], bytes[terminals + 34]], [3, 1, 0]);
  t.is(codeOf(splice(terminals, 1, 0)), 'LOOKUP_TERMINAL');
  t.is(codeOf(splice(terminals + 34, 1, 1)), 'LOOKUP_TERMINAL');
  t.is(codeOf(splice(terminals - 1, 1, 2)), 'LENGTH');
});

test('a proof is of the tables that the verifier knows of', (t) => {
  t.is(codeOf(bytes, airs.slice(1)), 'TABLES');
  t.is(codeOf(bytes, [...airs, airs[2]]), 'TABLES');
  t.is(codeOf(bytes, []), 'TABLES');
  t.is(codeOf(bytes, new Array<(typeof airs)[0]>(65).fill(airs[0])), 'TABLES');
  t.not(codeOf(bytes, [airs[1], airs[0], airs[2]]), 'none');
});

test('degrees are bounded by the caller, the field and the cap', (t) => {
  t.is(codeOf(bytes, airs, proof.degreeBits), 'none');
  for (const [i, bits] of proof.degreeBits.entries()) {
    t.is(codeOf(bytes, airs, proof.degreeBits.with(i, bits + 1)), 'HEIGHT');
    for (const other of [23, 0x7f, 0x80, 0xff]) {
      t.is(codeOf(splice(bytes.length - 3 + i, 1, other)), 'DEGREE_BITS');
    }
  }
  t.is(codeOf(bytes, airs, proof.degreeBits.slice(1)), 'HEIGHT');
  t.is(codeOf(bytes, airs, [...proof.degreeBits, 3]), 'HEIGHT');
});

test('lengths and words are bounded', (t) => {
  t.is(codeOf(splice(0, 1, 0x82, 0x00)), 'VARINT');
  t.is(codeOf(splice(0, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)), 'LENGTH');
  t.is(codeOf(splice(1, 4, 0x01, 0x00, 0x00, 0x7f)), 'FIELD_ELEMENT');
});
