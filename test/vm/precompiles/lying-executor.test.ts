import test from 'ava';
import type { ReplayLie } from '../../../host/runtime/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { seededWords } from '../../field/random.js';
import { asm, call, halt, reg } from '../assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../elf-builder.js';
import { lyingTables, refusalsOf } from '../../soundness/lies/replayed-lie.js';
import { PRECOMPILES } from './index.js';
import { range, type PrecompileSpec } from './precompile.js';

const [DATA, SYSTEM] = [0, 2];
const A0 = DATA_ADDRESS + 12;
const A1 = DATA_ADDRESS + 0x1004;
const WRITE = 2;
/** Off by one, by one in the upper limb, in the sign, in all bits. */
const WRONG = [1, 0x10000, 0x80000000, 0xffffffff];

interface LyingCase {
  readonly elf: Uint8Array;
  readonly lies: readonly ReplayLie[];
}

/** A program with one call, and lies about it. */
function lyingCase({ number, ranges }: PrecompileSpec): LyingCase {
  const a1 = ranges.length === 1 ? 0 : A1;
  const before = call(number, A0, a1).slice(0, -1);
  const nop = asm.addi(0, 0, 0);
  const data = wordsToBytes(range(0x800).map(seededWords(number)));
  const elf = program([...before, asm.ecall, nop, nop, ...halt()], data);
  const step = before.length;
  const found = (space: number, address: number, value: number): ReplayLie => {
    return { kind: 'found', step, space, address, value: value >>> 0 };
  };
  const left = (space: number, address: number): ReplayLie[] =>
    WRONG.map((value) => ({ kind: 'left', step, space, address, value }));
  const words = ranges.flatMap(({ pointer, words: count, isWritten }) => {
    const first = (pointer === 'a0' ? A0 : a1) / 4;
    return range(count).map((i) => ({ address: first + i, isWritten }));
  });
  const written = words.filter(({ isWritten }) => isWritten);
  const lies: ReplayLie[] = [
    found(SYSTEM, reg.t0, WRITE - number),
    // Another place, which is a place all the same.
    found(SYSTEM, reg.a0, 4),
    ...(ranges.length > 1 ? [found(SYSTEM, reg.a1, 4)] : []),
    ...words.flatMap(({ address }, i) => (i % 7 === 0 ? [found(DATA, address, WRONG[i % 4])] : [])),
    ...left(SYSTEM, reg.t0),
    ...left(SYSTEM, reg.a0),
    ...[written[0], written[Math.floor(written.length / 2)], written[written.length - 1]].flatMap(
      ({ address }) => left(DATA, address),
    ),
    ...[1, -1].map((value): ReplayLie => ({ kind: 'next', step, value: value >>> 0 })),
    { kind: 'executed', step, value: asm.addi(0, 0, 3) },
  ];
  return { elf, lies };
}

/** Who refuses lies that are told about a precompile: its chips, and the buses that it uses. */
const REFUSING: Readonly<Record<ReplayLie['kind'], RegExp>> = {
  found: /^memory$/,
  left: /^(sha|keccak|uint256)_\w+: |^memory$|^schedule$|^rounds$|^keccak$|^range16$/,
  next: /^step$|^decode$/,
  executed: /^decode$/,
  when: /^step$/,
};

for (const spec of PRECOMPILES) {
  test(`${spec.name}: lies are refused`, async (t) => {
    const { elf, lies } = lyingCase(spec);
    t.deepEqual(refusalsOf(await lyingTables({ elf })), []);
    for (const lie of lies) {
      const told = JSON.stringify(lie);
      const refusals = refusalsOf(await lyingTables({ elf, lies: [lie] }));
      t.not(refusals.length, 0, told);
      t.deepEqual(
        refusals.filter((refusal) => !REFUSING[lie.kind].test(refusal)),
        [],
        told,
      );
    }
  });
}

/** The tables with one row of a chip overwritten by another of its rows. */
function withRow(tables: readonly TableTrace[], name: string, to: number, from: number): TableTrace[] {
  return tables.map((table) => {
    const { width } = table.chip;
    if (table.chip.name !== name) return table;
    const trace = table.trace.slice();
    trace.copyWithin(width * to, width * from, width * (from + 1));
    return { ...table, trace };
  });
}

for (const spec of PRECOMPILES) {
  test(`${spec.name}: rows that are missing, come twice or belong to no call are refused`, async (t) => {
    const tables = await lyingTables({ elf: lyingCase(spec).elf });
    for (const { chip, parts } of spec.chips) {
      // Behind the rows of the call there is padding.
      for (const part of range(parts)) {
        const refusals = refusalsOf(withRow(tables, chip.name, part, parts));
        t.true(refusals.includes('memory') || refusals.includes('keccak'), `${chip.name}: no part ${part}`);
      }
      const twice = refusalsOf(withRow(tables, chip.name, parts, 0));
      t.true(twice.includes('memory') || twice.includes('keccak'), `${chip.name} twice`);
    }
    const [step, work] = spec.chips;
    if (work === undefined) return;
    const alone = refusalsOf(withRow(tables, step.chip.name, 0, 1));
    t.true(['step', 'schedule', 'rounds', 'keccak'].filter((bus) => alone.includes(bus)).length === 2);
  });
}
