import test from 'ava';
import {
  decodeProofFile,
  encodeProofFile,
  encodeStarkProof,
  ParametersError,
  PRESETS,
  presetNameOf,
  ProofError,
  measureStarkProof,
  type BatchProofFile,
  type TableProofFile,
} from '../../../host/stark/proof/index.js';
import { seededWords } from '../../field/random.js';
import { loadStarkVector } from '../verify/stark-vectors.js';

const FILE: TableProofFile = {
  kind: 'table',
  parameters: { ...PRESETS.default, hashSet: 'keccak' },
  chipName: 'fibonacci',
  publicValues: [0, 1, 2130706432],
  proof: Uint8Array.of(1, 2, 3),
};
const BYTES = encodeProofFile(FILE);
// Magic, version, kind; 10 bytes of parameters, of which the queries take 2; the name after its length.
const NAME_AT = 8 + 2 + 11;
const COUNT_AT = NAME_AT + 1 + FILE.chipName.length;

function codeOf(bytes: Uint8Array): string {
  try {
    decodeProofFile(bytes);
  } catch (error) {
    if (error instanceof ProofError || error instanceof ParametersError) return error.code;
    throw error;
  }
  return 'none';
}

function withByte(at: number, value: number): Uint8Array {
  const bytes = BYTES.slice();
  bytes[at] = value;
  return bytes;
}

test('a proof file gives back what it was made of, in the documented bytes', (t) => {
  t.deepEqual(decodeProofFile(BYTES), FILE);
  const expected =
    '535759' + '50524f4f46' + '0101' + '000502' + '010003' + 'cb01' + '001003' + '09' + '6669626f6e61636369';
  const values = '03' + '00000000' + '01000000' + '0000007f';
  t.is(Buffer.from(BYTES).toString('hex'), `${expected}${values}03010203`);
});

test('a file cut anywhere is refused', (t) => {
  for (let length = 0; length < BYTES.length; length++) {
    t.is(codeOf(BYTES.subarray(0, length)), length < 8 ? 'MAGIC' : 'TRUNCATED');
  }
});

test('each field of the header has its check', (t) => {
  t.is(codeOf(withByte(0, 0x73)), 'MAGIC');
  t.is(codeOf(withByte(8, 2)), 'VERSION');
  t.is(codeOf(withByte(9, 0)), 'VERSION');
  t.is(codeOf(withByte(9, 3)), 'VERSION');
  t.is(codeOf(withByte(10, 2)), 'FIELD');
  t.is(codeOf(withByte(11, 6)), 'EXTENSION_DEGREE');
  t.is(codeOf(withByte(12, 3)), 'HASH_SET');
  t.is(codeOf(withByte(13, 0)), 'LOG_BLOWUP');
  t.is(codeOf(withByte(14, 13)), 'LOG_FINAL_POLY_LENGTH');
  t.is(codeOf(withByte(15, 7)), 'MAX_LOG_ARITY');
  t.is(codeOf(withByte(17, 0x7f)), 'QUERY_COUNT');
  t.is(codeOf(withByte(17, 0)), 'VARINT');
  t.is(codeOf(withByte(18, 31)), 'COMMIT_POW_BITS');
  t.is(codeOf(withByte(19, 31)), 'QUERY_POW_BITS');
  t.is(codeOf(withByte(20, 13)), 'CAP_HEIGHT');
  t.is(codeOf(withByte(NAME_AT, 0)), 'CHIP_NAME');
  t.is(codeOf(withByte(NAME_AT, 255)), 'TRUNCATED');
  t.is(codeOf(withByte(NAME_AT + 1, 0x46)), 'CHIP_NAME');
  t.is(codeOf(withByte(COUNT_AT + 4, 0xff)), 'FIELD_ELEMENT');
  t.is(codeOf(Uint8Array.of(...BYTES, 0)), 'TRAILING_BYTES');
});

test('lengths beyond all bounds are refused before anything is read or allocated', (t) => {
  const head = BYTES.subarray(0, COUNT_AT);
  t.is(codeOf(Uint8Array.of(...head, 0x81, 0x20)), 'PUBLIC_VALUE_COUNT');
  t.is(codeOf(Uint8Array.of(...head, ...new Array<number>(9).fill(0xff), 1)), 'PUBLIC_VALUE_COUNT');
  const values = BYTES.subarray(0, COUNT_AT + 13);
  t.is(codeOf(Uint8Array.of(...values, 0xff, 0xff, 0xff, 0xff, 0x0f, 1)), 'TRUNCATED');
});

test('what cannot be read back is not written', (t) => {
  t.throws(() => encodeProofFile({ ...FILE, chipName: 'Fib' }), {
    instanceOf: ProofError,
    code: 'CHIP_NAME',
  });
  t.throws(() => encodeProofFile({ ...FILE, publicValues: [2130706433] }), { code: 'FIELD_ELEMENT' });
  t.throws(() => encodeProofFile({ ...FILE, publicValues: new Array<number>(4097).fill(0) }), {
    code: 'PUBLIC_VALUE_COUNT',
  });
});

const BATCH: BatchProofFile = {
  kind: 'batch',
  parameters: PRESETS.dev,
  batchName: 'machine',
  shapeId: 10,
  publicValues: [[], [1, 2], []],
  proof: Uint8Array.of(1, 2, 3),
};
const BATCH_BYTES = encodeProofFile(BATCH);
// The queries take 1 byte here.
const SHAPE_AT = 8 + 2 + 10 + 1 + BATCH.batchName.length;

function batchWith(at: number, ...values: number[]): Uint8Array {
  const bytes = BATCH_BYTES.slice();
  bytes.set(values, at);
  return bytes;
}

test('a proof file of a batch gives back what it was made of, in the documented bytes', (t) => {
  t.deepEqual(decodeProofFile(BATCH_BYTES), BATCH);
  const head = '53575950524f4f46' + '0102' + '00040001000308000400' + '07' + '6d616368696e65';
  const values = '0a' + '03' + '00' + '02' + '01000000' + '02000000' + '00';
  t.is(Buffer.from(BATCH_BYTES).toString('hex'), `${head}${values}03010203`);
});

test('each field of a batch has its check', (t) => {
  for (let length = 8; length < BATCH_BYTES.length; length++) {
    t.is(codeOf(BATCH_BYTES.subarray(0, length)), 'TRUNCATED');
  }
  t.is(codeOf(Uint8Array.of(...BATCH_BYTES, 0)), 'TRAILING_BYTES');
  t.is(codeOf(batchWith(SHAPE_AT - 1, 0x2f)), 'CHIP_NAME');
  t.is(codeOf(batchWith(SHAPE_AT + 1, 0)), 'TABLES');
  t.is(codeOf(batchWith(SHAPE_AT + 1, 65)), 'TABLES');
  t.is(codeOf(batchWith(SHAPE_AT + 4, 1, 0, 0, 0x7f)), 'FIELD_ELEMENT');
});

test('public values of all tables together are bounded before they are read', (t) => {
  const publicValues = [new Array<number>(4000).fill(0), new Array<number>(96).fill(0)];
  const most = encodeProofFile({ ...BATCH, publicValues });
  t.deepEqual(decodeProofFile(most), { ...BATCH, publicValues });
  const last = SHAPE_AT + 2 + 2 + 4 * 4000;
  t.is(most[last], 96);
  most[last] = 97;
  t.is(codeOf(most), 'PUBLIC_VALUE_COUNT');
  const head = BATCH_BYTES.subarray(0, SHAPE_AT + 2);
  t.is(codeOf(Uint8Array.of(...head, 0xff, 0xff, 0xff, 0xff, 0x0f)), 'PUBLIC_VALUE_COUNT');
});

test('a batch that cannot be read back is not written', (t) => {
  const cases: [Partial<BatchProofFile>, string][] = [
    [{ batchName: '' }, 'CHIP_NAME'],
    [{ batchName: 'a'.repeat(65) }, 'CHIP_NAME'],
    [{ shapeId: 256 }, 'SHAPE_ID'],
    [{ shapeId: -1 }, 'SHAPE_ID'],
    [{ shapeId: 0.5 }, 'SHAPE_ID'],
    [{ publicValues: [] }, 'TABLES'],
    [{ publicValues: new Array<number[]>(65).fill([]) }, 'TABLES'],
    [{ publicValues: [[2130706433]] }, 'FIELD_ELEMENT'],
    [{ publicValues: [[-1]] }, 'FIELD_ELEMENT'],
    [{ publicValues: [new Array<number>(4097).fill(0)] }, 'PUBLIC_VALUE_COUNT'],
  ];
  for (const [change, code] of cases) {
    t.throws(() => encodeProofFile({ ...BATCH, ...change }), { instanceOf: ProofError, code }, code);
  }
});

test('whatever the bytes are, a file is read in its one form or refused by name', (t) => {
  const word = seededWords(5);
  let read = 0;
  for (const bytes of [BYTES, BATCH_BYTES]) {
    for (let round = 0; round < 4000; round++) {
      const changed = bytes.slice(0, word() % 8 === 0 ? word() % bytes.length : bytes.length);
      // Magic and version stay, so that the rest is reached.
      for (let i = word() % 3; i >= 0; i--) changed[9 + (word() % (bytes.length - 9))] = word() & 0xff;
      if (codeOf(changed) !== 'none') continue;
      read++;
      t.deepEqual(encodeProofFile(decodeProofFile(changed)), changed);
    }
  }
  t.true(read > 100);
});

test('presets are known by their numbers, whatever the hash set', (t) => {
  t.is(presetNameOf(FILE.parameters), 'default');
  t.is(presetNameOf(PRESETS.dev), 'dev');
  t.is(presetNameOf({ ...PRESETS.bench, queryCount: 99 }), 'custom');
});

test('the sizes of the parts add up to the bytes', (t) => {
  for (const name of ['stark_fib64_b1_a3_cap2', 'stark_keccakcfg_fib64_b1_a3_cap2']) {
    const { system, proof } = loadStarkVector(name);
    const parts = measureStarkProof(system, proof);
    const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
    t.is(sum, encodeStarkProof(system, proof).length);
    t.true(parts.every(({ bytes }) => bytes > 0));
  }
});
