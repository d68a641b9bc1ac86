import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import type { TableTrace } from '../../../host/stark/air/index.js';
import { TableMessages } from '../../../host/stark/air/table-messages.js';
import { OPCODE_ROWS } from '../../../host/vm/chips/index.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { seededWords } from '../../field/random.js';
import {
  countQuery,
  hasCompiler,
  newCounts,
  runFill,
  sameCounts,
  type Filling,
  type QueryCounts,
} from '../fill-program.js';
import { busOf } from '../inspect-rows.js';
import { traceOf } from '../judge.js';
import { CALL_FLAGS, callRow, effectOf, hintWordRow, type CallCase } from '../rows-of-calls.js';
import { decodeRow, decodeWord } from '../rows-of-decode.js';
import type { Cells } from '../rows.js';
import { haltingShard, readingShard } from '../sample-shards.js';
import { seededCase } from '../seeded-calls.js';
import { seededInstructions } from '../seeded-instructions.js';
import { shardTables } from '../whole-shard.js';

// As fill.test.ts: rows of native/vm/fill against those of these tests.

const compiles = hasCompiler ? test : test.skip;

/** Records, and what a filling makes of each. */
interface Expected {
  readonly filling: Filling;
  readonly table: TableTrace;
}

function expectRows(chip: string, recordType: string, call: string, cases: readonly [number[], Cells][]) {
  const definition = MACHINE_CHIPS.find(({ name }) => name === chip);
  if (!definition) throw new Error(`there is no chip ${chip}`);
  const { width } = definition;
  const records = cases.map(([record]) => record);
  const trace = traceOf(
    definition,
    cases.map(([, row]) => row),
  );
  const publicValues = new Array<number>(definition.publicValueCount).fill(0);
  return {
    filling: { header: chip, recordType, call, width, records },
    table: { chip: definition, trace, publicValues },
  };
}

/** As native/vm/records.h has them. */
function callRecord(call: CallCase): number[] {
  const { number, pc, time, t0Time, a0, a1, page, flag, words } = call;
  const effect = effectOf(call);
  return [
    ...[pc, time, effect.next, number, t0Time, effect.t0, a0.value, a0.time, a1.value, a1.time],
    ...[effect.pageAddress, page.value, page.time, effect.page, flag.value, flag.time],
    ...[words, effect.done],
  ];
}

const many = (row: Cells, name: string, count: number): number[] =>
  Array.from({ length: count }, (_, i) => row[`${name}[${i}]`]);
const digest = (row: Cells, name: string): number[] =>
  many(row, name, 8).map((element) => koalaBear.toMontgomery(element));
const wordsOf = (row: Cells, name: string): number[] => {
  const limbs = many(row, name, 16);
  return Array.from({ length: 8 }, (_, i) => (limbs[2 * i] | (limbs[2 * i + 1] << 16)) >>> 0);
};

function leafRecord(row: Cells): number[] {
  const words = [...wordsOf(row, 'initial'), ...wordsOf(row, 'final'), ...many(row, 'time', 8)];
  return [row.space, row.index, ...words, ...digest(row, 'before'), ...digest(row, 'after')];
}

function treeRecord(row: Cells): number[] {
  const { space, level, index, leftTouched, rightTouched } = row;
  const digests = ['leftBefore', 'rightBefore', 'leftAfter', 'rightAfter', 'before', 'after'];
  return [
    ...[space, level, index, leftTouched, rightTouched],
    ...digests.flatMap((name) => digest(row, name)),
  ];
}

function connectorRecord(row: Cells): number[] {
  const digests = [
    ...['dataBefore', 'dataAfter', 'code', 'systemBefore', 'systemAfter'],
    ...['pairBefore', 'pairAfter', 'rootBefore', 'rootAfter'],
  ];
  return [
    ...[row.firstPc, row.lastPc, row.lastTime, row.halted, row['m.time']],
    ...digests.flatMap((name) => digest(row, name)),
  ];
}

function compare(t: Parameters<typeof runFill>[0], expected: readonly Expected[]): QueryCounts {
  const { rows, counts } = runFill(
    t,
    expected.map(({ filling }) => filling),
  );
  expected.forEach(({ filling: { records, width }, table: { chip, trace } }, i) => {
    const differing = trace.subarray(0, records.length * width).findIndex((value, j) => value !== rows[i][j]);
    const [row, column] = [Math.floor(differing / width), differing % width];
    t.is(differing, -1, `${chip.name}: ${chip.main.names[column]} of ${String(records[row])}`);
  });
  return counts;
}

/** The queries of all rows. */
function queriesOf(tables: readonly TableTrace[]): QueryCounts {
  const counts = newCounts();
  for (const table of tables) {
    const messages = new TableMessages(table);
    for (let row = 0; row < messages.height; row++) {
      messages.visit(row, (message) => {
        const bus = busOf(message);
        const { fields } = message;
        if (bus === 'opcode') {
          const [major, usesF3, usesF7, f3, f7] = fields;
          const index = OPCODE_ROWS.findIndex(
            (each) =>
              each.major === major &&
              Number(each.usesF3) === usesF3 &&
              Number(each.usesF7) === usesF7 &&
              each.f3 === f3 &&
              each.f7 === f7,
          );
          counts.opcode[index] += 1;
        } else if (['range16', 'range11', 'align'].includes(bus)) {
          countQuery(counts, bus, fields);
        }
      });
    }
  }
  return counts;
}

compiles('native rows of calls, hints, refreshes and decoded instructions are those of the document', (t) => {
  const next = seededWords(5);
  const calls = Object.keys(CALL_FLAGS).flatMap((number) =>
    Array.from({ length: 60 }, () => seededCase(Number(number), next)),
  );
  const hints = Array.from({ length: 100 }, () => {
    const time = 1 + (next() % 2 ** 25);
    const old = { value: next(), time: next() % time };
    return { address: next() % 2 ** 29, left: 1 + (next() % 2 ** 20), time, value: next(), old };
  });
  const refreshes = Array.from({ length: 100 }, () => {
    const slot = 1 + (next() % (2 ** 16 - 1));
    const [value, time] = [next(), next() % (slot * 2 ** 10)];
    return { space: next() % 3, address: next() % 2 ** 29, value, time, slot };
  });
  const instructions = seededInstructions(6, 3000).flatMap(({ word, pc }) => {
    const decoded = decodeWord(word, pc);
    return decoded ? [{ word, pc, count: 1 + (next() % 2 ** 20), decoded }] : [];
  });
  const expected = [
    expectRows(
      'call',
      'CallRecord',
      'fill_call(record, row, counts)',
      calls.map((call) => [callRecord(call), callRow(call)]),
    ),
    expectRows(
      'hint_word',
      'HintWordRecord',
      'fill_hint_word(record, row, counts)',
      hints.map((hint) => {
        const { address, left, time, value, old } = hint;
        return [[address, left, time, value, old.value, old.time], hintWordRow(hint)];
      }),
    ),
    expectRows(
      'refresh',
      'RefreshRecord',
      'fill_refresh(record, row, counts)',
      refreshes.map(({ space, address, value, time, slot }) => [
        [space, address, value, time, slot],
        {
          ...{ real: 1, space, address, 'v.lo': value & 0xffff, 'v.hi': value >>> 16, time, slot },
          low: (slot * 2 ** 10 - time - 1) % 2 ** 12,
        },
      ]),
    ),
    expectRows(
      'decode',
      'DecodeRecord',
      'fill_decode(record, row, counts, opcode_counts)',
      instructions.map(({ word, pc, count, decoded }) => [
        [pc, word, count],
        decodeRow(word, pc, count, decoded),
      ]),
    ),
  ];
  t.true(instructions.length > 1000);
  sameCounts(t, compare(t, expected), queriesOf(expected.map(({ table }) => table)));
});

compiles('native rows of state are those of the document', (t) => {
  const shards = [haltingShard(), readingShard()];
  const rowsOf = (chip: string): Cells[] =>
    shards.flatMap(({ rows }) => rows[chip].filter(({ real }) => real === 1));
  const withRecords = (rows: readonly Cells[], record: (row: Cells) => number[]): [number[], Cells][] =>
    rows.map((row) => [record(row), row]);
  const compressions = shardTables(shards[0]).find(({ chip }) => chip.name === 'compression');
  if (!compressions) throw new Error('there are no compressions');
  const { width } = compressions.chip;
  const connectors = withRecords(rowsOf('connector'), connectorRecord);
  const expected: Expected[] = [
    expectRows('leaf', 'LeafRecord', 'fill_leaf(record, row)', withRecords(rowsOf('leaf'), leafRecord)),
    expectRows('tree', 'TreeRecord', 'fill_tree(record, row)', withRecords(rowsOf('tree'), treeRecord)),
    expectRows('connector', 'ConnectorRecord', 'fill_connector(record, row, counts)', connectors),
    {
      filling: {
        ...{ header: 'compression', recordType: 'CompressionRecord', width, isMontgomery: true },
        call: 'fill_compression(record, row)',
        records: Array.from({ length: compressions.trace.length / width }, (_, i) => {
          const row = compressions.trace.subarray(width * i, width * (i + 1));
          const input = [...row.subarray(0, 16)].map((element) => koalaBear.toMontgomery(element));
          return [...input, row[width - 1]];
        }),
      },
      table: compressions,
    },
  ];
  const counts = compare(t, expected);
  sameCounts(t, counts, queriesOf(expected.slice(0, 3).map(({ table }) => table)));

  const { rows } = runFill(t, [
    {
      ...{ header: 'connector', recordType: 'ConnectorRecord', call: 'fill_public_values(record, row)' },
      ...{ width: shards[0].publicValues.length, records: connectors.map(([record]) => record) },
    },
  ]);
  t.deepEqual(
    [...rows[0]],
    shards.flatMap(({ publicValues }) => publicValues),
  );
});

compiles('native rows of tables are their counts', (t) => {
  const { rows } = runFill(t, [
    {
      ...{ header: 'tables', recordType: 'uint32_t', width: 7, records: [[3], [9], [0]] },
      call: [
        'counts.range16(3); counts.range11(3); counts.align(9); counts.bytes(0, 9); counts.exclusive_or(0, 3)',
        'counts.shift(false, 9); counts.shift(true, 0)',
        'fill_table(counts, record, row)',
      ].join('; '),
    },
    {
      ...{ header: 'tables', recordType: 'uint32_t', width: 1, records: [[5]] },
      call: 'fill_opcode(record, row)',
    },
  ]);
  // Each row counts before it is filled.
  t.deepEqual([...rows[0]], [...[1, 1, 0, 0, 1, 0, 0], ...[0, 0, 2, 2, 0, 2, 0], ...[0, 0, 0, 0, 0, 0, 3]]);
  t.deepEqual([...rows[1]], [5]);
});
