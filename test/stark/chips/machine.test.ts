import test, { type ExecutionContext } from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  assignBuses,
  checkTables,
  formatTableFailure,
  type TableFailure,
  type TableTrace,
} from '../../../host/stark/air/index.js';
import { machineChips, machineTables, seededMachine } from '../../../host/stark/chips/index.js';

const STEPS = 50;
const [PROGRAM, ARITHMETIC, MEMORY, RANGE] = [0, 1, 2, 3];
const chips = machineChips(koalaBear);
const { columns } = chips.arithmetic;

function run(steps = STEPS): { tables: readonly TableTrace[]; result: number } {
  return machineTables(koalaBear, seededMachine(7), steps);
}

/** What the checker finds once a cell of a table holds something else. */
function failuresAfter(table: number, change: (cells: Uint32Array, width: number) => void): TableFailure[] {
  const { tables } = run();
  change(tables[table].trace, tables[table].chip.width);
  return checkTables(tables);
}

/** Names of broken constraints and unbalanced buses. */
function namesOf(failures: readonly TableFailure[]): Set<string> {
  return new Set(
    failures.map((failure) => {
      if (failure.kind === 'constraint') return failure.constraint;
      return failure.kind === 'balance' ? failure.bus : failure.kind;
    }),
  );
}

function breaks(
  t: ExecutionContext,
  expected: readonly string[],
  table: number,
  change: (cells: Uint32Array, width: number) => void,
): void {
  t.deepEqual([...namesOf(failuresAfter(table, change))].sort(), [...expected].sort());
}

for (const field of [koalaBear, babyBear]) {
  for (const steps of [1, 2, 50, 64, 300]) {
    test(`${field.name}: a run of ${steps} steps balances`, (t) => {
      const { tables } = machineTables(field, seededMachine(steps), steps);
      t.deepEqual(checkTables(tables), []);
      t.is(tables[ARITHMETIC].trace.length, chips.arithmetic.width * 2 ** Math.ceil(Math.log2(steps)));
    });
  }
}

test('the machine computes what its program says', (t) => {
  const program = [
    { operation: 'add', a: 1, b: 2, c: 0, next: 1 },
    { operation: 'sub', a: 3, b: 1, c: 1, next: 2 },
    { operation: 'mul', a: 0, b: 1, c: 2, next: 3 },
    { operation: 'add', a: 2, b: 2, c: 0, next: 0 },
  ] as const;
  const cells = [0, 0xfffe, 5, 1];
  const resultAfter = (steps: number): number => machineTables(koalaBear, { program, cells }, steps).result;
  t.deepEqual([1, 2, 3, 4].map(resultAfter), [3, 3, 3, 18]);
});

test('the tables have the shape that the documentation says', (t) => {
  const { arithmetic } = chips;
  t.is(arithmetic.interactions.length, 22);
  t.is(arithmetic.lookups.length, 12);
  t.is(arithmetic.maxConstraintDegree, 3);
  t.deepEqual(assignBuses(Object.values(chips)).busCount, 3);
});

test('a run is the same for the same seed, and another for another', (t) => {
  t.deepEqual(run().tables[ARITHMETIC].trace, run().tables[ARITHMETIC].trace);
  t.notDeepEqual(seededMachine(1), seededMachine(2));
});

test('every column of a step matters', (t) => {
  const row = 20;
  for (let column = 0; column < chips.arithmetic.width; column++) {
    const failures = failuresAfter(ARITHMETIC, (cells, width) => (cells[row * width + column] += 1));
    t.true(failures.length > 0, chips.arithmetic.main.names[column]);
  }
});

test('every cell of the other tables matters', (t) => {
  for (const table of [PROGRAM, MEMORY, RANGE]) {
    const { trace } = run().tables[table];
    for (const at of [0, 3, trace.length - 1]) {
      t.true(failuresAfter(table, (cells) => (cells[at] += 1)).length > 0, `table ${table} cell ${at}`);
    }
  }
});

test('a padding row that acts is refused', (t) => {
  const expected = [
    'padding comes last',
    'an instruction has one operation',
    ...[0, 1, 2].map((access) => `access comes after the one before[${access}]`),
    ...['program', 'memory', 'range'],
  ];
  breaks(t, expected, ARITHMETIC, (cells, width) => (cells[(STEPS + 5) * width + columns.isReal] = 1));
});

test('a wrong multiplicity is refused', (t) => {
  breaks(t, ['range'], RANGE, (cells) => cells[17]++);
  breaks(t, ['program'], PROGRAM, (cells) => cells[2]--);
});

test('a result out of range is refused', (t) => {
  const { tables } = run();
  const { trace, chip } = tables[ARITHMETIC];
  // A result byte that borrows from the other: the same number from limbs of which one is no byte.
  const row = Array.from({ length: STEPS }, (_, i) => i).find((i) => {
    return trace[i * chip.width + columns.words[2][1]] > 0;
  })!;
  trace[row * chip.width + columns.words[2][0]] += 2 ** 8;
  trace[row * chip.width + columns.words[2][1]] -= 1;
  const failures = checkTables(tables);
  t.deepEqual([...namesOf(failures)], ['range']);
  t.regex(formatTableFailure(failures[0]), /machine_arithmetic row \d+ sends 1/);
});

test('a read of a value that was overwritten is refused', (t) => {
  const { tables } = run();
  const { trace, chip } = tables[ARITHMETIC];
  const at = (row: number, column: number): number => row * chip.width + column;
  // The first read whose cell was accessed before, moved to a time that the cell has no state of.
  const row = Array.from({ length: STEPS }, (_, i) => i).find(
    (i) => trace[at(i, columns.accesses[0].previous)] > 1,
  )!;
  const { previous, gap } = columns.accesses[0];
  trace[at(row, previous)] -= 1;
  trace[at(row, gap[0])] += 1;
  t.true(namesOf(checkTables(tables)).has('memory'));
});

test('an access before the one before it is refused', (t) => {
  const { tables } = run();
  const { trace, chip } = tables[ARITHMETIC];
  const { previous, gap } = columns.accesses[1];
  const base = 9 * chip.width;
  // Read from the future: the gap is negative, and no sum of bytes.
  trace[base + previous] = trace[base + columns.timestamp] + 10;
  trace[base + gap[0]] = koalaBear.p - 10;
  trace[base + gap[1]] = 0;
  trace[base + gap[2]] = 0;
  const names = namesOf(checkTables(tables));
  t.true(names.has('range'));
  t.true(names.has('memory'));
  t.false([...names].some((name) => name.startsWith('access comes')));
});

test('another result is refused', (t) => {
  const { tables, result } = run();
  const claimed = tables.with(MEMORY, { ...tables[MEMORY], publicValues: [result + 1] });
  t.deepEqual([...namesOf(checkTables(claimed))], ['cell 0 holds the result']);
});

test('swapped tables are refused', (t) => {
  const { tables } = run();
  const [program, memory] = [tables[PROGRAM], tables[MEMORY]];
  const swapped = tables.with(PROGRAM, { ...program, trace: memory.trace });
  t.is(t.throws(() => checkTables(swapped), { instanceOf: AirError }).code, 'TRACE_WIDTH');
  t.deepEqual(checkTables([...tables].reverse()), []);
});

test('runs that cannot be are refused', (t) => {
  const input = seededMachine(1);
  const codeOf = (run: () => unknown): string => t.throws(run, { instanceOf: AirError }).code;
  for (const steps of [0, -1, 0.5, NaN]) {
    t.is(
      codeOf(() => machineTables(koalaBear, input, steps)),
      'TRACE_ROWS',
    );
  }
  t.is(
    codeOf(() => machineTables(koalaBear, { ...input, cells: [1, 2, 3] }, 1)),
    'TRACE_HEIGHT',
  );
  t.is(
    codeOf(() => machineTables(koalaBear, { ...input, program: [] }, 1)),
    'TRACE_HEIGHT',
  );
  t.is(
    codeOf(() => machineTables(koalaBear, { ...input, cells: [2 ** 16, 0] }, 1)),
    'TRACE_VALUE',
  );
});

test('2^16 rows are checked in seconds', (t) => {
  const start = performance.now();
  const { tables } = run(2 ** 16);
  const filled = performance.now();
  t.deepEqual(checkTables(tables), []);
  t.log(
    `filled in ${(filled - start).toFixed(0)} ms, checked in ${(performance.now() - filled).toFixed(0)} ms`,
  );
});
