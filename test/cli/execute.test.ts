import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { asm, call, halt } from '../vm/assembler.js';
import { buildElf, code, CODE_ADDRESS, DATA_ADDRESS, program } from '../vm/elf-builder.js';
import { guestFile, littleEndian } from '../vm/guests.js';
import { switchyard, temporaryFolder } from './support.js';

/** Writes a file of a test into a folder of its own. */
function file(name: string, content: Uint8Array | string): string {
  const place = path.join(temporaryFolder(), name);
  writeFileSync(place, content);
  return place;
}

const NUMBER = file('n', littleEndian(10));
const FIBONACCI = [guestFile('fibonacci'), '--input', NUMBER];

interface Report {
  readonly schema: string;
  readonly kind: string;
  readonly exitCode: number;
  readonly cycles: number;
  readonly publicValues: string;
  readonly digest: string;
  readonly families: Record<string, number>;
  readonly registers: number[];
  readonly profile?: unknown;
}

test('execute prints what the guest prints, then a summary', async (t) => {
  const elf = file('hello.elf', program([...call(2, 1, DATA_ADDRESS, 6), ...halt()], Buffer.from('hello\n')));
  const { code: exitCode, stdout, stderr } = await switchyard(['execute', elf]);
  t.is(exitCode, 0);
  t.regex(stdout, /^hello\nexit code 0 after 14 cycles, /);
  t.regex(stdout, /instructions\/s\n/);
  t.is(stderr, '');
});

test('execute --json is stable, and leaves standard output to itself', async (t) => {
  const elf = file('hello.elf', program([...call(2, 1, DATA_ADDRESS, 6), ...halt()], Buffer.from('hello\n')));
  const { stdout, stderr } = await switchyard(['execute', elf, '--json']);
  t.is(stderr, 'hello\n');
  const report = JSON.parse(stdout) as Report;
  t.is(report.schema, 'switchyard-execute/1');
  t.deepEqual(
    [report.kind, report.exitCode, report.digest, report.profile],
    ['halted', 0, 'absent', undefined],
  );
  t.is(report.registers.length, 32);
});

test('inputs come from files, or all at once from an SP1Stdin', async (t) => {
  const report = async (...args: string[]) =>
    JSON.parse((await switchyard(['execute', guestFile('sha256'), ...args, '--json'])).stdout) as Report;
  const fromFiles = await report('--input', guestFile('sha256'), '--input', file('times', littleEndian(1)));
  const elf = readFileSync(guestFile('sha256'));
  const length = (bytes: number) => [...littleEndian(bytes, 0)];
  const stdin = Uint8Array.from([
    ...length(2),
    ...length(elf.length),
    ...elf,
    ...length(4),
    ...littleEndian(1),
  ]);
  const fromStdin = await report('--sp1-stdin', file('stdin', stdin));
  t.is(fromFiles.digest, 'committed');
  t.is(fromStdin.publicValues, fromFiles.publicValues);
  t.is(fromStdin.cycles, fromFiles.cycles);
});

test('execute --profile writes folded stacks that add up', async (t) => {
  const output = path.join(temporaryFolder(), 'folded');
  const { stdout } = await switchyard(['execute', ...FIBONACCI, '--json', '--profile', output]);
  const lines = readFileSync(output, 'utf8').trim().split('\n');
  t.true(lines.some((line) => /^_start;main;guest_input_word;guest_input \d+$/.test(line)));
  const sum = lines.reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  t.is(sum, (JSON.parse(stdout) as Report).cycles);
});

test('execute --dump writes ranges of memory', async (t) => {
  const [whole, part] = ['whole', 'part'].map((name) => path.join(temporaryFolder(), name));
  const elf = file('data.elf', program(halt(), Buffer.from('abcdef')));
  const { code: exitCode } = await switchyard([
    ...['execute', elf, '--dump', `0x${DATA_ADDRESS.toString(16)}:${DATA_ADDRESS + 6}=${whole}`],
    ...['--dump', `${DATA_ADDRESS + 4}:${DATA_ADDRESS + 8}=${part}`],
  ]);
  t.is(exitCode, 0);
  t.is(readFileSync(whole, 'utf8'), 'abcdef');
  t.is(readFileSync(part, 'utf8'), 'ef\0\0');
});

test('a fault names pc, instruction and function, and exits with 1', async (t) => {
  const elf = buildElf({
    segments: [code([asm.fence, 0xc0001073])],
    symbols: [{ name: 'panic', address: CODE_ADDRESS, size: 8 }],
  });
  const { code: exitCode, stdout, stderr } = await switchyard(['execute', file('trap.elf', elf)]);
  t.is(exitCode, 1);
  t.regex(stdout, /^fault after 1 cycles/);
  t.regex(stderr, /SY_ERR_GUEST: ILLEGAL_INSTRUCTION at pc 0x00200804 \(instruction 0xc0001073, in panic\)/);
});

test('exit codes of guests, limits and bad programs exit with 1', async (t) => {
  const failed = await switchyard(['execute', file('failed.elf', program(halt(7)))]);
  t.is(failed.code, 1);
  t.regex(failed.stderr, /exit code 7/);
  const limit = await switchyard(['execute', ...FIBONACCI, '--max-cycles', '2^8']);
  t.is(limit.code, 1);
  t.regex(limit.stdout, /^limit after 256 cycles/);
  const memory = await switchyard(['execute', ...FIBONACCI, '--max-memory', '4096']);
  t.is(memory.code, 1);
  t.regex(memory.stderr, /--max-memory/);
  const text = await switchyard(['execute', NUMBER]);
  t.is(text.code, 1);
  t.regex(text.stderr, /SY_ERR_ELF: MAGIC/);
  const missing = await switchyard(['execute', guestFile('fibonacci')]);
  t.is(missing.code, 1);
  t.regex(missing.stdout, /^an input of four bytes is missing\n/);
});

test('files that are missing, too large or no SP1Stdin are named before anything runs', async (t) => {
  const elf = file('hello.elf', program([...call(2, 1, DATA_ADDRESS, 6), ...halt()], Buffer.from('hello\n')));
  const large = file('large', '');
  truncateSync(large, 2 ** 30 + 1);
  for (const [args, message] of [
    [['--input', NUMBER, '--input', '/nowhere/input'], /SY_ERR_FILE: \/nowhere\/input cannot be read/],
    [['--input', large], /SY_ERR_FILE: .*large has 1073741825 bytes; at most 1073741824/],
    [['--sp1-stdin', NUMBER], /SY_ERR_STDIN: TRUNCATED/],
  ] as const) {
    const { code: exitCode, stdout, stderr } = await switchyard(['execute', elf, ...args]);
    t.is(exitCode, 1);
    t.is(stdout, '');
    t.regex(stderr, message);
  }
});

test('command lines that make no sense are usage errors', async (t) => {
  for (const args of [
    [],
    [guestFile('fibonacci'), '--max-cycles', '0'],
    [guestFile('fibonacci'), '--max-cycles', 'many'],
    [guestFile('fibonacci'), '--max-cycles', '2^60'],
    [guestFile('fibonacci'), '--max-memory', '-1'],
    [guestFile('fibonacci'), '--input', NUMBER, '--sp1-stdin', NUMBER],
    [guestFile('fibonacci'), '--dump', '1:0=file'],
    [guestFile('fibonacci'), '--dump', '0:4294967296=file'],
    [guestFile('fibonacci'), '--dump', 'file'],
  ])
    t.is((await switchyard(['execute', ...args])).code, 2, args.join(' '));
});
