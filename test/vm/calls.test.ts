import test from 'ava';
import { keccakF, sha256 } from '../../host/field/index.js';
import { execute, requireSuccess, type Execution, type ExecuteOptions } from '../../host/vm/index.js';
import { seededWords } from '../field/random.js';
import { asm, call, halt, li, reg } from './assembler.js';
import { CODE_ADDRESS, DATA_ADDRESS, program, wordsToBytes } from './elf-builder.js';
import { numberOf, UINT256_EDGES, wordsOf } from './precompiles/uint256.js';
import { failure } from './support.js';

const { t0, t1, t2, s2, s3 } = reg;
const text = (string: string) => new TextEncoder().encode(string);

const WRITE = 0x02;
const ENTER = 0x03;
const EXIT = 0x04;
const COMMIT = 0x10;
const DEFERRED = 0x1a;
const HINT_LEN = 0xf0;
const HINT_READ = 0xf1;
const SHA_EXTEND = 0x300105;
const SHA_COMPRESS = 0x010106;
const KECCAK_PERMUTE = 0x010109;
const UINT256_MUL = 0x01011d;

/** Writes the first bytes of the data to a descriptor. */
const write = (descriptor: number, size: number, address = DATA_ADDRESS) =>
  call(WRITE, descriptor, address, size);

function run(words: readonly number[], bytes: Uint8Array, options: ExecuteOptions = {}): Promise<Execution> {
  return execute(program([...words, ...halt()], bytes), options);
}

function faultOf(execution: Execution): string | undefined {
  return execution.kind === 'fault' ? execution.fault : undefined;
}

test('halt ends the run with its exit code, whatever follows', async (t) => {
  const ended = await execute(program([...halt(0xdeadbeef), 0]));
  t.is(ended.kind === 'halted' && ended.exitCode, 0xdeadbeef);
  t.is(ended.cycles, 5);
  t.is(ended.pc, CODE_ADDRESS + 16);
  const error = await failure(() => requireSuccess(ended));
  t.deepEqual([error.code, error.check], ['SY_ERR_GUEST', 'EXIT_CODE']);
});

test('what is written to descriptors 1 and 2 reaches the console in order', async (t) => {
  const pieces: [number, string][] = [];
  await run([...write(1, 3), ...write(2, 2, DATA_ADDRESS + 1), ...write(1, 0)], text('abc'), {
    onConsole: (descriptor, bytes) => pieces.push([descriptor, new TextDecoder().decode(bytes)]),
  });
  t.deepEqual(pieces, [
    [1, 'abc'],
    [2, 'bc'],
  ]);
});

test('a long write arrives whole, in bounded pieces', async (t) => {
  const size = 300_001;
  const bytes = Uint8Array.from({ length: size }, (_, i) => i * 7);
  const pieces: Uint8Array[] = [];
  await run(write(1, size), bytes, { onConsole: (_, piece) => pieces.push(piece) });
  t.deepEqual(Buffer.concat(pieces), Buffer.from(bytes));
  t.true(pieces.every(({ length }) => length <= 2 ** 16));
});

test('public values are gathered from both descriptors of the convention', async (t) => {
  const { publicValues } = await run([...write(13, 3), ...write(3, 2, DATA_ADDRESS + 4)], text('abcdef'));
  t.deepEqual(publicValues, text('abcef'));
});

test('writes to other descriptors are dropped, even from nowhere', async (t) => {
  const ended = await run([...write(7, 100, 0x7ffffff0), ...write(0, 1)], text('x'));
  t.is(ended.kind, 'halted');
  t.is(ended.publicValues.length, 0);
});

test('a call without a result leaves its number in t0', async (t) => {
  const { registers } = await run([...write(1, 1), asm.add(s2, t0, 0)], text('x'));
  t.is(registers[s2], WRITE);
});

test('writes from behind the end of memory are faults', async (t) => {
  for (const descriptor of [1, 13, 14]) {
    for (const [address, size] of [
      [0x77fffffe, 4],
      [0x78000000, 1],
      [0xfffffff0, 0x20],
    ])
      t.is(faultOf(await run(write(descriptor, size, address), text('x'))), 'MEMORY_RANGE');
  }
});

test('public values are bounded', async (t) => {
  const size = 2 ** 24;
  t.is((await run(write(13, size), text('x'))).publicValues.length, size);
  t.is(faultOf(await run([...write(13, size), ...write(13, 1)], text('x'))), 'PUBLIC_VALUES');
  t.is(faultOf(await run(write(13, 0xffffffff), text('x'))), 'PUBLIC_VALUES');
});

test('inputs are read in order, with their lengths, whole words filled up with zeros', async (t) => {
  const ended = await run(
    [
      ...call(HINT_LEN),
      asm.add(s2, t0, 0),
      ...call(HINT_READ, DATA_ADDRESS, 5),
      ...call(HINT_LEN),
      asm.add(s3, t0, 0),
      ...call(HINT_READ, DATA_ADDRESS + 8, 0),
      ...call(HINT_LEN),
      asm.add(t1, t0, 0),
    ],
    new Uint8Array(12).fill(0xff),
    {
      inputs: [text('hello'), text('')],
      dumps: [{ from: DATA_ADDRESS, to: DATA_ADDRESS + 12 }],
    },
  );
  t.is(ended.registers[s2], 5);
  t.is(ended.registers[s3], 0);
  t.is(ended.registers[t1], 0xffffffff);
  t.deepEqual([...ended.dumps[0]], [...text('hello'), 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  t.is(ended.inputsLeft, 0);
});

test('inputs that nobody reads are reported', async (t) => {
  t.is((await run([], text(''), { inputs: [text('a'), text('b')] })).inputsLeft, 2);
});

test('a missing input, a wrong length and a misaligned place are faults, and no input is lost', async (t) => {
  const inputs = [text('abcd')];
  const read = (address: number, size: number, given = inputs) =>
    run(call(HINT_READ, address, size), text('x'), { inputs: given });
  t.is(faultOf(await read(DATA_ADDRESS, 4, [])), 'INPUT_MISSING');
  t.is(faultOf(await read(DATA_ADDRESS, 3)), 'INPUT_LENGTH');
  t.is(faultOf(await read(DATA_ADDRESS, 5)), 'INPUT_LENGTH');
  t.is(faultOf(await read(DATA_ADDRESS + 2, 4)), 'CALL_ARGUMENT');
  t.is(faultOf(await read(0x78000000, 4)), 'MEMORY_RANGE');
  t.is((await read(DATA_ADDRESS + 2, 4)).inputsLeft, 1);
});

test('the guest can make inputs of its own, the last one first', async (t) => {
  for (const descriptor of [4, 14]) {
    const ended = await run(
      [
        ...write(descriptor, 1),
        ...write(descriptor, 2, DATA_ADDRESS + 1),
        ...call(HINT_READ, DATA_ADDRESS + 4, 2),
        ...call(HINT_READ, DATA_ADDRESS + 8, 1),
        ...call(HINT_READ, DATA_ADDRESS + 12, 3),
      ],
      text('abc'),
      { inputs: [text('xyz')], dumps: [{ from: DATA_ADDRESS + 4, to: DATA_ADDRESS + 16 }] },
    );
    t.deepEqual(ended.dumps[0], text('bc\0\0a\0\0\0xyz\0'));
  }
});

test('the digest of the public values is compared with what the guest commits to', async (t) => {
  const commit = (digest: Uint8Array, words: readonly number[]) =>
    words.flatMap((i) =>
      call(COMMIT, i, new DataView(digest.buffer, digest.byteOffset).getUint32(4 * i, true)),
    );
  const all = [0, 1, 2, 3, 4, 5, 6, 7];
  const right = sha256(text('abc'));
  const wrong = right.slice();
  wrong[31] ^= 1;
  const digestAfter = async (words: readonly number[]) =>
    (await run([...write(13, 3), ...words], text('abc'))).digest;
  t.is(await digestAfter([]), 'absent');
  t.is(await digestAfter(commit(right, all)), 'committed');
  t.is(await digestAfter(commit(right, all.slice(1))), 'partial');
  t.is(await digestAfter(commit(wrong, all)), 'wrong');
  t.is(await digestAfter([...commit(wrong, all), ...commit(right, [7])]), 'committed');
  t.is(await digestAfter([...commit(right, all), ...write(13, 1)]), 'wrong');
  t.is(faultOf(await run(call(COMMIT, 8, 0), text(''))), 'CALL_ARGUMENT');
});

test('deferred proofs are refused by name unless there are none', async (t) => {
  t.is((await run(call(DEFERRED, 7, 0), text(''))).kind, 'halted');
  t.is(faultOf(await run(call(DEFERRED, 0, 1), text(''))), 'DEFERRED_PROOF');
  t.is(faultOf(await run(call(DEFERRED, 8, 0), text(''))), 'CALL_ARGUMENT');
});

test('what an unconstrained block does is undone but for the inputs it makes and what it prints', async (t) => {
  const far = 0x01000000;
  const printed: string[] = [];
  const block = [
    ...li(s3, 7),
    ...li(t1, DATA_ADDRESS),
    ...li(t2, far),
    asm.sw(s3, 0, t1),
    asm.sw(s3, 0, t2),
    ...write(14, 4),
    ...write(1, 1),
  ];
  const ended = await run(
    [
      ...li(s2, 1),
      ...call(ENTER),
      asm.beq(t0, 0, 4 * (block.length + call(EXIT).length + 1)),
      ...block,
      ...call(EXIT),
      asm.add(t2, t0, 0),
      ...call(HINT_READ, DATA_ADDRESS + 4, 4),
    ],
    wordsToBytes([11, 0]),
    {
      onConsole: (_, bytes) => printed.push(...new TextDecoder().decode(bytes)),
      dumps: [
        { from: DATA_ADDRESS, to: DATA_ADDRESS + 8 },
        { from: far, to: far + 4 },
      ],
    },
  );
  t.is(ended.kind, 'halted');
  t.deepEqual([ended.registers[s2], ended.registers[s3], ended.registers[t1]], [1, 0, 0]);
  t.deepEqual(ended.dumps[0], wordsToBytes([11, 7]));
  t.deepEqual(ended.dumps[1], wordsToBytes([0]));
  t.deepEqual(printed, ['\x07']);
  t.is(ended.unconstrainedCycles, 1 + block.length + call(EXIT).length);
  // Entering, and once more the branch; then the rest.
  t.is(ended.cycles, 2 + 3 + 1 + 1 + call(HINT_READ, 0, 4).length + halt().length);
  t.is(ended.accessedPages, 1);
});

test('leaving an unconstrained block that was not entered gives 0', async (t) => {
  const ended = await run([...call(EXIT), asm.addi(s2, t0, 9)], text(''));
  t.is(ended.registers[s2], 9);
  t.is(ended.unconstrainedCycles, 0);
});

test('in an unconstrained block all calls but writes are faults, and so are public values', async (t) => {
  const hashes = [SHA_EXTEND, SHA_COMPRESS, KECCAK_PERMUTE];
  for (const number of [0, ENTER, COMMIT, DEFERRED, HINT_LEN, HINT_READ, ...hashes, UINT256_MUL])
    t.is(faultOf(await run([...call(ENTER), ...call(number, 0, 0)], text(''))), 'UNCONSTRAINED');
  t.is(faultOf(await run([...call(ENTER), ...write(13, 1)], text('x'))), 'UNCONSTRAINED');
});

test('unconstrained blocks count against the limit of cycles', async (t) => {
  const ended = await run([...call(ENTER), asm.jal(0, 0)], text(''), { maxCycles: 1000 });
  t.is(ended.kind === 'limit' && ended.limit, 'cycles');
  t.is(ended.cycles + ended.unconstrainedCycles, 1000);
});

test('SHA_EXTEND and SHA_COMPRESS do what hashes one block', async (t) => {
  const initial = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ];
  const block = new Uint8Array(64);
  block.set(text('abc'));
  block[3] = 0x80;
  block[63] = 24;
  const message = new DataView(block.buffer);
  const w = Array.from({ length: 16 }, (_, i) => message.getUint32(4 * i));
  const state = DATA_ADDRESS + 256;
  const { dumps } = await run(
    [...call(SHA_EXTEND, DATA_ADDRESS, 0), ...call(SHA_COMPRESS, DATA_ADDRESS, state)],
    wordsToBytes([...w, ...Array.from({ length: 48 }, () => 0xffffffff), ...initial]),
    { dumps: [{ from: state, to: state + 32 }] },
  );
  const digest = new DataView(dumps[0].buffer, dumps[0].byteOffset);
  const expected = new DataView(sha256(text('abc')).buffer);
  for (let i = 0; i < 8; i++) t.is(digest.getUint32(4 * i, true), expected.getUint32(4 * i));
});

test('KECCAK_PERMUTE permutes 25 lanes in memory', async (t) => {
  const state = Array.from({ length: 25 }, (_, i) => BigInt(i) * 0x123456789abcdefn);
  const bytes = new Uint8Array(new BigUint64Array(state).buffer);
  const { dumps } = await run(call(KECCAK_PERMUTE, DATA_ADDRESS, 0), bytes, {
    dumps: [{ from: DATA_ADDRESS, to: DATA_ADDRESS + 200 }],
  });
  t.deepEqual(dumps[0], new Uint8Array(new BigUint64Array(keccakLanes(state)).buffer));
});

function keccakLanes(lanes: readonly bigint[]): bigint[] {
  const words = Uint32Array.from(lanes.flatMap((lane) => [Number(lane & 0xffffffffn), Number(lane >> 32n)]));
  keccakF(words);
  return lanes.map((_, i) => BigInt(words[2 * i]) | (BigInt(words[2 * i + 1]) << 32n));
}

test('UINT256_MUL multiplies modulo a number, or modulo 2^256', async (t) => {
  const next = seededWords(12);
  const random = () => numberOf(Array.from({ length: 8 }, next)) >> BigInt(next() % 256);
  const seeded = Array.from({ length: 40 }, () => [random(), random(), random()] as const);
  for (const [x, y, m] of [...UINT256_EDGES, ...seeded]) {
    const words = [x, y, m].flatMap((number) => wordsOf(number));
    const { dumps } = await run(call(UINT256_MUL, DATA_ADDRESS, DATA_ADDRESS + 32), wordsToBytes(words), {
      dumps: [{ from: DATA_ADDRESS, to: DATA_ADDRESS + 96 }],
    });
    const product = (x * y) % (m === 0n ? 1n << 256n : m);
    t.deepEqual(
      dumps[0],
      wordsToBytes([product, y, m].flatMap((number) => wordsOf(number))),
      `${x} ${y} ${m}`,
    );
  }
});

test('arguments that a precompile cannot have are faults', async (t) => {
  for (const [number, a0, a1, fault] of [
    [SHA_EXTEND, DATA_ADDRESS + 1, 0, 'CALL_ARGUMENT'],
    [SHA_EXTEND, DATA_ADDRESS, 4, 'CALL_ARGUMENT'],
    [SHA_COMPRESS, DATA_ADDRESS + 2, DATA_ADDRESS, 'CALL_ARGUMENT'],
    [SHA_COMPRESS, DATA_ADDRESS, DATA_ADDRESS + 2, 'CALL_ARGUMENT'],
    [KECCAK_PERMUTE, DATA_ADDRESS + 3, 0, 'CALL_ARGUMENT'],
    [KECCAK_PERMUTE, DATA_ADDRESS, 1, 'CALL_ARGUMENT'],
    [UINT256_MUL, DATA_ADDRESS + 1, DATA_ADDRESS, 'CALL_ARGUMENT'],
    [UINT256_MUL, DATA_ADDRESS, DATA_ADDRESS + 2, 'CALL_ARGUMENT'],
    [SHA_EXTEND, 0x77ffff80, 0, 'MEMORY_RANGE'],
    [SHA_COMPRESS, DATA_ADDRESS, 0x77fffff0, 'MEMORY_RANGE'],
    [KECCAK_PERMUTE, 0x77ffff80, 0, 'MEMORY_RANGE'],
    [UINT256_MUL, 0x77ffffe4, DATA_ADDRESS, 'MEMORY_RANGE'],
    [UINT256_MUL, DATA_ADDRESS, 0x77ffffc4, 'MEMORY_RANGE'],
  ] as const)
    t.is(faultOf(await run(call(number, a0, a1), text(''))), fault, `${number} ${a0} ${a1}`);
});

test('calls that are not supported are named', async (t) => {
  for (const [number, name] of [
    [0x01010a, /SECP256K1_ADD/],
    [0x1b, /VERIFY_SP1_PROOF/],
    [0x01010e, /BN254_ADD/],
    [0x12345678, /0x12345678/],
  ] as const) {
    const ended = await run(call(number), text(''));
    t.is(faultOf(ended), 'UNSUPPORTED_CALL');
    t.regex(ended.kind === 'fault' ? ended.message : '', name);
  }
});
