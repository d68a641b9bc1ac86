import test from 'ava';
import { keccak256 } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('bytes 0, 1, .. hash as in the vectors, across block boundaries', (t) => {
  const vectors =
    loadVectors<Record<'keccak256_of_bytes_0..len-1', { len: number; digest: string }[]>>('keccak_config');
  const cases = vectors['keccak256_of_bytes_0..len-1'];
  t.is(cases.length, 9);
  for (const { len, digest } of cases) {
    t.is(hex(keccak256(Uint8Array.from({ length: len }, (_, i) => i))), digest);
  }
});

test('"abc" hashes as in the vectors', (t) => {
  const vectors = loadVectors<Record<'keccak256(abc)', string>>('sponge');
  t.is(hex(keccak256(Buffer.from('abc'))), vectors['keccak256(abc)']);
});
