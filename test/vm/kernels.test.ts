import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { KERNEL_ROUNDS, type KernelName } from '../../host/cli/bench/recorded-runs.js';
import { execute, requireSuccess } from '../../host/vm/index.js';
import { repositoryFile } from '../support/repository.js';
import { littleEndian, readGuest } from './guests.js';

const NAMES = Object.keys(KERNEL_ROUNDS);
const elf = readGuest('kernels');

async function runKernel(kernel: number, rounds: number): Promise<number> {
  const inputs = [littleEndian(kernel), littleEndian(rounds)];
  const { publicValues } = requireSuccess(await execute(elf, { inputs }));
  const view = new DataView(publicValues.buffer, publicValues.byteOffset);
  if (view.getUint32(0, true) !== kernel || view.getUint32(4, true) !== rounds)
    throw new Error('other inputs');
  return view.getUint32(8, true);
}

/** The words that every kernel's data are made from. */
function randomWords(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>>= 0);
  };
}

const randomBytes = (next: () => number, size: number) =>
  Buffer.from(Array.from({ length: size }, () => next() >>> 24));

/** FNV-1a */
const checksum = (bytes: Uint8Array) =>
  bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);

/** Hashes a message again and again, its digest put to the front. */
function hashed(algorithm: string, rounds: number): number {
  const message = randomBytes(randomWords(), 1024);
  for (let round = 0; round < rounds; round++) message.set(createHash(algorithm).update(message).digest());
  return checksum(message);
}

const bigOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
const bytesOf = (number: bigint, size: number) =>
  Buffer.from(number.toString(16).padStart(2 * size, '0'), 'hex').reverse();

function primesBelow(limit: number): number {
  let count = 0;
  for (let n = 2; n < limit; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
    if (isPrime) count++;
  }
  return count;
}

const EXPECTED: Partial<Readonly<Record<KernelName, (rounds: number) => number>>> = {
  crc32: (rounds) => {
    const message = randomBytes(randomWords(), 1024);
    let crc = 0xffffffff;
    for (let round = 0; round < rounds; round++) {
      for (const byte of message) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
    }
    return ~crc >>> 0;
  },
  blake2s: (rounds) => hashed('blake2s256', rounds),
  sha512: (rounds) => hashed('sha512', rounds),
  sha3: (rounds) => hashed('sha3-256', rounds),
  chacha20: (rounds) => {
    const next = randomWords();
    const key = randomBytes(next, 32);
    const start = Buffer.concat([Buffer.alloc(4), randomBytes(next, 12)]);
    const stream = createCipheriv('chacha20', key, start).update(Buffer.alloc(1024 * rounds));
    return checksum(
      Uint8Array.from({ length: 1024 }, (_, i) => {
        let byte = 0;
        for (let round = 0; round < rounds; round++) byte ^= stream[1024 * round + i];
        return byte;
      }),
    );
  },
  aes128: (rounds) => {
    const next = randomWords();
    const key = randomBytes(next, 16);
    let data = randomBytes(next, 1024);
    let chain = Buffer.alloc(16);
    for (let round = 0; round < rounds; round++) {
      data = Buffer.from(createCipheriv('aes-128-cbc', key, chain).setAutoPadding(false).update(data));
      chain = Buffer.from(data.subarray(-16));
    }
    return checksum(data);
  },
  base64: (rounds) => {
    const bytes = randomBytes(randomWords(), 768);
    for (let round = 0; round < rounds; round++) {
      const letters = Buffer.from(bytes.toString('base64'));
      bytes.forEach((byte, i) => (bytes[i] = byte ^ letters[i]));
    }
    return checksum(bytes);
  },
  secp256k1_field: (rounds) => {
    const prime = 2n ** 256n - 2n ** 32n - 977n;
    const next = randomWords();
    let [x, y] = [bigOf(randomBytes(next, 32)), bigOf(randomBytes(next, 32))];
    // 2^-256: 2 to the power of p - 1 - 256
    let inverse = 1n;
    for (let i = 0; i < 256; i++) inverse = (inverse * ((prime + 1n) / 2n)) % prime;
    for (let round = 0; round < rounds; round++) {
      x = (((x * y) % prime) * inverse) % prime;
      y = (((y * y) % prime) * inverse) % prime;
    }
    return checksum(bytesOf(x, 32));
  },
  long_division: (rounds) => {
    const next = randomWords();
    let sum = 0;
    for (let round = 0; round < rounds; round++) {
      const a = bigOf(randomBytes(next, 82)) & (2n ** 640n - 1n);
      const b = bigOf(randomBytes(next, 32)) | (1n << 255n);
      const parts = [bytesOf(a / b, 50), bytesOf(a % b, 32)].map(checksum);
      sum = (Math.imul(31, sum) + parts[0] + parts[1]) >>> 0;
    }
    return sum;
  },
  integer_roots: (rounds) => {
    const next = randomWords();
    let sum = 0;
    for (let round = 0; round < rounds; round++) {
      const [a, b] = [next(), next()];
      let [divisor, rest] = [a, b];
      while (rest > 0) [divisor, rest] = [rest, divisor % rest];
      sum = (Math.imul(31, sum) + divisor + Math.floor(Math.sqrt(a))) >>> 0;
    }
    return sum;
  },
  sieve: (rounds) => {
    let sum = 0;
    for (let round = 0; round < rounds; round++) sum += primesBelow(8192 * (round + 1));
    return sum;
  },
  queens: (rounds) => {
    const ways = [2, 10, 4, 40, 92, 352];
    return Array.from({ length: rounds }).reduce<number>(
      (sum, _, round) => (Math.imul(31, sum) + ways[round % 6]) >>> 0,
      0,
    );
  },
};

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`${name} makes what the platform makes`, async (t) => {
    for (const rounds of [0, 1, 3]) t.is(await runKernel(NAMES.indexOf(name), rounds), expected(rounds));
  });
}

test('every kernel makes what it makes natively', async (t) => {
  const vectors = JSON.parse(readFileSync(repositoryFile('test/vectors/kernels.json'), 'utf8')) as number[][];
  t.deepEqual(
    [...new Set(vectors.map(([kernel]) => kernel))],
    NAMES.map((_, kernel) => kernel),
  );
  for (const [kernel, rounds, made] of vectors)
    t.is(await runKernel(kernel, rounds), made, `${NAMES[kernel]}, ${rounds} rounds`);
});

test('a number that no kernel has is refused', async (t) => {
  const run = await execute(elf, { inputs: [littleEndian(NAMES.length), littleEndian(1)] });
  t.like(run, { kind: 'halted', exitCode: 1 });
});
