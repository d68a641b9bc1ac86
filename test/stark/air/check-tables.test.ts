import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  cell,
  checkTables,
  defineBus,
  defineChip,
  formatTableFailure,
  type TableTrace,
} from '../../../host/stark/air/index.js';
import { BATCH_CHIPS, BATCH_VECTORS, batchPreprocessed, loadBatchVector } from '../chips/batch-chips.js';

const words = defineBus({ name: 'words', kind: 'permutation', fields: ['key', 'value'] });

const sender = defineChip(koalaBear, {
  name: 'sender',
  columns: { key: cell(), value: cell(), active: cell() },
  constraints: ({ local, bus }) => bus.send(words, [local.key, local.value], local.active),
});

/** Receives each word some number of times up to 3, and returns it on the other flag. */
const receiver = defineChip(koalaBear, {
  name: 'receiver',
  columns: { key: cell(), value: cell(), count: cell(), receives: cell(), returns: cell() },
  constraints: ({ local: { key, value, count, receives, returns }, bus }) =>
    bus.exclusive(words, ({ send, receive }) => {
      receive(receives, [key, value], { value: count, weight: 3 });
      send(returns, [key, value]);
    }),
});

const pairs = defineChip(koalaBear, {
  name: 'pairs',
  columns: { left: cell(), right: cell() },
  constraints: ({ local, bus }) =>
    bus.local('permutation', ({ send, receive }) => {
      send([local.left]);
      receive([local.right]);
    }),
});

function tables(changes: { sent?: number[]; received?: number[]; paired?: number[] } = {}): TableTrace[] {
  const sent = changes.sent ?? [1, 10, 1, 1, 10, 1, 2, 20, 1, 9, 99, 0];
  const received = changes.received ?? [1, 10, 3, 1, 0, 1, 10, 0, 0, 1, 2, 20, 1, 1, 0, 0, 0, 0, 0, 0];
  const paired = changes.paired ?? [1, 2, 2, 3, 3, 1, 4, 4];
  const table = (chip: TableTrace['chip'], trace: number[]): TableTrace => {
    return { chip, trace: Uint32Array.from(trace), publicValues: [] };
  };
  return [table(sender, padded(sent, 3)), table(receiver, padded(received, 5)), table(pairs, paired)];
}

/** Rows of zeros up to a power of two. */
function padded(rows: number[], width: number): number[] {
  const height = 2 ** Math.ceil(Math.log2(rows.length / width));
  return [...rows, ...new Array<number>(height * width - rows.length).fill(0)];
}

function report(changes: Parameters<typeof tables>[0]): string[] {
  return checkTables(tables(changes)).map(formatTableFailure);
}

test('tables that balance have no failures', (t) => {
  t.deepEqual(report({}), []);
  t.deepEqual(checkTables([]), []);
});

test('an unbalanced bus names the message, the tables and the rows', (t) => {
  t.deepEqual(report({ sent: [1, 10, 1, 1, 10, 1, 2, 21, 1, 9, 99, 0] }), [
    'words: (key = 2, value = 21) is sent 1 and received 0 times: sender row 2 sends 1',
  ]);
  t.deepEqual(report({ sent: [1, 10, 1, 0, 0, 0, 2, 20, 1, 0, 0, 0] }), [
    'words: (key = 1, value = 10) is sent 2 and received 3 times: sender row 0 sends 1; ' +
      'receiver row 0 receives 3; receiver row 1 sends 1',
  ]);
  const [failure] = checkTables(tables({ sent: [1, 10, 1, 0, 0, 0, 2, 20, 1, 0, 0, 0] }));
  t.is(failure.kind, 'balance');
  if (failure.kind !== 'balance') return;
  t.deepEqual([failure.sent, failure.received, failure.useCount], [2, 3, 3]);
  t.deepEqual(failure.uses[1], {
    table: 1,
    chip: 'receiver',
    row: 0,
    place: 'exclusive[0] on words',
    direction: 'receive',
    count: 3,
  });
});

test('a missing, an extra and a duplicated message are found', (t) => {
  const balanced = [1, 10, 1, 1, 10, 1, 2, 20, 1];
  for (const sent of [
    [...balanced.slice(0, 6), 2, 20, 0],
    [...balanced, 9, 99, 1],
    [...balanced, 2, 20, 1],
  ]) {
    t.regex(report({ sent }).join('\n'), /^words: /);
  }
});

test('many uses are counted, the first ones named', (t) => {
  const sent = Array.from({ length: 16 }, () => [5, 5, 1]).flat();
  const failures = report({ sent: [...sent, ...[1, 10, 1, 1, 10, 1, 2, 20, 1]] });
  t.is(failures.length, 1);
  t.regex(failures[0], /is sent 16 and received 0 times: .*sender row 7 sends 1; 8 more$/);
});

test('local interactions balance within their table', (t) => {
  t.deepEqual(report({ paired: [1, 2, 2, 3, 3, 1, 4, 5] }), [
    'local permutation of pairs (table 2): (0 = 4) is sent 1 and received 0 times: pairs row 3 sends 1',
  ]);
  const [first, second] = [tables({ paired: [1, 2] })[2], tables({ paired: [2, 1] })[2]];
  t.is(checkTables([first, second]).length, 2);
});

test('every unbalanced bus is reported once', (t) => {
  const failures = report({ sent: [1, 10, 1, 1, 11, 1, 2, 20, 1], paired: [1, 2, 3, 4] });
  t.is(failures.length, 2);
  t.is(checkTables(tables({ sent: [9, 9, 1], paired: [1, 2] }), { maxFailures: 1 }).length, 1);
});

test('a count above its bound is reported', (t) => {
  const sent = Array.from({ length: 4 }, () => [1, 10, 1]).flat();
  t.deepEqual(report({ sent, received: [1, 10, 4, 1, 0] }), [
    'receiver: row 0: exclusive[0] on words: count 4 exceeds 3',
  ]);
});

test('flags that are not exclusive are reported, by constraint and by interaction', (t) => {
  const failures = checkTables(tables({ sent: [0, 0, 0], received: [1, 10, 1, 1, 1, 1, 10, 1, 2, 0] }));
  t.deepEqual(
    failures.map(({ kind, ...failure }) => [kind, 'row' in failure ? failure.row : undefined]),
    [
      ['constraint', 0],
      ['constraint', 1],
      ['constraint', 1],
      ['flags', 0],
      ['flags', 1],
    ],
  );
  t.is(formatTableFailure(failures[3]), 'receiver: row 0: exclusive[0] on words: flags 1, 1');
});

test('a count that is no bit breaks the constraint that the builder adds', (t) => {
  const failures = checkTables(tables({ sent: [1, 10, 2, 2, 20, 1] }));
  const [first] = failures;
  t.is(first.kind, 'constraint');
  t.regex(formatTableFailure(first), /^sender: row 0: "count of send\[0\] on words is a bit" is 2 /);
});

test('tables that cannot make a batch are errors', (t) => {
  const codeOf = (batch: TableTrace[]): string =>
    t.throws(() => checkTables(batch), { instanceOf: AirError }).code;
  t.is(codeOf(tables().slice(0, 1)), 'BUS_UNBALANCED');
  t.is(
    codeOf([{ chip: sender, trace: new Uint32Array(4), publicValues: [] }, ...tables().slice(1)]),
    'TRACE_WIDTH',
  );
  const foreign = defineChip(babyBear, {
    name: 'foreign',
    columns: { a: cell() },
    constraints: () => undefined,
  });
  t.is(codeOf([...tables(), { chip: foreign, trace: new Uint32Array(1), publicValues: [] }]), 'FIELD');
});

test('a bus whose fields have other names in another chip is an error', (t) => {
  const other = defineChip(koalaBear, {
    name: 'other',
    columns: { key: cell(), value: cell() },
    constraints: ({ local, bus }) =>
      bus.receive({ ...words, fields: ['value', 'key'] }, [local.value, local.key]),
  });
  const batch = [tables()[0], { chip: other, trace: new Uint32Array(2), publicValues: [] }];
  const error = t.throws(() => checkTables(batch), { instanceOf: AirError });
  t.is(error.code, 'BUS');
  t.is(
    error.message,
    'chip other: receive[0] on words: its fields are value, key, but in chip sender key, value',
  );
});

test('counts that might wrap around are an error', (t) => {
  const heavy = defineChip(koalaBear, {
    name: 'heavy',
    columns: { a: cell() },
    packing: 'none',
    constraints: ({ local, bus }) =>
      bus.local('same', ({ send, receive }) => {
        send([local.a], 2 ** 20);
        receive([local.a], 2 ** 20);
      }),
  });
  const batch = (rows: number): TableTrace[] => [
    { chip: heavy, trace: new Uint32Array(rows), publicValues: [] },
  ];
  t.deepEqual(checkTables(batch(512)), []);
  t.is(t.throws(() => checkTables(batch(1024)), { instanceOf: AirError }).code, 'WEIGHTS');
});

for (const [name] of BATCH_VECTORS) {
  test(`${name}: the recorded tables balance`, (t) => {
    const { traces, public_values } = loadBatchVector(name);
    const batch = BATCH_CHIPS.map((chip, i): TableTrace => {
      const trace = Uint32Array.from(traces[i].flat());
      return {
        chip,
        trace,
        publicValues: public_values[i],
        preprocessed: batchPreprocessed(i, traces[i].length),
      };
    });
    t.deepEqual(checkTables(batch), []);
    // One multiplicity too many, and a value that is not in the other column.
    batch[1].trace[3]++;
    batch[1].trace[5 * 20 + 4]--;
    t.deepEqual(
      checkTables(batch).map((failure) => failure.kind === 'balance' && failure.bus),
      ['fib', 'local reversed of table (table 1)'],
    );
  });
}
