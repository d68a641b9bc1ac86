import test from 'ava';
import { checkTables, formatTableFailure } from '../../../host/stark/air/index.js';
import { namesOf, TraceBreaker } from '../../stark/chips/breaking.js';
import { callRow, hintWordRow, type CallCase } from '../rows-of-calls.js';
import { decodeRow, decodeWord } from '../rows-of-decode.js';
import { limbs, type Cells } from '../rows.js';
import { StateModel } from '../state-model.js';
import { shardTables, type ShardRows } from '../whole-shard.js';

const ECALL = 0x73;
const [DATA, CODE, SYSTEM] = [0, 1, 2];
const FIRST_CLOSED_WORD = 0x78000000 / 4;

function decoded(pc: number, word: number): Cells {
  const choices = decodeWord(word, pc);
  if (!choices) throw new Error(`0x${word.toString(16)} is no instruction`);
  return decodeRow(word, pc, 1, choices);
}

/** A shard of one ECALL: HALT with exit code 7. */
function haltingShard(): ShardRows {
  const [pc, time] = [64, 1];
  const state = new StateModel([
    [CODE, pc, ECALL],
    [SYSTEM, 10, 7],
    [DATA, 0x1000, 99],
  ]);
  state.access(CODE, pc, 1);
  const t0 = state.access(SYSTEM, 5, time);
  const call: CallCase = {
    ...{ number: 0, pc, time, t0Time: t0.time, length: 0, words: 0, a1: { value: 0, time: 0 } },
    a0: state.access(SYSTEM, 10, time),
    page: state.access(SYSTEM, 48, time, 7),
    flag: state.access(SYSTEM, 49, time, 1),
  };
  const connector = state.connector(pc, 2 ** 29, time + 4);
  return {
    rows: {
      call: [callRow(call)],
      decode: [decoded(pc, ECALL)],
      leaf: state.leafRows(),
      tree: state.treeRows(),
      connector: [connector.row, {}],
    },
    publicValues: connector.publicValues,
  };
}

/** A shard of one ECALL: HINT_READ of ten bytes, after which a register is refreshed. */
function readingShard(): ShardRows {
  const [pc, time, slot] = [5, 1, 1];
  const state = new StateModel([
    [CODE, pc, ECALL],
    [SYSTEM, 5, 0xf1],
    [SYSTEM, 10, 4 * 1023],
    [SYSTEM, 11, 10],
    [DATA, 1024, 0xdeadbeef],
  ]);
  state.access(CODE, pc, 1);
  const call: CallCase = {
    ...{ number: 0xf1, pc, time, length: 0, words: 3, flag: { value: 0, time: 0 } },
    t0Time: state.access(SYSTEM, 5, time).time,
    a0: state.access(SYSTEM, 10, time),
    a1: state.access(SYSTEM, 11, time),
    page: state.access(SYSTEM, 50, time, 0),
  };
  const words = [0x11111111, 0x80000001, 0xffff].map((value, i) =>
    hintWordRow({
      ...{ address: 1023 + i, left: 3 - i, time, value },
      old: state.access(DATA, 1023 + i, time, value),
    }),
  );
  const rested = state.access(SYSTEM, 5, slot * 2 ** 10);
  const refresh = {
    ...{ real: 1, space: SYSTEM, address: 5, ...limbs('v', rested.value) },
    ...{ time: rested.time, low: (slot * 2 ** 10 - rested.time - 1) % 2 ** 12, slot },
  };
  const connector = state.connector(pc, pc + 1, time + 4);
  return {
    rows: {
      call: [callRow(call)],
      hint_word: words,
      refresh: [refresh],
      decode: [decoded(pc, ECALL)],
      leaf: state.leafRows(),
      tree: state.treeRows(),
      connector: [connector.row, {}],
    },
    publicValues: connector.publicValues,
  };
}

/** A shard without steps, of which one word of data is refreshed. */
function restingShard(address: number): ShardRows {
  const state = new StateModel([]);
  const { time } = state.access(DATA, address, 2 ** 10);
  const { row, publicValues } = state.connector(9, 9, 1);
  const refresh = { real: 1, space: DATA, address, time, low: 2 ** 10 - 1, slot: 1 };
  return {
    rows: { connector: [row, {}], refresh: [refresh], leaf: state.leafRows(), tree: state.treeRows() },
    publicValues,
  };
}

function failuresOf(shard: ShardRows): string[] {
  return checkTables(shardTables(shard)).map(formatTableFailure);
}

/** The constraints that fail, then the buses that do not balance. */
function summaryOf(shard: ShardRows): string[] {
  const failures = checkTables(shardTables(shard), { maxFailures: 100 });
  return [
    ...new Set(
      failures.map((failure) => {
        if (failure.kind === 'constraint') return `${failure.chip}: ${failure.constraint}`;
        return failure.kind === 'balance' ? failure.bus : failure.kind;
      }),
    ),
  ];
}

/** The shard with cells of a row changed, or with a row that is not there. */
function changed(shard: ShardRows, chip: string, row: number, changes: Cells): ShardRows {
  const rows = [...(shard.rows[chip] ?? [])];
  rows[row] = { ...rows[row], ...changes };
  return { ...shard, rows: { ...shard.rows, [chip]: rows } };
}

test('a program that halts at once', (t) => t.deepEqual(failuresOf(haltingShard()), []));
test('a hint that is read, and a register that rests', (t) => t.deepEqual(failuresOf(readingShard()), []));
test('a shard without steps', (t) => t.deepEqual(failuresOf(restingShard(FIRST_CLOSED_WORD - 1)), []));
test('a word of the closed subtree has no leaf', (t) => {
  t.deepEqual(summaryOf(restingShard(FIRST_CLOSED_WORD)), ['hash']);
});

test('state chips: every constraint can fail', (t) => {
  const tables = shardTables(readingShard());
  for (const name of ['hint_word', 'refresh', 'leaf', 'tree', 'compression', 'connector']) {
    const table = tables.find(({ chip }) => chip.name === name);
    if (!table) throw new Error(`there is no table ${name}`);
    const failed = namesOf(new TraceBreaker(table.chip, table).breakAll());
    const constraints = table.chip.constraints.map((constraint) => constraint.name);
    t.deepEqual(
      constraints.filter((constraint) => !failed.has(constraint)),
      [],
      name,
    );
  }
});

const reading = readingShard();
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7];
const leafAt = (space: number, index: number): number =>
  reading.rows.leaf.findIndex((row) => row.space === space && row.index === index);
const nodeAt = (space: number, level: number, index = 0): number =>
  reading.rows.tree.findIndex((row) => row.space === space && row.level === level && row.index === index);

const LIES: readonly (readonly [what: string, lie: () => ShardRows, failures: readonly string[]])[] = [
  [
    'a leaf that ends with another word',
    () => changed(reading, 'leaf', leafAt(0, 127), { 'final[14]': 5 }),
    ['memory', 'hash'],
  ],
  [
    'a leaf that begins with another word',
    () => changed(reading, 'leaf', leafAt(0, 128), { 'initial[0]': 5 }),
    ['memory', 'hash'],
  ],
  [
    'a leaf at another index',
    () => changed(reading, 'leaf', leafAt(0, 128), { index: 129 }),
    ['memory', 'tree'],
  ],
  [
    'a leaf of another space',
    () => changed(reading, 'leaf', leafAt(0, 128), { space: 1 }),
    ['memory', 'tree'],
  ],
  [
    'a leaf that is opened twice',
    () => changed(reading, 'leaf', reading.rows.leaf.length, reading.rows.leaf[0]),
    ['memory', 'tree'],
  ],
  [
    'a digest that is not that of the words',
    () => changed(reading, 'leaf', leafAt(0, 128), { 'after[0]': 1 }),
    ['hash', 'tree'],
  ],
  [
    'a sibling that changes',
    () => changed(reading, 'tree', nodeAt(0, 10), { 'rightAfter[3]': 1 }),
    ['tree: an untouched sibling stays[right][3]', 'hash'],
  ],
  [
    'a sibling that changes on the left',
    () => changed(reading, 'tree', nodeAt(2, 1, 3), { leftTouched: 0, 'leftAfter[0]': 1 }),
    ['tree: an untouched sibling stays[left][0]', 'hash', 'tree'],
  ],
  [
    'padding that receives a leaf',
    () => changed(reading, 'tree', 127, { leftTouched: 1 }),
    ['tree: padding receives nothing[left]', 'tree'],
  ],
  [
    'padding that receives a right child',
    () => changed(reading, 'tree', 127, { rightTouched: 1 }),
    ['tree: padding receives nothing[right]', 'tree'],
  ],
  [
    'a child received twice',
    () => changed(reading, 'tree', nodeAt(0, 10), { leftTouched: 2 }),
    [
      'tree: left touched is boolean',
      ...EIGHT.map((k) => `tree: an untouched sibling stays[left][${k}]`),
      'count',
      'tree',
    ],
  ],
  ['a node on another level', () => changed(reading, 'tree', nodeAt(0, 10), { level: 11 }), ['tree']],
  ['a root that is another', () => changed(reading, 'connector', 0, { 'dataAfter[0]': 1 }), ['tree', 'hash']],
  [
    'another public root',
    () => ({ ...reading, publicValues: reading.publicValues.map((value, i) => (i === 2 ? 1 : value)) }),
    ['connector: public values[rootBefore][0]'],
  ],
  [
    'a shard that begins elsewhere',
    () => changed(reading, 'connector', 0, { firstPc: 4 }),
    ['connector: public values[firstPc]', 'step'],
  ],
  [
    'a shard that ends elsewhere',
    () => changed(reading, 'connector', 0, { lastPc: 7 }),
    ['connector: public values[lastPc]', 'step'],
  ],
  [
    'a shard that says it has halted',
    () => changed(reading, 'connector', 0, { halted: 1 }),
    ['connector: public values[halted]', 'memory'],
  ],
  [
    'no connector',
    () => changed(reading, 'connector', 0, { real: 0 }),
    ['connector: one real row[first]', 'step', 'tree', 'memory'],
  ],
  [
    'two connectors',
    () => changed(reading, 'connector', 1, reading.rows.connector[0]),
    ['connector: one real row[others]', 'step', 'tree', 'memory'],
  ],
  ['a refresh to the past', () => changed(reading, 'refresh', 0, { slot: 0, low: 0 }), ['memory', 'range16']],
  [
    'a refresh beyond all times',
    () => changed(reading, 'refresh', 0, { slot: 2 ** 16, low: 0 }),
    ['memory', 'range16'],
  ],
  ['a refresh that changes the word', () => changed(reading, 'refresh', 0, { 'v.lo': 1 }), ['memory']],
  [
    'an instruction that is not in the code',
    () => changed(reading, 'decode', 0, { ...decoded(5, 0x13), isEcall: 0 }),
    ['memory', 'decode'],
  ],
  [
    'a hint word that is not called for',
    () =>
      changed(reading, 'hint_word', 3, {
        ...reading.rows.hint_word[2],
        ...{ address: 1026, left: 0, 'o.lo': 0, 'o.hi': 0 },
      }),
    ['hint', 'memory'],
  ],
  ['a hint word that is left out', () => changed(reading, 'hint_word', 2, { real: 0 }), ['hint', 'memory']],
];

for (const [what, lie, failures] of LIES) {
  test(`${what} is refused`, (t) => t.deepEqual(summaryOf(lie()).sort(), [...failures].sort()));
}
