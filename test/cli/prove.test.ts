import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'ava';
import { repositoryFile } from '../support/repository.js';
import { asm, call, halt } from '../vm/assembler.js';
import { buildElf, code, CODE_ADDRESS, DATA_ADDRESS, program } from '../vm/elf-builder.js';
import { guestFile, littleEndian } from '../vm/guests.js';
import { publishingProgram } from '../vm/proven-runs.js';
import { switchyard, temporaryFolder } from './support.js';

const FOLDER = temporaryFolder();

function place(name: string): string {
  return path.join(FOLDER, name);
}

function file(name: string, content: Uint8Array | string): string {
  writeFileSync(place(name), content);
  return place(name);
}

const DEV = ['--params', 'dev', '--shape', 'T12'];
const PUBLISHED = Uint8Array.of(1, 2, 3, 4);
const ELF = file('guest.elf', publishingProgram(PUBLISHED, 0, 40));
const OTHER = file('other.elf', publishingProgram(Uint8Array.of(1, 2, 3, 5), 0, 40));
const FAILING = file('failing.elf', publishingProgram(PUBLISHED, 7));
const SHA_EXTEND = 0x300105;
const SECP256K1_ADD = 0x01010a;

interface ProveReport {
  readonly schema: string;
  readonly cycles: number;
  readonly exitCode: number;
  readonly publicValues: string;
  readonly provenBits: number;
  readonly proofBytes: number;
  readonly shards: readonly { readonly shape: string; readonly steps: number; readonly isKept: boolean }[];
}

interface Verdict {
  readonly schema: string;
  readonly ok: boolean;
  readonly check?: string;
  readonly shards?: number;
  readonly exitCode?: number;
  readonly publicValues?: string;
  readonly parametersName?: string;
  readonly verifier?: string;
}

async function prove(...args: string[]): Promise<ProveReport> {
  const { code: exitCode, stdout, stderr } = await switchyard(['prove', ...args, ...DEV, '--json']);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ProveReport;
}

async function verify(...args: string[]): Promise<Verdict & { readonly code: number }> {
  const { code: exitCode, stdout, stderr } = await switchyard(['verify', ...args, '--json']);
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Verdict), code: exitCode };
}

const PROOF = place('proof');
let report: ProveReport;
test.before(async () => {
  report = await prove(ELF, '--shard-cycles', '60', '-o', PROOF);
});

/** Of a Chrome trace; a span has a time and a duration. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly shard?: number };
}

test('prove --json says what was proven', (t) => {
  t.is(report.schema, 'switchyard-prove/1');
  t.deepEqual([report.exitCode, report.publicValues], [0, '01020304']);
  t.is(report.shards.length, 2);
  t.deepEqual(
    report.shards.map(({ shape, isKept }) => [shape, isKept]),
    [
      ['T12', false],
      ['T12', false],
    ],
  );
  t.is(report.shards[0].steps, 60);
  t.is(report.proofBytes, readFileSync(PROOF).length);
  t.true(report.provenBits > 7 && report.provenBits < 8);
});

test('an example guest is proven and verified, as people read it', async (t) => {
  const proof = place('fibonacci');
  const input = file('n', littleEndian(10));
  const timeline = place('timeline');
  const proven = await switchyard([
    ...['prove', guestFile('fibonacci'), '--input', input, ...DEV, '-o', proof, '--timeline', timeline],
  ]);
  t.is(proven.code, 0, proven.stderr);
  t.regex(proven.stderr, /^\d+ cycles, presumably \d+ shards; counted in /m);
  t.regex(
    proven.stderr,
    /^shard 0: \d+ steps in shape T12; replay .*, fill .*, prove .* on cpu0, verified in /m,
  );
  t.regex(
    proven.stdout,
    /^proven: \d+ cycles in \d+ shards, exit code 0\npublic values 0a0000003700000059000000\n/,
  );
  const { traceEvents } = JSON.parse(readFileSync(timeline, 'utf8')) as { traceEvents: TraceEvent[] };
  const names = new Set(traceEvents.map(({ name }) => name));
  for (const stage of ['scout', 'cut', 'replay', 'fill', 'tables: upload', 'commit main: commit', 'verify']) {
    t.true(names.has(stage), stage);
  }
  const verified = await switchyard(['verify', proof, '--elf', guestFile('fibonacci'), '--min-bits', '7']);
  t.is(verified.code, 0);
  t.regex(
    verified.stdout,
    /^verified: the program ran in \d+ shards to exit code 0\npublic values 0a0000003700000059000000\nparameters dev, p2-24-16\n/,
  );
});

test('a timeline shows the host at work on shards while a device proves others', async (t) => {
  const timeline = place('overlap-timeline');
  const proven = await switchyard([
    ...['prove', guestFile('fibonacci'), '--input', file('overlap-n', littleEndian(1000)), ...DEV],
    ...['--shard-cycles', '4096', '-o', place('overlap-proof'), '--timeline', timeline],
  ]);
  t.is(proven.code, 0, proven.stderr);
  const { traceEvents } = JSON.parse(readFileSync(timeline, 'utf8')) as { traceEvents: TraceEvent[] };
  const isOfHost = ({ name }: TraceEvent) => /^(scout|cut|replay|fill|verify)$/.test(name);
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  const overlapping = spans.filter(isOfHost).filter((host) =>
    spans.some((span) => {
      if (isOfHost(span)) return false;
      const isOfAnother = span.args?.shard !== undefined && span.args.shard !== host.args?.shard;
      return isOfAnother && span.ts < host.ts + host.dur && host.ts < span.ts + span.dur;
    }),
  );
  t.true(new Set(spans.map(({ args }) => args?.shard)).size > 2);
  t.true(overlapping.length > 0);
});

test('a run is verified against its program or the key of it', async (t) => {
  const expected = { schema: 'switchyard-verify/1', ok: true, code: 0, shards: 2, exitCode: 0 };
  const claims = { publicValues: '01020304', parametersName: 'dev', verifier: 'typescript' };
  t.like(await verify(PROOF, '--elf', ELF, '--min-bits', '0'), { ...expected, ...claims });
  const key = place('key');
  const shown = await switchyard(['vk', ELF, '-o', key, '--json']);
  const vk = JSON.parse(shown.stdout) as {
    schema: string;
    digest: string;
    entry: number;
    initialRoot: number[];
  };
  t.like(vk, { schema: 'switchyard-vk/1', entry: CODE_ADDRESS });
  t.regex(vk.digest, /^[0-9a-f]{64}$/);
  t.is(vk.initialRoot.length, 8);
  t.is(readFileSync(key).length, 44);
  t.regex((await switchyard(['vk', ELF])).stdout, new RegExp(`^key +${vk.digest}\nentry +0x200800\n`));
  t.like(await verify(PROOF, '--vk', key, '--min-bits', '0'), expected);
  t.like(await verify(PROOF, '--vk', key, '--min-bits', '0', '--native'), {
    ok: true,
    verifier: 'native hashes',
  });

  const bad = await switchyard(['verify', PROOF, '--vk', file('no-key', 'none')]);
  t.is(bad.code, 1);
  for (const args of [[], ['--elf', ELF, '--vk', key]])
    t.is((await switchyard(['verify', PROOF, ...args, '--min-bits', '0'])).code, 2);
});

test('verify names what is wrong with a proof of a run', async (t) => {
  const bytes = readFileSync(PROOF);
  const damaged = file('damaged', bytes.with(bytes.length - 5000, bytes[bytes.length - 5000] ^ 1));
  const changed = file('changed', bytes.with(bytes.indexOf(PUBLISHED) + 3, 5));
  const truncated = file('truncated', bytes.subarray(0, -1));
  t.like(await verify(PROOF, '--elf', OTHER, '--min-bits', '0'), { code: 1, ok: false, check: 'START' });
  t.like(await verify(damaged, '--elf', ELF, '--min-bits', '0'), { code: 1, ok: false, check: 'SHARD' });
  t.like(await verify(changed, '--elf', ELF, '--min-bits', '0'), { code: 1, check: 'PUBLIC_VALUES' });
  t.like(await verify(truncated, '--elf', ELF, '--min-bits', '0'), { code: 1, check: 'TRUNCATED' });
  t.like(await verify(PROOF, '--elf', ELF), { code: 1, ok: false, check: 'SY_ERR_SECURITY' });
  const people = await switchyard(['verify', PROOF, '--elf', OTHER, '--min-bits', '0']);
  t.regex(people.stdout, /^refused: START: failed: the first shard begins at the entry of the program/);
  const text = await switchyard(['verify', PROOF, '--elf', file('text', 'no program'), '--min-bits', '0']);
  t.is(text.code, 1);
  t.regex(text.stderr, /SY_ERR_ELF: /);
});

test('inspect shows the shards of a run, its parameters and its security', async (t) => {
  const { code: exitCode, stdout } = await switchyard(['inspect', PROOF, '--json']);
  t.is(exitCode, 0);
  const inspection = JSON.parse(stdout) as {
    proofBytes: number;
    parts: { bytes: number }[];
    security: { provenBits: number; binding: string };
    cells: number;
    chips: { chip: string; tables: number; rows: number; cells: number }[];
    shards: {
      shape: string;
      cells: number;
      firstPc: number;
      lastPc: number;
      rootAfter: number[];
      rootBefore: number[];
    }[];
  };
  t.like(inspection, {
    ...{ schema: 'switchyard-inspect/1', format: 'switchyard-run', fileBytes: report.proofBytes },
    ...{ parametersName: 'dev', exitCode: 0, publicValues: '01020304' },
  });
  t.like(inspection.security, { provenBits: report.provenBits, binding: 'query' });
  const [first, second] = inspection.shards;
  t.is(first.firstPc, CODE_ADDRESS);
  t.is(second.firstPc, first.lastPc);
  t.deepEqual(second.rootBefore, first.rootAfter);
  const sum = inspection.parts.reduce((total, { bytes }) => total + bytes, 0);
  t.is(sum, inspection.proofBytes);
  const byShard = inspection.shards.reduce((total, { cells }) => total + cells, 0);
  const byChip = inspection.chips.reduce((total, { cells }) => total + cells, 0);
  t.deepEqual([byShard, byChip], [inspection.cells, inspection.cells]);
  // T12 has 2^11 rows of `decode`.
  t.like(
    inspection.chips.find(({ chip }) => chip === 'decode'),
    { tables: 2, rows: 2 * 2 ** 11 },
  );
  const people = await switchyard(['inspect', PROOF]);
  t.regex(people.stdout, /^format +switchyard-run, /);
  t.regex(people.stdout, /^ +1 +T12 +[\d.]+ M +0x/m);
  t.regex(people.stdout, /^decode +4096 +\d+ +\d+ +[\d.]+ M +[\d.]+ %$/m);
  t.is((await switchyard(['inspect', PROOF, '--export-json', place('json')])).code, 2);
});

test('runs that do not end well are not proven', async (t) => {
  const trap = buildElf({
    segments: [code([asm.fence, 0xc0001073])],
    symbols: [{ name: 'panic', address: CODE_ADDRESS, size: 8 }],
  });
  for (const [name, elf, message] of [
    ['trap', trap, /SY_ERR_GUEST: ILLEGAL_INSTRUCTION at pc 0x00200804 \(instruction 0xc0001073, in panic\)/],
    ['endless', program([asm.jal(0, 0)]), /SY_ERR_GUEST: CYCLES at pc 0x00200800/],
    ['failed', program(halt(7)), /SY_ERR_GUEST: .*exit code 7/],
    [
      'odd',
      program([...call(SHA_EXTEND, DATA_ADDRESS + 1, 0), ...halt()], new Uint8Array(260)),
      /CALL_ARGUMENT at pc .*SHA_EXTEND/,
    ],
    [
      'secp256k1',
      program([...call(SECP256K1_ADD, DATA_ADDRESS, 0), ...halt()]),
      /UNSUPPORTED_CALL at pc .*SECP256K1_ADD/,
    ],
    ['no program', Buffer.from('text'), /SY_ERR_ELF: /],
  ] as const) {
    const output = place(`${name}.proof`);
    const args = ['prove', file(`${name}.elf`, elf), '-o', output, '--max-cycles', '500', ...DEV];
    const { code: exitCode, stderr } = await switchyard(args);
    t.is(exitCode, 1, name);
    t.regex(stderr, message, name);
    t.false(existsSync(output), name);
  }
});

test('another exit code than 0 is proven and verified where that is allowed', async (t) => {
  const proof = place('failing');
  t.is((await prove(FAILING, '--allow-exit-code', '-o', proof)).exitCode, 7);
  t.like(await verify(proof, '--elf', FAILING, '--min-bits', '0'), { code: 1, check: 'EXIT_CODE' });
  t.like(await verify(proof, '--elf', FAILING, '--min-bits', '0', '--allow-exit-code'), {
    ok: true,
    exitCode: 7,
  });
});

test('files that are missing or too large, and outputs that cannot be, are named before anything runs', async (t) => {
  const large = file('large', '');
  truncateSync(large, 2 ** 30 + 1);
  const output = ['-o', place('never')];
  for (const [args, message] of [
    [['/nowhere/guest.elf', ...output], /SY_ERR_FILE: \/nowhere\/guest.elf cannot be read/],
    [[ELF, '--input', '/nowhere/input', ...output], /SY_ERR_FILE: \/nowhere\/input cannot be read/],
    [[ELF, '--input', large, ...output], /SY_ERR_FILE: .*large has 1073741825 bytes; at most 1073741824/],
    [[ELF, '--sp1-stdin', file('stdin', 'none'), ...output], /SY_ERR_STDIN: /],
    [[ELF, '-o', '/nowhere/proof'], /SY_ERR_FILE: \/nowhere\/proof cannot be written/],
    [[ELF, '--work', PROOF, ...output], /SY_ERR_FILE: .*proof cannot be made/],
  ] as const) {
    const { code: exitCode, stderr } = await switchyard(['prove', ...args, ...DEV]);
    t.is(exitCode, 1, stderr);
    t.regex(stderr, message);
    t.notRegex(stderr, /^shard/m);
  }
});

test('command lines that make no sense are usage errors', async (t) => {
  for (const args of [
    [ELF],
    [ELF, '-o', place('never'), '--shape', 'Z9'],
    [ELF, '-o', place('never'), '--shard-cycles', '0'],
    [ELF, '-o', place('never'), '--shard-cycles', 'many'],
    [ELF, '-o', place('never'), '--threads', '0'],
    [ELF, '-o', place('never'), '--hash', 'md5'],
  ])
    t.is((await switchyard(['prove', ...args])).code, 2, args.join(' '));
});

test('after kill -9, proving goes on with the shard that was in flight', async (t) => {
  const work = place('work');
  const args = [ELF, '--shard-cycles', '30', '--work', work];
  const finished = await killAfterShards(2, [...args, '-o', place('killed')]);
  t.false(existsSync(place('killed')));
  // Files whose writing was under way have other names.
  const kept = readdirSync(work).filter((name) => /^shard-\d{5}$/.test(name)).length;
  t.true(kept >= finished);
  const resumed = await prove(...args, '-o', place('resumed'));
  t.true(resumed.shards.length > kept);
  t.deepEqual(
    resumed.shards.map(({ isKept }) => isKept),
    resumed.shards.map((_, i) => i < kept),
  );
  await prove(ELF, '--shard-cycles', '30', '-o', place('uninterrupted'));
  t.deepEqual(readFileSync(place('resumed')), readFileSync(place('uninterrupted')));
  t.like(await verify(place('resumed'), '--elf', ELF, '--min-bits', '0'), { ok: true });
});

/** Proves until so many shards are reported, then kills the process; says how many have been. */
async function killAfterShards(shards: number, args: readonly string[]): Promise<number> {
  const command = [repositoryFile('dist/host/cli/main.js'), 'prove', ...args, ...DEV];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let reported = 0;
  for await (const line of createInterface({ input: child.stderr })) {
    if (/^shard \d+: /.test(line)) reported += 1;
    if (reported === shards) child.kill('SIGKILL');
  }
  await ended;
  if (child.signalCode !== 'SIGKILL') throw new Error('the process ended before it was killed');
  return reported;
}
