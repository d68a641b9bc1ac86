import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  verify,
  type JsonWebKey,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync } from 'node:zlib';
import test from 'ava';
import { execute, requireSuccess, type Halted } from '../../host/vm/index.js';
import { seededWords } from '../field/random.js';
import { repositoryFile } from '../support/repository.js';
import { hashOf, littleEndian, readGuest } from './guests.js';

async function runGuest(name: string, ...inputs: Uint8Array[]): Promise<Halted> {
  const run = requireSuccess(await execute(readGuest(name), { inputs }));
  if (run.digest !== 'committed') throw new Error(`the digest is ${run.digest}`);
  if (run.inputsLeft !== 0) throw new Error('inputs are left');
  return run;
}

/** What a guest prints when it ends with exit code 1. */
async function complaint(name: string, ...inputs: Uint8Array[]): Promise<string> {
  let printed = '';
  const run = await execute(readGuest(name), {
    inputs,
    onConsole: (_, bytes) => {
      printed += new TextDecoder().decode(bytes);
    },
  });
  if (run.kind !== 'halted' || run.exitCode !== 1) throw new Error(`the guest did not fail: ${run.kind}`);
  return printed;
}

const bytes = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
const text = (string: string) => new TextEncoder().encode(string);

test('fibonacci publishes n, F(n) and F(n + 1)', async (t) => {
  for (const n of [0, 1, 2, 10, 93, 1000]) {
    let [a, b] = [0n, 1n];
    for (let i = 0; i < n; i++) [a, b] = [b, a + b];
    const { publicValues } = await runGuest('fibonacci', littleEndian(n));
    t.deepEqual(publicValues, littleEndian(n, Number(a % 7919n), Number(b % 7919n)), `n = ${n}`);
  }
});

test('fibonacci runs for more than a million cycles where it is asked to', async (t) => {
  const { cycles, accessedPages } = await runGuest('fibonacci', littleEndian(200_000));
  t.true(cycles > 1_000_000);
  t.true(accessedPages < 8);
});

test('sha256 publishes the digest of its input, hashed on as often as asked', async (t) => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    const input = Uint8Array.from({ length: size }, (_, i) => i * 31);
    t.deepEqual((await runGuest('sha256', input, littleEndian(1))).publicValues, bytes(hashOf(input)));
  }
  const thrice = hashOf(hashOf(hashOf(text('abc'))));
  t.deepEqual((await runGuest('sha256', text('abc'), littleEndian(3))).publicValues, bytes(thrice));
});

/** SHA-256 examples of NIST, CAVP short messages and FIPS 180-4's own; Keccak-256 and SHA3-256 of the Keccak team. */
const HASHES: readonly (readonly [message: string, sha256: string, keccak256?: string, sha3?: string])[] = [
  [
    '',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
  ],
  [
    '616263',
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45',
    '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532',
  ],
  ['d3', '28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1'],
  ['11af', '5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98'],
  ['b4190e', 'dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2'],
  ['74ba2521', 'b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e'],
];

test('hashes publishes SHA-256, Keccak-256 and SHA3-256 of its input, by precompiles', async (t) => {
  for (const [message, ...digests] of HASHES) {
    const { publicValues } = await runGuest('hashes', Uint8Array.from(Buffer.from(message, 'hex')));
    digests.forEach((digest, i) => {
      const published = Buffer.from(publicValues.subarray(32 * i, 32 * (i + 1))).toString('hex');
      t.is(published, String(digest), message);
    });
  }
  for (const size of [55, 56, 63, 64, 65, 119, 135, 136, 137, 271, 272, 1000]) {
    const input = Uint8Array.from({ length: size }, (_, i) => i * 37);
    const { publicValues, calls } = await runGuest('hashes', input);
    t.deepEqual(publicValues.subarray(0, 32), bytes(hashOf(input)), `${size}`);
    t.deepEqual(publicValues.subarray(64), bytes(createHash('sha3-256').update(input).digest()), `${size}`);
    t.is(calls.SHA_COMPRESS, Math.floor((size + 8) / 64) + 1);
    t.is(calls.KECCAK_PERMUTE, 2 * (Math.floor(size / 136) + 1));
  }
});

test('modexp publishes a power modulo a number, by a precompile', async (t) => {
  const number = (value: bigint) =>
    Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
  const p = (1n << 256n) - (1n << 32n) - 977n;
  const max = (1n << 256n) - 1n;
  for (const [base, exponent, modulus] of [
    [3n, p - 1n, p],
    [max, max, p],
    [max, 3n, 0n],
    [5n, 0n, 1n],
    [7n, max, 1000n],
  ]) {
    let [power, square] = [1n, base];
    const m = modulus === 0n ? 1n << 256n : modulus;
    for (let i = 0n; i < 256n; i++) {
      if ((exponent >> i) & 1n) power = (power * square) % m;
      square = (square * square) % m;
    }
    const input = bytes(number(base), number(exponent), number(modulus));
    t.deepEqual((await runGuest('modexp', input)).publicValues, number(power % m));
  }
});

test('sort publishes the digest of the sorted words, and where words stand', async (t) => {
  const next = seededWords(3);
  for (const count of [0, 1, 2, 3, 100, 1000]) {
    const words = Array.from({ length: count }, () => (next() % 4 === 0 ? next() % 8 : next()));
    const sorted = Uint32Array.from(words).sort();
    const wanted = [...words.slice(0, 5), 5, 0xffffffff, 0];
    const places = wanted.map((word) => sorted.indexOf(word) >>> 0);
    const { publicValues } = await runGuest('sort', littleEndian(...words), littleEndian(...wanted));
    const expected = [littleEndian(count), hashOf(littleEndian(...sorted)), littleEndian(...places)];
    t.deepEqual(publicValues, bytes(...expected), `${count} words`);
  }
});

test('merkle publishes the root that leaf and path lead to', async (t) => {
  const leaves = Array.from({ length: 8 }, (_, i) => text(`leaf number ${i}`));
  let level: Uint8Array[] = leaves.map((leaf) => hashOf(Uint8Array.of(0), leaf));
  const levels = [level];
  while (level.length > 1) {
    const below = level;
    level = below
      .filter((_, i) => i % 2 === 0)
      .map((left, i) => hashOf(Uint8Array.of(1), left, below[2 * i + 1]));
    levels.push(level);
  }
  for (const [index, leaf] of leaves.entries()) {
    const path = levels.slice(0, -1).map((nodes, depth) => nodes[(index >> depth) ^ 1]);
    const { publicValues } = await runGuest('merkle', leaf, littleEndian(index), bytes(...path));
    t.deepEqual(publicValues, bytes(level[0], littleEndian(3)), `leaf ${index}`);
  }
  t.deepEqual(
    (await runGuest('merkle', leaves[0], littleEndian(0), new Uint8Array(0))).publicValues,
    bytes(levels[0][0], littleEndian(0)),
  );
  t.regex(await complaint('merkle', leaves[0], littleEndian(8), new Uint8Array(96)), /index/);
  t.regex(await complaint('merkle', leaves[0], littleEndian(0), new Uint8Array(33)), /path/);
});

/** The numbers that the JSON guest publishes behind the digest. */
async function validate(document: string | Uint8Array) {
  const input = typeof document === 'string' ? text(document) : document;
  const { publicValues } = await runGuest('json', input);
  const view = new DataView(publicValues.buffer, publicValues.byteOffset, publicValues.byteLength);
  const [isValid, values, depth, offset] = [0, 1, 2, 3].map((i) => view.getUint32(32 + 4 * i, true));
  return { digest: publicValues.slice(0, 32), isValid: isValid === 1, values, depth, offset };
}

function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, item) => sum + countValues(item), 1);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

test('json finds a real document valid, and counts its values', async (t) => {
  const document = readFileSync(repositoryFile('examples/json/sample.json'));
  const parsed = JSON.parse(document.toString()) as unknown;
  t.deepEqual(await validate(document), {
    digest: bytes(hashOf(document)),
    isValid: true,
    values: countValues(parsed),
    depth: depthOf(parsed),
    offset: document.length,
  });
});

const VALID = ['0', '-0.5e+10', '""', '[]', '{}', ' [1, 2 ,\t3]\r\n', '{"a":{"b":[null,true,false]}}'];
const MORE_VALID = ['"\\u00e9\\n\\"\\/"', '"\u00e9\u20ac\u{1f600}"', '1E5', '-1', '[[[[]]]]'];
const INVALID = ['', ' ', '01', '+1', '1.', '.5', '1e', '-', '[1,]', '[,1]', '{"a"}', '{"a":}', '{a:1}'];
const MORE_INVALID = [
  '"',
  '"\\x"',
  '"\\u12g4"',
  '"\n"',
  'tru',
  'nul',
  'True',
  '[',
  '{',
  ']',
  '1 2',
  '[1}',
  "'a'",
];

test('json agrees with JSON.parse on what is valid', async (t) => {
  for (const document of [...VALID, ...MORE_VALID, ...INVALID, ...MORE_INVALID]) {
    let isValid = true;
    try {
      JSON.parse(document);
    } catch {
      isValid = false;
    }
    t.is((await validate(document)).isValid, isValid, document);
  }
});

test('json names the byte that cannot be, and refuses bytes that are not UTF-8', async (t) => {
  t.is((await validate('[1,2,x]')).offset, 5);
  t.is((await validate('{"a":1}}')).offset, 7);
  for (const wrong of [
    [0x80],
    [0xc0, 0x80],
    [0xe0, 0x80, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xc3],
  ])
    t.false((await validate(Uint8Array.from([0x22, ...wrong, 0x22]))).isValid, String(wrong));
  t.false((await validate('['.repeat(513) + ']'.repeat(513))).isValid);
  t.is((await validate('['.repeat(512) + ']'.repeat(512))).depth, 512);
});

const HELLO =
  '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.';

test('interpreter runs a program of another language', async (t) => {
  const source = text(HELLO);
  const { publicValues } = await runGuest('interpreter', source, new Uint8Array(0));
  t.deepEqual(publicValues, bytes(hashOf(source), text('Hello World!\n')));
});

test('interpreter reads, wraps bytes and the tape, and skips comments', async (t) => {
  const after = async (source: string, input: string) => [
    ...(await runGuest('interpreter', text(source), text(input))).publicValues.slice(32),
  ];
  t.deepEqual(await after(',[.,] echoes', 'echo'), [...text('echo')]);
  t.deepEqual(await after('-.+.', ''), [255, 0]);
  t.deepEqual(await after('<+++.>.<.', ''), [3, 0, 3]);
  t.deepEqual(await after('[never[here]]+.', ''), [1]);
  t.deepEqual(await after('+'.repeat(300) + '.', ''), [44]);
  t.regex(await complaint('interpreter', text('[[]'), text('')), /not closed/);
  t.regex(await complaint('interpreter', text('[]]'), text('')), /closes nothing/);
  t.regex(await complaint('interpreter', text('['.repeat(257)), text('')), /too deeply/);
});

test('factorial publishes how many digits n! has, and their digest', async (t) => {
  for (const n of [0, 1, 2, 5, 30, 300]) {
    let product = 1n;
    for (let factor = 2n; factor <= n; factor++) product *= factor;
    const digits = String(product);
    const { publicValues } = await runGuest('factorial', littleEndian(n));
    t.deepEqual(publicValues, bytes(littleEndian(n, digits.length), hashOf(text(digits))), `n = ${n}`);
  }
  t.regex(await complaint('factorial', littleEndian(10_001)), /above/);
});

test('x25519 agrees with the platform and with RFC 7748', async (t) => {
  const hex = (string: string) => Uint8Array.from(Buffer.from(string, 'hex'));
  // Section 5.2.
  const secret = hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4');
  const point = hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c');
  const product = hex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552');
  const { publicValues } = await runGuest('x25519', secret, point);
  t.deepEqual(publicValues, bytes(hashOf(secret), point, product));

  const next = seededWords(14);
  const [own, base] = [
    Uint8Array.from({ length: 32 }, () => next()),
    Uint8Array.of(9, ...new Uint8Array(31)),
  ];
  const jwk = (x: Uint8Array, d?: Uint8Array) => ({
    ...{ kty: 'OKP', crv: 'X25519', x: Buffer.from(x).toString('base64url') },
    ...(d && { d: Buffer.from(d).toString('base64url') }),
  });
  // p + 9, which is 9, and p + 9 with the bit that does not count.
  const [again, marked] = [0x7f, 0xff].map((top) =>
    Uint8Array.of(0xf6, ...new Uint8Array(30).fill(255), top),
  );
  for (const other of [base, Uint8Array.from({ length: 32 }, () => next()), again, marked]) {
    const run = await runGuest('x25519', own, other);
    const shared = diffieHellmanOf(jwk(base, own), jwk(other));
    t.deepEqual(run.publicValues.subarray(64), shared, Buffer.from(other).toString('hex'));
  }
  t.regex(await complaint('x25519', own), /point/);
});

function diffieHellmanOf(own: JsonWebKey, other: JsonWebKey): Uint8Array {
  const privateKey = createPrivateKey({ key: own, format: 'jwk' });
  const publicKey = createPublicKey({ key: other, format: 'jwk' });
  return Uint8Array.from(diffieHellman({ privateKey, publicKey }));
}

/** A key and signatures made once, by the platform. */
function signedLog() {
  const { modulus, entries } = JSON.parse(
    readFileSync(repositoryFile('examples/rsa/signed-log.json'), 'utf8'),
  ) as { modulus: string; entries: { text: string; signature: string }[] };
  return {
    modulus: Buffer.from(modulus, 'hex'),
    entries: entries.map((entry) => [text(entry.text), Buffer.from(entry.signature, 'hex')] as const),
  };
}

test('rsa publishes how many entries are signed, as the platform finds too', async (t) => {
  const { modulus, entries } = signedLog();
  const key = createPublicKey({
    key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' },
    format: 'jwk',
  });
  const some = entries.slice(0, 2);
  for (const [entry, signature] of some) t.true(verify('sha256', entry, key, signature));
  const { publicValues } = await runGuest('rsa', modulus, ...some.flat());
  const digests = some.map(([entry]) => hashOf(entry));
  t.deepEqual(publicValues, bytes(hashOf(modulus), littleEndian(2), hashOf(...digests)));
  t.deepEqual(
    (await runGuest('rsa', modulus)).publicValues,
    bytes(hashOf(modulus), littleEndian(0), hashOf()),
  );
});

test('rsa refuses what is not signed', async (t) => {
  const { modulus, entries } = signedLog();
  const [[entry, signature], [other]] = entries;
  t.regex(await complaint('rsa', modulus, other, signature), /not right/);
  for (const at of [0, 100, 255]) {
    const changed = Uint8Array.from(signature);
    changed[at] ^= 1;
    t.regex(await complaint('rsa', modulus, entry, changed), /not right/);
  }
  // The same residue, but not the number below the modulus.
  t.regex(await complaint('rsa', modulus, entry, new Uint8Array(256).fill(255)), /not right/);
  t.regex(await complaint('rsa', modulus, entry, signature.subarray(1)), /missing/);
  t.regex(await complaint('rsa', new Uint8Array(256).fill(2), entry, signature), /even/);
});

test('inflate gives what was deflated', async (t) => {
  const next = seededWords(12);
  const document = readFileSync(repositoryFile('examples/json/sample.json'));
  const noise = Uint8Array.from({ length: 3000 }, () => next());
  for (const [name, original, options] of [
    ['empty', new Uint8Array(0), {}],
    ['dynamic codes', document, { level: 9 }],
    ['fixed codes', document, { strategy: constants.Z_FIXED }],
    ['stored', noise, { level: 0 }],
    ['one byte again and again', new Uint8Array(5000).fill(7), {}],
    ['literals alone', document, { strategy: constants.Z_HUFFMAN_ONLY }],
    ['several blocks', bytes(noise, document, noise), { memLevel: 1 }],
  ] as const) {
    const stream = deflateRawSync(original, options);
    const { publicValues } = await runGuest('inflate', stream, littleEndian(2 ** 16));
    t.deepEqual(publicValues, bytes(hashOf(stream), hashOf(original), littleEndian(original.length)), name);
  }
});

test('inflate refuses what is no stream', async (t) => {
  const stream = deflateRawSync(readFileSync(repositoryFile('examples/json/sample.json')));
  const most = littleEndian(2 ** 16);
  t.regex(await complaint('inflate', stream.subarray(0, stream.length - 3), most), /too early/);
  t.regex(await complaint('inflate', stream, littleEndian(100)), /more than it may/);
  t.regex(await complaint('inflate', Uint8Array.of(7), most), /no kind/);
  t.regex(await complaint('inflate', Uint8Array.of(1, 1, 0, 1, 0), most), /wrong length/);
  // A length with fixed codes, and a distance of one before there is anything.
  t.regex(await complaint('inflate', Uint8Array.of(0x03, 0x02, 0), most), /before the beginning/);
});

test('paths publishes the distances that Bellman and Ford find', async (t) => {
  const next = seededWords(13);
  for (const [nodes, count] of [
    [1, 0],
    [5, 4],
    [60, 150],
    [200, 900],
  ]) {
    const edges = Array.from({ length: count }, () => [next() % nodes, next() % nodes, next() % 50]);
    const distances = new Array<number>(nodes).fill(Infinity);
    distances[0] = 0;
    for (let round = 0; round < nodes; round++) {
      for (const [from, to, length] of edges)
        distances[to] = Math.min(distances[to], distances[from] + length);
    }
    const reached = distances.filter((distance) => distance < Infinity);
    const input = littleEndian(...edges.flat());
    const { publicValues } = await runGuest('paths', littleEndian(nodes), input);
    const sum = reached.reduce((a, b) => a + b, 0);
    const figures = littleEndian(reached.length, Math.max(...reached), sum);
    t.deepEqual(publicValues, bytes(hashOf(input), figures), `${nodes} nodes`);
  }
  t.regex(await complaint('paths', littleEndian(2), littleEndian(0, 2, 1)), /not there/);
  t.regex(await complaint('paths', littleEndian(2), littleEndian(0, 1, 0xffffffff)), /too long/);
});

test('guests say which input is missing', async (t) => {
  for (const name of [
    ...[
      'fibonacci',
      'sha256',
      'sort',
      'merkle',
      'json',
      'interpreter',
      'factorial',
      'rsa',
      'inflate',
      'paths',
      'kernels',
    ],
  ])
    t.regex(await complaint(name), /missing/, name);
  t.regex(await complaint('fibonacci', text('abc')), /four bytes/);
});
