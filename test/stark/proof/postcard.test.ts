import test from 'ava';
import {
  copyStarkProof,
  decodeStarkProof,
  encodeStarkProof,
  ProofError,
} from '../../../host/stark/proof/index.js';
import { loadStarkVector, SMALL_VECTORS, WIDE_VECTORS } from '../verify/stark-vectors.js';

for (const name of [...SMALL_VECTORS, ...WIDE_VECTORS]) {
  test(`${name}: bytes and proof stand for each other`, (t) => {
    const { system, air, bytes, proof } = loadStarkVector(name);
    const decoded = decodeStarkProof(system, air, bytes);
    t.deepEqual(decoded, proof);
    t.deepEqual(encodeStarkProof(system, proof), bytes);
    t.deepEqual(encodeStarkProof(system, decoded), bytes);
    t.deepEqual(copyStarkProof(system, air, proof), proof);
  });
}

const vector = loadStarkVector('stark_fib64_b1_a3_cap2');
const { system, air, bytes } = vector;

function codeOf(damaged: Uint8Array, mostDegreeBits?: number): string {
  try {
    decodeStarkProof(system, air, damaged, mostDegreeBits);
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
  t.is(codeOf(new Uint8Array()), 'TRUNCATED');
});

test('trailing bytes are refused', (t) => {
  // The appended byte repeats the degree, so the whole proof before it reads well.
  t.is(codeOf(splice(bytes.length, 0, bytes[bytes.length - 1])), 'TRAILING_BYTES');
  t.not(codeOf(splice(bytes.length, 0, 0)), 'none');
});

test('a length in a longer form is refused', (t) => {
  t.is(bytes[0], 4);
  t.is(codeOf(splice(0, 1, 0x84, 0x00)), 'VARINT');
  t.is(codeOf(splice(0, 1, ...Array.from({ length: 9 }, () => 0x80), 0x02)), 'VARINT');
  t.is(codeOf(splice(0, 1, ...Array.from({ length: 12 }, () => 0xff))), 'VARINT');
});

test('a claim of 2^40 items fails at once', (t) => {
  t.is(codeOf(splice(0, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01)), 'LENGTH');
  t.is(codeOf(splice(0, 1, 0xff, 0xff, 0xff, 0xff, 0x0f)), 'LENGTH');
});

test('words that are not below the modulus are refused', (t) => {
  t.is(codeOf(splice(1, 4, 0x01, 0x00, 0x00, 0x7f)), 'FIELD_ELEMENT');
  t.is(codeOf(splice(1, 4, 0xff, 0xff, 0xff, 0xff)), 'FIELD_ELEMENT');
});

test('option tags are 0 or 1, as the table has it', (t) => {
  // Two caps of four digests of eight words, each with a length; then the tag of `random`.
  const tag = 2 * (1 + 4 * 8 * 4);
  t.is(bytes[tag], 0);
  t.is(codeOf(splice(tag, 1, 1)), 'OPTION');
  t.is(codeOf(splice(tag, 1, 2)), 'OPTION_TAG');
});

test('the degree is bounded by the caller, the field and the final polynomial', (t) => {
  t.is(codeOf(bytes, 5), 'DEGREE_BITS');
  t.is(codeOf(bytes, 6), 'none');
  for (const degreeBits of [24, 0x7f, 0x80, 0xff]) {
    t.is(codeOf(splice(bytes.length - 1, 1, degreeBits)), 'DEGREE_BITS');
  }
  const final2 = loadStarkVector('stark_fib8_b1_a1_final2');
  const short = final2.bytes.slice();
  short[short.length - 1] = 0;
  t.throws(() => decodeStarkProof(final2.system, final2.air, short), { code: 'DEGREE_BITS' });
});

test('Keccak digests are numbers of at most 64 bits in their shortest form', (t) => {
  const keccak = loadStarkVector('stark_keccakcfg_fib32_b2_a1_final4_cap0');
  const digest = keccak.bytes.slice();
  // After the length of the cap comes a word of ten bytes, of which the last holds bit 63.
  t.is(digest[0], 1);
  t.true(digest.subarray(1, 10).every((byte) => byte >= 0x80));
  t.is(digest[10], 1);
  digest[10] = 2;
  t.throws(() => decodeStarkProof(keccak.system, keccak.air, digest), { code: 'VARINT' });
  digest[10] = 0;
  t.throws(() => decodeStarkProof(keccak.system, keccak.air, digest), { code: 'VARINT' });
});
