import test from 'ava';
import { babyBear, hashSet, koalaBear } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';

interface SpongeVectors {
  padding_free_sponge: { len: number; w24r16o8: number[]; w16r8o8: number[] }[];
  compress_truncated_perm_w16: { left: number[]; right: number[]; out: number[]; zeros_out: number[] };
}

const vectors = loadVectors<SpongeVectors>('sponge');
const wide = hashSet('p2-24-16', koalaBear).merkle;
const narrow = hashSet('p2-16', koalaBear).merkle;

test('rows of 1, 2, .. hash as in the vectors', (t) => {
  t.is(vectors.padding_free_sponge.length, 14);
  for (const { len, w24r16o8, w16r8o8 } of vectors.padding_free_sponge) {
    const row = Array.from({ length: len }, (_, i) => i + 1);
    t.deepEqual([...wide.hashRow(row)], w24r16o8);
    t.deepEqual([...narrow.hashRow(row)], w16r8o8);
  }
});

test('nodes compress as in the vectors, with width 16 in both hash sets', (t) => {
  const { left, right, out, zeros_out } = vectors.compress_truncated_perm_w16;
  for (const hash of [wide, narrow]) {
    t.deepEqual([...hash.compress(Uint32Array.from(left), Uint32Array.from(right))], out);
    t.deepEqual([...hash.compress(new Uint32Array(8), new Uint32Array(8))], zeros_out);
  }
});

test('the empty row hashes to zeros, and a digest does not change when the hash is used again', (t) => {
  t.deepEqual([...wide.hashRow([])], new Array<number>(8).fill(0));
  const digest = wide.hashRow([1, 2, 3]);
  const before = [...digest];
  wide.hashRow([4, 5, 6]);
  t.deepEqual([...digest], before);
});

test('a digest is eight canonical words', (t) => {
  t.true(wide.isDigest(new Uint32Array(8)));
  t.true(wide.isDigest(new Uint32Array(8).fill(koalaBear.p - 1)));
  t.false(wide.isDigest(new Uint32Array(8).fill(koalaBear.p)));
  t.false(wide.isDigest(new Uint32Array(7)));
  t.false(wide.isDigest(new Array<number>(8).fill(0)));
  t.false(wide.isDigest(undefined));
  t.true(wide.equal(new Uint32Array(8), new Uint32Array(8)));
  t.false(wide.equal(new Uint32Array(8), new Uint32Array(8).fill(1, 7)));
});

test('fields and hash sets give different hashes', (t) => {
  const row = [1, 2, 3];
  const sets = [wide, narrow, hashSet('p2-24-16', babyBear).merkle, hashSet('p2-16', babyBear).merkle];
  t.is(new Set(sets.map((hash) => hash.hashRow(row).join())).size, 4);
});
