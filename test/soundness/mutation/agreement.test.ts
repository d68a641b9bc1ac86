import test from 'ava';
import { checkTables, type TableTrace } from '../../../host/stark/air/index.js';
import { tableChip } from '../../../host/vm/chips/index.js';
import { seededWords } from '../../field/random.js';
import { IncrementalChecker, isRefused, type Refusals } from './incremental-checker.js';
import { machineAnswers } from './machine-answers.js';
import { machineShards, shardsOf } from './machine-shards.js';
import { CELL_MUTATIONS, mutatedRow, mutatedRows, ROW_MUTATIONS, type Rows } from './mutations.js';
import { recounted } from './recounted.js';
import { call, halt, li, asm, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { PRECOMPILES } from '../../vm/precompiles/index.js';

/** The judgement of changes against that of whole tables. */

const MUTATIONS = process.env.SWITCHYARD_LONG_TESTS === '1' ? 3000 : 100;

const { t1, t2, s2 } = reg;
const ELF = program([
  ...[
    ...li(t1, DATA_ADDRESS),
    ...li(t2, 0x80000001),
    asm.sw(t2, 4, t1),
    asm.lh(s2, 6, t1),
    asm.lw(s2, 4, t1),
  ],
  ...[
    asm.sub(s2, t2, t1),
    asm.xori(s2, t2, -5),
    asm.sra(s2, t2, t1),
    asm.mulh(s2, t2, t1),
    asm.div(s2, t2, 0),
  ],
  ...[asm.sb(t2, 5, t1), asm.beq(t1, t2, 8), asm.blt(t2, t1, 4), asm.add(s2, t1, t2)],
  ...call(0xf0),
  ...call(0xf1, DATA_ADDRESS, 7),
  ...call(0x10, 2, 0x12345678),
  ...halt(),
]);

/** Of tables of precompiles, whose rows are wide. */
const WIDE_MUTATIONS = MUTATIONS / 10;
const PRECOMPILE_CHIPS = PRECOMPILES.flatMap(({ chips }) => chips.map(({ chip }) => chip.name));
const CALLING_ELF = program(
  [
    ...PRECOMPILES.flatMap(({ number, ranges }) =>
      call(number, DATA_ADDRESS, ranges.length === 1 ? 0 : DATA_ADDRESS + 4),
    ),
    ...halt(),
  ],
  wordsToBytes(Array.from({ length: 80 }, seededWords(2))),
);

/** Tables of a small run; of the limbs, those that are ever looked up and some others. */
async function smallTables(elf = ELF): Promise<TableTrace[]> {
  const [{ tables }] = await shardsOf('small', elf, [Uint8Array.of(1, 2, 3, 4, 5, 6, 7)]);
  return tables.map((table) => (table.chip === tableChip ? firstRows(table) : table));
}

/** The rows of a fixed table that are used, then others, as many as make a power of two. */
function firstRows({ chip, trace, publicValues, preprocessed = new Uint32Array(0) }: TableTrace): TableTrace {
  const { width, preprocessedWidth } = chip;
  const all = Array.from({ length: trace.length / width }, (_, row) => row);
  const isUsed = (row: number): boolean =>
    trace.subarray(width * row, width * (row + 1)).some((count) => count > 0);
  const rows = [...all.filter(isUsed), ...all.filter((row) => !isUsed(row))].slice(0, 512);
  const pick = (cells: Uint32Array, columns: number): Uint32Array =>
    Uint32Array.from(rows.flatMap((row) => [...cells.subarray(columns * row, columns * (row + 1))]));
  return {
    chip,
    publicValues,
    trace: pick(trace, width),
    preprocessed: pick(preprocessed, preprocessedWidth),
  };
}

function changedTables(tables: readonly TableTrace[], at: number, rows: Rows): TableTrace[] {
  const { chip } = tables[at];
  const trace = tables[at].trace.slice();
  for (const [row, cells] of rows) trace.set(cells, chip.width * row);
  return tables.with(at, { ...tables[at], trace });
}

/** What `checkTables` says of all tables, in the words of the other. */
function wholeRefusals(tables: readonly TableTrace[]): Refusals {
  const failures = checkTables(tables, { maxFailures: 10_000 });
  const names = <Kind extends string>(kind: Kind, nameOf: (failure: (typeof failures)[number]) => string) =>
    [...new Set(failures.filter((failure) => failure.kind === kind).map(nameOf))].sort();
  return {
    constraints: names('constraint', (failure) => (failure.kind === 'constraint' ? failure.constraint : '')),
    counts: names('count', (failure) => (failure.kind === 'count' ? failure.place : '')),
    buses: names('balance', (failure) => (failure.kind === 'balance' ? failure.bus : '')),
  };
}

const sorted = ({ constraints, counts, buses }: Refusals): Refusals => ({
  constraints: [...constraints].sort(),
  counts: [...counts].sort(),
  buses: [...buses].sort(),
});

interface SmallMutation {
  readonly tables: TableTrace[];
  readonly table: number;
  readonly rows: Rows;
  readonly what: string;
}

/** Of tables of both runs. */
async function* mutations(seed: number): AsyncGenerator<SmallMutation> {
  yield* mutationsOf(await smallTables(), seed, MUTATIONS, () => true);
  const isWide = (name: string): boolean => PRECOMPILE_CHIPS.includes(name);
  yield* mutationsOf(await smallTables(CALLING_ELF), seed, WIDE_MUTATIONS, isWide);
}

function* mutationsOf(
  tables: TableTrace[],
  seed: number,
  count: number,
  isMutated: (chip: string) => boolean,
): Generator<SmallMutation> {
  const { evaluators } = new IncrementalChecker(tables);
  const next = seededWords(seed);
  const random = (bound: number): number => next() % bound;
  const mutated = [...tables.keys()].filter((table) => isMutated(tables[table].chip.name));
  for (let i = 0; i < count; i++) {
    const table = mutated[random(mutated.length)];
    const { chip } = tables[table];
    const evaluator = evaluators[table];
    const row = random(evaluator.height);
    const kind = random(6) === 0 ? undefined : CELL_MUTATIONS[random(CELL_MUTATIONS.length)];
    const rows = kind
      ? new Map([[row, mutatedRow(kind, { chip, evaluator, row, column: random(chip.width) }, random)]])
      : mutatedRows(ROW_MUTATIONS[random(3)], evaluator, [row, random(evaluator.height)]);
    yield { tables, table, rows, what: `${chip.name}, row ${row}: ${kind ?? 'rows'}` };
  }
}

test('small tables are good, as they are and counted again', async (t) => {
  for (const tables of [await smallTables(), await smallTables(CALLING_ELF)]) {
    t.deepEqual(checkTables(tables), []);
    t.deepEqual(checkTables(recounted(tables)), []);
  }
});

test('changes are refused by the same constraints and buses as whole tables', async (t) => {
  let refused = 0;
  for await (const { tables, table, rows, what } of mutations(3)) {
    const incremental = new IncrementalChecker(tables).judge({ table, rows });
    t.deepEqual(sorted(incremental), sorted(wholeRefusals(changedTables(tables, table, rows))), what);
    if (isRefused(incremental)) refused += 1;
  }
  const all = MUTATIONS + WIDE_MUTATIONS;
  t.true(refused > all / 4 && refused < all, String(refused));
});

test('what is refused, whole tables refuse too, counted again or not', async (t) => {
  for await (const { tables, table, rows, what } of mutations(4)) {
    // Counts that are changed themselves would be set right.
    if (tables[table].chip.interactions.some(({ messages }) => messages[0].direction === 'provide')) continue;
    const lenient = new IncrementalChecker(tables).judge({ table, rows }, machineAnswers(tables));
    const whole = wholeRefusals(recounted(changedTables(tables, table, rows)));
    t.is(isRefused(lenient), isRefused(whole), what);
  }
});

test('a prover who splits a time otherwise and counts again is refused by nobody', async (t) => {
  const shards = await machineShards();
  const { tables } = shards[shards.length - 1];
  const table = tables.findIndex(({ chip }) => chip.name === 'refresh');
  const checker = new IncrementalChecker(tables);
  const cells = checker.evaluators[table].row(0).slice();
  cells[tables[table].chip.main.names.indexOf('low')] += 2 ** 12;
  const rows: Rows = new Map([[0, cells]]);
  t.deepEqual(checker.judge({ table, rows }).buses, ['range16']);
  t.false(isRefused(checker.judge({ table, rows }, machineAnswers(tables))));
  const changed = changedTables(tables, table, rows);
  t.deepEqual(wholeRefusals(changed).buses, ['range16']);
  t.false(isRefused(wholeRefusals(recounted(changed))));
});
