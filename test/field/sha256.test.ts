import { createHash } from 'node:crypto';
import test from 'ava';
import { sha256 } from '../../host/field/index.js';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

test('the examples of FIPS 180-4', (t) => {
  t.is(hex(sha256(Buffer.from('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  t.is(
    hex(sha256(Buffer.from('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'))),
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
  t.is(hex(sha256(new Uint8Array(0))), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('messages of every length over three blocks hash as Node hashes them', (t) => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 151 + 7) & 255);
  for (let length = 0; length <= bytes.length; length++) {
    const message = bytes.subarray(0, length);
    t.is(hex(sha256(message)), createHash('sha256').update(message).digest('hex'));
  }
  const million = new Uint8Array(1_000_000).fill(0x61);
  t.is(hex(sha256(million)), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
});
