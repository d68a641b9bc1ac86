import test from 'ava';
import { ElfError, readElf, type ElfCheck } from '../../host/vm/elf/index.js';
import { execute } from '../../host/vm/index.js';
import { asm, halt, li } from './assembler.js';
import {
  buildElf,
  code,
  CODE_ADDRESS,
  data,
  DATA_ADDRESS,
  HEADER_BYTES,
  PROGRAM_HEADER_BYTES,
  wordsToBytes,
  type ElfSpec,
} from './elf-builder.js';
import { SwitchyardError } from '../../host/runtime/index.js';
import { seededWords } from '../field/random.js';
import { readGuest } from './guests.js';
import { failure } from './support.js';

const EXAMPLES = [
  ...['fibonacci', 'interpreter', 'json', 'merkle', 'sha256', 'sort'],
  ...['factorial', 'inflate', 'paths', 'rsa', 'x25519', 'kernels'],
];

const GOOD: ElfSpec = {
  segments: [code(halt()), data(Uint8Array.of(1, 2, 3))],
  symbols: [{ name: 'start', address: CODE_ADDRESS, size: 12 }],
};

type Change = (file: DataView) => void;
const byte =
  (at: number, value: number): Change =>
  (file) =>
    file.setUint8(at, value);
const half =
  (at: number, value: number): Change =>
  (file) =>
    file.setUint16(at, value, true);
const word =
  (at: number, value: number): Change =>
  (file) =>
    file.setUint32(at, value, true);
/** A field of a program header, by its number in words. */
const segment = (index: number, field: number, value: number): Change =>
  word(HEADER_BYTES + index * PROGRAM_HEADER_BYTES + 4 * field, value);
/** A field of a section header. */
const section =
  (index: number, field: number, value: number): Change =>
  (file) =>
    file.setUint32(file.getUint32(32, true) + 40 * index + 4 * field, value, true);

function changed(...changes: Change[]): Uint8Array {
  const file = buildElf(GOOD);
  const view = new DataView(file.buffer);
  for (const change of changes) change(view);
  return file;
}

const [TYPE, OFFSET, ADDRESS, FILE_SIZE, MEMORY_SIZE, FLAGS] = [0, 1, 2, 4, 5, 6];

const REFUSED: [string, Uint8Array, ElfCheck, RegExp?][] = [
  ['an empty file', new Uint8Array(0), 'MAGIC'],
  ['a text', new TextEncoder().encode('int main(void) { return 0; }'), 'MAGIC'],
  ['a header that is cut off', buildElf(GOOD).subarray(0, 51), 'TRUNCATED'],
  ['an ELF64 file', changed(byte(4, 2)), 'CLASS', /ELF64/],
  ['a class that there is not', changed(byte(4, 3)), 'CLASS'],
  ['a big-endian file', changed(byte(5, 2)), 'BYTE_ORDER'],
  ['another version', changed(byte(6, 0)), 'VERSION'],
  ['another version of the object', changed(word(20, 2)), 'VERSION'],
  ['an object file', changed(half(16, 1)), 'TYPE'],
  ['a shared object', changed(half(16, 3)), 'TYPE'],
  ['a program for x86-64', changed(half(18, 62)), 'MACHINE', /62/],
  ['a header of another size', changed(half(40, 64)), 'HEADER_SIZE'],
  ['program headers of another size', changed(half(42, 56)), 'HEADER_SIZE'],
  ['no program headers', changed(half(44, 0)), 'HEADER_SIZE'],
  ['very many program headers', changed(half(44, 0xffff)), 'HEADER_SIZE'],
  ['program headers behind the end', changed(word(28, 0xfffffff0)), 'TRUNCATED'],
  ['a dynamic program', changed(segment(1, TYPE, 2)), 'DYNAMIC'],
  ['a program with an interpreter', changed(segment(1, TYPE, 3)), 'DYNAMIC'],
  ['a segment behind the end of the file', changed(segment(1, OFFSET, 0xfffffffe)), 'SEGMENT_FILE'],
  [
    'a segment of 4 GiB in the file',
    changed(segment(1, FILE_SIZE, 0xffffffff), segment(1, MEMORY_SIZE, 0xffffffff)),
    'SEGMENT_FILE',
  ],
  ['a segment of 4 GiB in memory', changed(segment(1, MEMORY_SIZE, 0xffffffff)), 'SEGMENT_ADDRESS'],
  ['a segment larger in the file than in memory', changed(segment(1, MEMORY_SIZE, 2)), 'SEGMENT_SIZE'],
  ['a segment that wraps around', changed(segment(1, ADDRESS, 0xfffffffe)), 'SEGMENT_ADDRESS'],
  ['a segment that ends behind the limit', changed(segment(1, ADDRESS, 0x77fffffe)), 'SEGMENT_ADDRESS'],
  ['segments that overlap', changed(segment(1, ADDRESS, CODE_ADDRESS + 16)), 'SEGMENT_OVERLAP'],
  ['a segment within another', changed(segment(0, MEMORY_SIZE, 0x200000)), 'SEGMENT_OVERLAP'],
  ['writable code', changed(segment(0, FLAGS, 7)), 'WRITABLE_CODE'],
  ['misaligned code', changed(segment(0, ADDRESS, CODE_ADDRESS + 2)), 'CODE_ALIGNMENT'],
  ['very much code', changed(segment(1, FLAGS, 5), segment(1, MEMORY_SIZE, 0x2000000)), 'CODE_SIZE'],
  ['a very large image', changed(segment(1, MEMORY_SIZE, 0x20000000)), 'IMAGE_SIZE'],
  ['a misaligned entry', changed(word(24, CODE_ADDRESS + 2)), 'ENTRY_ALIGNMENT'],
  ['an entry in data', changed(word(24, DATA_ADDRESS)), 'ENTRY'],
  ['an entry behind the code', changed(word(24, CODE_ADDRESS + 4 * halt().length)), 'ENTRY'],
  ['no code at all', changed(segment(0, FLAGS, 4)), 'ENTRY'],
  ['section headers of another size', changed(half(46, 64)), 'SYMBOLS'],
  ['section headers behind the end', changed(half(48, 4)), 'SYMBOLS'],
  ['a symbol table behind the end', changed(section(1, 4, 0xffffff00)), 'SYMBOLS'],
  ['symbols of another size', changed(section(1, 9, 24)), 'SYMBOLS'],
  ['a symbol table of a part of a symbol', changed(section(1, 5, 17)), 'SYMBOLS'],
  ['symbols without strings', changed(section(1, 6, 0)), 'SYMBOLS'],
  ['symbols with strings that are not there', changed(section(1, 6, 99)), 'SYMBOLS'],
  ['two symbol tables', changed(section(2, 1, 2), section(2, 9, 16)), 'SYMBOLS'],
  ['a name behind the end of the strings', changed(section(2, 5, 1)), 'SYMBOLS'],
  ['a name without an end', changed(section(2, 5, 3)), 'SYMBOLS'],
];

for (const [what, file, check, message = /./] of REFUSED) {
  test(`${what} is refused by name`, async (t) => {
    const error = await failure(() => execute(file));
    t.is(error.code, 'SY_ERR_ELF');
    t.is(error.check, check);
    t.regex(error.message, message);
    t.true(error.remedy.length > 0);
  });

  test(`${what} is refused in a browser, too`, (t) => {
    t.is(t.throws(() => readElf(file), { instanceOf: ElfError }).code, check);
  });
}

test('a browser reads what native code reads', (t) => {
  const { entry, segments } = readElf(changed());
  t.is(entry, CODE_ADDRESS);
  t.deepEqual(segments, [
    {
      ...{ address: CODE_ADDRESS, size: 4 * halt().length, isExecutable: true },
      bytes: wordsToBytes(halt()),
    },
    { address: DATA_ADDRESS, size: 3, isExecutable: false, bytes: Uint8Array.of(1, 2, 3) },
  ]);
  for (const name of EXAMPLES) t.notThrows(() => readElf(readGuest(name)), name);
});

test('files that are changed at random are judged alike', async (t) => {
  const next = seededWords(77);
  const good = buildElf(GOOD);
  const verdicts = new Map<string, number>();
  for (let i = 0; i < 300; i++) {
    const file = good.slice(0, next() % 8 === 0 ? next() % good.length : good.length);
    const headers = HEADER_BYTES + 2 * PROGRAM_HEADER_BYTES;
    for (let changes = 1 + (next() % 2); changes > 0 && file.length > 0; changes--) {
      const at = (next() % 4 === 0 ? next() : next() % headers) % file.length;
      file[at] = [next(), file[at] ^ (1 << (next() % 8)), file[at] + 1][next() % 3];
    }
    let here = 'read';
    try {
      readElf(file);
    } catch (error) {
      if (!(error instanceof ElfError)) throw error;
      here = error.code;
    }
    let there = 'read';
    try {
      await execute(file, { maxCycles: 1 });
    } catch (error) {
      if (!(error instanceof SwitchyardError) || error.code !== 'SY_ERR_ELF') throw error;
      there = String(error.check);
    }
    t.is(here, there, `file ${i}`);
    verdicts.set(here, (verdicts.get(here) ?? 0) + 1);
  }
  t.true(verdicts.size > 8, [...verdicts.keys()].join());
  t.true((verdicts.get('read') ?? 0) > 20);
});

test('the unchanged file runs', async (t) => {
  t.is((await execute(changed())).kind, 'halted');
});

test('a segment without memory is skipped, wherever it lies', async (t) => {
  const empty = { address: 0, bytes: new Uint8Array(0), flags: 7 };
  const run = await execute(
    buildElf({ segments: [code(halt(3)), { ...empty, address: CODE_ADDRESS + 4 }, empty] }),
  );
  t.is(run.kind === 'halted' && run.exitCode, 3);
});

test('memory behind the bytes of a segment is zero, and shares pages with its neighbours', async (t) => {
  const run = await execute(
    buildElf({
      segments: [
        code(halt()),
        { address: DATA_ADDRESS + 3, bytes: Uint8Array.of(1, 2), memorySize: 6, flags: 6 },
        { address: DATA_ADDRESS + 9, bytes: Uint8Array.of(3), flags: 4 },
      ],
    }),
    { dumps: [{ from: DATA_ADDRESS, to: DATA_ADDRESS + 12 }] },
  );
  t.deepEqual([...run.dumps[0]], [0, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0]);
});

test('code can be read as data', async (t) => {
  const words = [...li(6, CODE_ADDRESS), asm.lw(7, 0, 6), ...halt()];
  const run = await execute(buildElf({ segments: [code(words)] }));
  t.is(run.registers[7], words[0]);
});

test('names of functions are printable and bounded, and aliases count once', async (t) => {
  const run = await execute(
    buildElf({
      segments: [code([0])],
      symbols: [
        { name: `bad\x1b[31m${'x'.repeat(1000)}`, address: CODE_ADDRESS, size: 4 },
        { name: 'alias', address: CODE_ADDRESS, size: 4 },
      ],
    }),
  );
  t.regex(run.functionName ?? '', /^bad\?\[31mx+$/);
  t.is(run.functionName?.length, 256);
});

test('a function reaches as far as its size says', async (t) => {
  const symbols = [
    { name: 'first', address: CODE_ADDRESS, size: 4 },
    { name: 'unsized', address: CODE_ADDRESS + 8, size: 0 },
  ];
  const at = async (index: number) => {
    const words = [0, 1, 2, 3].map((i) => (i === index ? 0 : asm.fence));
    return (await execute(buildElf({ segments: [code(words)], symbols }))).functionName;
  };
  t.deepEqual(
    [await at(0), await at(1), await at(2), await at(3)],
    ['first', undefined, 'unsized', 'unsized'],
  );
});

test('bytes behind whole words of code are no code', async (t) => {
  const bytes = Uint8Array.from([...wordsToBytes([asm.fence]), 0x73, 0]);
  const run = await execute(buildElf({ segments: [{ address: CODE_ADDRESS, bytes, flags: 5 }] }));
  t.is(run.kind === 'fault' && run.fault, 'NO_CODE');
});
