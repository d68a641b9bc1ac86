import test from 'ava';
import { babyBear, HASH_SET_NAMES, hashSet, koalaBear } from '../../host/field/index.js';
import { nativeMerkleHash } from '../../host/runtime/index.js';
import { loadAddon } from '../../host/runtime/native.js';

/** Around every boundary of the rates 8, 16 and 34, odd and even, and as wide as a Keccak-f table. */
const ROW_LENGTHS = [0, 1, 2, 7, 8, 9, 15, 16, 17, 24, 33, 34, 35, 68, 69, 2633];

for (const field of [koalaBear, babyBear]) {
  for (const name of HASH_SET_NAMES) {
    test(`${name} over ${field.name} gives the digests of the plain hash`, (t) => {
      const set = hashSet(name, field);
      const native = nativeMerkleHash(set);
      const elements = (count: number, seed: number): number[] =>
        Array.from({ length: count }, (_, i) => (i === 0 ? field.p - 1 : (i * seed * 7919) % field.p));
      for (const length of ROW_LENGTHS) {
        const row = elements(length, 3);
        t.deepEqual(native.hashRow(row), set.merkle.hashRow(row), `${length} elements`);
      }
      const left = set.merkle.hashRow(elements(5, 11));
      const right = set.merkle.hashRow(elements(9, 13));
      t.deepEqual(native.compress(left, right), set.merkle.compress(left, right));
      t.true(native.isDigest(left));
      t.false(native.isDigest(left.subarray(1)));
      t.true(native.equal(left, left.slice()));
      t.false(native.equal(left, right));
    });
  }
}

test('a shorter row after a longer one does not see the longer one', (t) => {
  const set = hashSet('p2-24-16', koalaBear);
  const native = nativeMerkleHash(set);
  native.hashRow(Array.from({ length: 300 }, (_, i) => i));
  t.deepEqual(native.hashRow([5]), set.merkle.hashRow([5]));
});

test('the native class refuses what it cannot read', (t) => {
  const { NativeMerkleHash } = loadAddon();
  t.throws(() => new NativeMerkleHash(2, 0));
  t.throws(() => new NativeMerkleHash(0, 3));
  const hash = new NativeMerkleHash(0, 0);
  t.throws(() => hash.hashRow(new Uint32Array(3), 4));
  t.throws(() => hash.hashRow([1, 2] as unknown as Uint32Array, 2));
  t.throws(() => hash.compress(new Uint32Array(8), new Uint32Array(7)));
});
