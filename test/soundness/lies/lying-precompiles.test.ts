import test from 'ava';
import type { ReplayLie } from '../../../host/runtime/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { asm, halt, li, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';
import { range, type PrecompileSpec } from '../../vm/precompiles/precompile.js';
import { callProgram } from './precompile-cases.js';
import { lyingTables, refusalsOf } from './replayed-lie.js';
import { DATA, SYSTEM } from './step-case.js';

/** Lies about a call of a precompile that take more than one word, or more than a step. */

const nop = asm.addi(0, 0, 0);
/** Behind all words that a call accesses, in the same data; the program reads it in the end. */
const ELSEWHERE = DATA_ADDRESS + 4 * 0x700;
const READ_ELSEWHERE = [...li(reg.t1, ELSEWHERE), asm.lw(reg.s2, 0, reg.t1)];

interface Story {
  readonly what: string;
  readonly lies: readonly ReplayLie[];
  readonly refusedBy: RegExp;
}

/** What gives away a result that is not the call's: its own chips, and buses between them or of its words. */
const RESULT = /^(sha|keccak|uint256)_\w+: |^memory$|^schedule$|^rounds$|^keccak$|^range16$/;

function storiesOf(spec: PrecompileSpec): { readonly elf: Uint8Array; readonly stories: readonly Story[] } {
  const { before, data, pointers, words } = callProgram(spec);
  const step = before.length;
  const written = words.filter(({ isWritten }) => isWritten);
  const places = written.map(({ address }) => address);
  const result = spec.compute(words.map(({ value }) => value));
  const left = (i: number, instead: number): ReplayLie => {
    const value = (instead - result[i]) >>> 0;
    return { kind: 'left', step, space: DATA, address: written[i].address, value };
  };
  const all = [...written.keys()];
  const half = all.slice(all.length / 2);
  const values = words.map(({ value }) => value);
  // What the call makes of what it has left, and of another first word.
  const again = spec.compute(words.map(({ address, value }) => result[places.indexOf(address)] ?? value));
  const other = spec.compute(values.with(0, values[0] ^ 1));
  const found = (at: number, space: number, address: number, value: number): ReplayLie => {
    return { kind: 'found', step: at, space, address, value: value >>> 0 };
  };
  const restored = all.map((i) => left(i, written[i].value)).filter(({ value }) => value !== 0);
  const elsewhere = all.map((i) => {
    const at = ELSEWHERE / 4 + i;
    return found(step + 1, DATA, at, result[i] - data[at - DATA_ADDRESS / 4]);
  });
  const stories: Story[] = [
    {
      what: 'writes half of its words',
      lies: half.map((i) => left(i, written[i].value)).filter(({ value }) => value !== 0),
      refusedBy: RESULT,
    },
    { what: 'writes nothing', lies: restored, refusedBy: RESULT },
    { what: 'writes zeros', lies: all.map((i) => left(i, 0)), refusedBy: RESULT },
    {
      what: 'writes its words in another order',
      lies: all.map((i) => left(i, result[(i + 1) % all.length])),
      refusedBy: RESULT,
    },
    { what: 'writes elsewhere', lies: [...restored, ...elsewhere], refusedBy: RESULT },
    { what: 'writes elsewhere too', lies: elsewhere, refusedBy: /^memory$/ },
    {
      what: 'is said to be another place, and back again',
      lies: [found(step, SYSTEM, reg.a0, 64), found(step + 1, SYSTEM, reg.a0, -64)],
      refusedBy: /^memory$/,
    },
    {
      what: 'finds another word, and writes what the one that is there makes',
      lies: [
        found(step, DATA, words[0].address, (values[0] ^ 1) - values[0]),
        ...all.flatMap((i): ReplayLie[] => {
          const value = (result[i] - other[i]) >>> 0;
          return value === 0 ? [] : [{ kind: 'left', step, space: DATA, address: places[i], value }];
        }),
      ],
      refusedBy: RESULT,
    },
    { what: 'is left out', lies: [{ kind: 'executed', step, value: nop }], refusedBy: /^decode$/ },
    {
      what: 'is jumped over',
      lies: [{ kind: 'next', step: step - 1, value: 1 }],
      refusedBy: /next$|^decode$|^step$/,
    },
    { what: 'happens twice', lies: [{ kind: 'next', step, value: 2 ** 32 - 1 }], refusedBy: /^step$/ },
    {
      what: 'happens in place of what follows',
      lies: [{ kind: 'executed', step: step + 1, value: asm.ecall }],
      refusedBy: /^decode$/,
    },
    {
      what: 'happens when the step behind it does',
      lies: [{ kind: 'when', step, value: 4 }],
      refusedBy: /^step$/,
    },
    ...PRECOMPILES.filter((each) => each !== spec).map((each): Story => {
      const a1 = each.ranges.length === 1 ? 0 : pointers.a1;
      const number = found(step, SYSTEM, reg.t0, each.number - spec.number);
      const lies = a1 === pointers.a1 ? [number] : [number, found(step, SYSTEM, reg.a1, a1 - pointers.a1)];
      return { what: `is ${each.name}`, lies, refusedBy: /^memory$/ };
    }),
  ];
  // Calls that change what they read have another result when they are made again.
  if (again.some((word, i) => word !== result[i])) {
    stories.push({
      what: 'writes what it would the second time',
      lies: all.map((i) => left(i, again[i])),
      refusedBy: RESULT,
    });
  }
  const elf = program([...before, asm.ecall, nop, nop, ...READ_ELSEWHERE, ...halt()], wordsToBytes(data));
  return { elf, stories };
}

for (const spec of PRECOMPILES) {
  test(`${spec.name}: lies that hang together are refused`, async (t) => {
    const { elf, stories } = storiesOf(spec);
    t.deepEqual(refusalsOf(await lyingTables({ elf })), []);
    for (const { what, lies, refusedBy } of stories) {
      const refusals = refusalsOf(await lyingTables({ elf, lies }));
      t.not(refusals.length, 0, what);
      t.deepEqual(
        refusals.filter((refusal) => !refusedBy.test(refusal)),
        [],
        what,
      );
    }
  });
}

/** The tables with cells of a chip's rows changed. */
function changed(
  tables: readonly TableTrace[],
  name: string,
  change: (trace: Uint32Array, width: number, column: (name: string) => number) => void,
): TableTrace[] {
  return tables.map((table) => {
    const { chip } = table;
    if (chip.name !== name) return table;
    const trace = table.trace.slice();
    change(trace, chip.width, (column) => chip.main.names.indexOf(column));
    return { ...table, trace };
  });
}

/** One row overwritten by another. */
const withRow = (tables: readonly TableTrace[], name: string, to: number, from: number): TableTrace[] =>
  changed(tables, name, (trace, width) => trace.copyWithin(width * to, width * from, width * (from + 1)));

for (const spec of PRECOMPILES) {
  test(`${spec.name}: rows that are missing, come twice or belong to no call are refused`, async (t) => {
    const tables = await lyingTables({ elf: storiesOf(spec).elf });
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

  test(`${spec.name}: two calls that exchange their times are refused`, async (t) => {
    const { before, data } = callProgram(spec);
    const elf = program([...before, asm.ecall, nop, ...before, asm.ecall, ...halt()], wordsToBytes(data));
    let tables = await lyingTables({ elf });
    t.deepEqual(refusalsOf(tables), []);
    for (const { chip, parts } of spec.chips) {
      tables = changed(tables, chip.name, (trace, width, column) => {
        for (const part of range(parts)) {
          const [first, second] = [part, parts + part].map((row) => width * row + column('time'));
          [trace[first], trace[second]] = [trace[second], trace[first]];
        }
      });
    }
    const refusals = refusalsOf(tables);
    t.true(refusals.includes('step'), refusals.join());
    // Where nothing changes, the words alone would not show it.
    t.true(refusals.includes('memory') || refusals.includes('range16'), refusals.join());
  });
}
