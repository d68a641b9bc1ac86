import test from 'ava';
import { checkTables, formatTableFailure } from '../../../host/stark/air/index.js';
import { namesOf, TraceBreaker } from '../../stark/chips/breaking.js';
import type { Cells } from '../rows.js';
import { decoded, haltingShard, readingShard, restingShard } from '../sample-shards.js';
import { shardTables, type ShardRows } from '../whole-shard.js';

const FIRST_CLOSED_WORD = 0x78000000 / 4;

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
