import test from 'ava';
import { hashSet, koalaBear } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { digestToHex, hexToDigest } from './lanes.js';

interface KeccakVectors {
  'leaf_hash_of_1..=len': { len: number; digest: string[] }[];
  compress: { left: string[]; right: string[]; out: string[] }[];
}

interface SpongeVectors {
  'keccak_serializing_hasher(PaddingFreeSponge<KeccakF,25,17,4>), input 1..=len': {
    len: number;
    digest_u64: string[];
  }[];
  'keccak_compress([1,2,3,4],[5,6,7,8])': string[];
}

const hash = hashSet('keccak', koalaBear).merkle;
const upTo = (length: number): number[] => Array.from({ length }, (_, i) => i + 1);

test('rows of 1, 2, .. hash as in the vectors', (t) => {
  const vectors = loadVectors<KeccakVectors>('keccak_config');
  t.is(vectors['leaf_hash_of_1..=len'].length, 18);
  for (const { len, digest } of vectors['leaf_hash_of_1..=len']) {
    t.deepEqual(digestToHex(hash.hashRow(upTo(len))), digest);
  }
  const sponge = loadVectors<SpongeVectors>('sponge');
  const cases = sponge['keccak_serializing_hasher(PaddingFreeSponge<KeccakF,25,17,4>), input 1..=len'];
  t.is(cases.length, 7);
  for (const { len, digest_u64 } of cases) t.deepEqual(digestToHex(hash.hashRow(upTo(len))), digest_u64);
});

test('nodes compress as in the vectors', (t) => {
  for (const { left, right, out } of loadVectors<KeccakVectors>('keccak_config').compress) {
    t.deepEqual(digestToHex(hash.compress(hexToDigest(left), hexToDigest(right))), out);
  }
  const node = hash.compress(Uint32Array.of(1, 0, 2, 0, 3, 0, 4, 0), Uint32Array.of(5, 0, 6, 0, 7, 0, 8, 0));
  const vectors = loadVectors<SpongeVectors>('sponge');
  t.deepEqual(digestToHex(node), vectors['keccak_compress([1,2,3,4],[5,6,7,8])']);
});

test('a digest is any eight words', (t) => {
  t.true(hash.isDigest(new Uint32Array(8).fill(0xffffffff)));
  t.false(hash.isDigest(new Uint32Array(9)));
  t.false(hash.isDigest('00000000'));
});
