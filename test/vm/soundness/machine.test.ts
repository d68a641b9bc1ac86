import test from 'ava';
import type { Chip } from '../../../host/stark/air/index.js';
import { assignBuses, weightsFit } from '../../../host/stark/air/bus-assignment.js';
import { baseArithmetic, evaluateNodes } from '../../../host/stark/air/evaluate.js';
import { NodeKind } from '../../../host/stark/air/expression-graph.js';
import { nodesOf } from '../../../host/stark/air/interaction.js';
import { MACHINE_CHIPS } from '../../../host/vm/machine.js';
import { shapeHeights } from '../../../host/vm/prove/choose-shape.js';
import { chipsOf, heightsOf } from '../../../host/vm/shape-tables.js';
import { SHAPES } from '../../../host/vm/shapes.js';

/** What holds for every chip and shape, from their definitions alone. */

/** Main columns of this row that nodes depend on; nothing where they depend on anything else. */
function columnsOf(chip: Chip, roots: readonly number[]): ReadonlySet<number> | undefined {
  const columns = new Set<number>();
  for (const node of chip.graph.reachable(roots)) {
    const kind = chip.graph.kind(node);
    if (kind === NodeKind.main && chip.graph.b(node) === 0) columns.add(chip.graph.a(node));
    else if (chip.graph.operands(node).length === 0 && kind !== NodeKind.constant) return undefined;
  }
  return columns;
}

/** The values of nodes on a row whose other columns are 0. */
function evaluator(chip: Chip, roots: readonly number[]): (cells: ReadonlyMap<number, number>) => number[] {
  const { graph, field, width } = chip;
  const order = graph.reachable(roots);
  const arithmetic = baseArithmetic(field);
  const values = new Array<number>(graph.size).fill(0);
  const row = new Uint32Array(width);
  return (cells) => {
    row.fill(0);
    for (const [column, value] of cells) row[column] = value;
    const selectors = { isFirstRow: 0, isLastRow: 0, isTransition: 0 };
    const inputs = { main: [row, row], preprocessed: [[], []], publicValues: [], ...selectors } as const;
    evaluateNodes(graph, order, arithmetic, inputs, values);
    return roots.map((node) => values[node]);
  };
}

/** Columns of which a constraint of degree 2 says that they are 0 or 1. */
function booleanColumns(chip: Chip): ReadonlySet<number> {
  const booleans = new Set<number>();
  for (const { node } of chip.constraints) {
    const [column, ...others] = columnsOf(chip, [node]) ?? [];
    if (column === undefined || others.length > 0 || chip.graph.degree(node) !== 2) continue;
    const at = evaluator(chip, [node]);
    const isZero = (value: number) => at(new Map([[column, value]]))[0] === 0;
    // A polynomial of degree 2 that is 0 there and not everywhere.
    if (isZero(0) && isZero(1) && !isZero(2)) booleans.add(column);
  }
  return booleans;
}

/** All rows of booleans in these columns that the constraints on them alone allow. */
function allowedRows(chip: Chip, columns: ReadonlySet<number>): Map<number, number>[] {
  const constraints = chip.constraints
    .map(({ node }) => node)
    .filter((node) => {
      const used = columnsOf(chip, [node]);
      return used !== undefined && [...used].every((column) => columns.has(column));
    });
  const at = evaluator(chip, constraints);
  const rows = Array.from({ length: 2 ** columns.size }, (_, bits) => {
    return new Map([...columns].map((column, i) => [column, (bits >> i) & 1] as const));
  });
  return rows.filter((row) => at(row).every((value) => value === 0));
}

/** The one row that counts in `connector` is told from the others by its first row and transitions. */
const CONNECTOR_REAL = 'real';

/** Counts with a bound; what is provided has none. */
function boundedMessages({ interactions }: Chip) {
  return interactions.flatMap(({ place, messages }) =>
    messages.filter(({ direction }) => direction !== 'provide').map((message) => ({ place, ...message })),
  );
}

for (const chip of MACHINE_CHIPS.filter((each) => boundedMessages(each).length > 0)) {
  test(`${chip.name}: every bounded count is 0 or 1 by its constraints`, (t) => {
    const messages = boundedMessages(chip);
    const counts = messages.map(({ count }) => count);
    const flags = columnsOf(chip, counts);
    if (!flags) return t.fail('a count depends on more than a row');
    const booleans = new Set(booleanColumns(chip));
    if (chip.name === 'connector') booleans.add(chip.main.names.indexOf(CONNECTOR_REAL));
    const free = [...flags].filter((column) => !booleans.has(column));
    t.deepEqual(
      free.map((column) => chip.main.names[column]),
      [],
    );
    // Flags that exclude one another do so by a constraint on all of them.
    const at = evaluator(chip, counts);
    const values = allowedRows(chip, flags).map(at);
    messages.forEach(({ place, weight }, i) => {
      t.is(weight, 1, place);
      t.deepEqual(new Set(values.map((row) => row[i])), new Set([0, 1]), place);
    });
  });
}

test('only fixed tables, decode and compression provide, each on a bus of its own kind', (t) => {
  const providers = MACHINE_CHIPS.filter(({ interactions }) =>
    interactions.some(({ messages }) => messages.some(({ direction }) => direction === 'provide')),
  );
  t.deepEqual(
    providers.map(({ name }) => name),
    ['decode', 'compression', 'table', 'opcode'],
  );
  t.notThrows(() => assignBuses(MACHINE_CHIPS));
});

test('code is accessed by decode alone, which changes nothing, and other spaces by name', (t) => {
  const spaces = new Map<number | undefined, Set<string>>();
  for (const { name, graph, interactions } of MACHINE_CHIPS) {
    for (const { bus, messages } of interactions) {
      if (bus?.name !== 'memory') continue;
      for (const { fields } of messages) {
        const space = graph.constantValue(fields[0]);
        spaces.set(space, (spaces.get(space) ?? new Set()).add(name));
      }
    }
  }
  t.deepEqual(spaces.get(undefined), new Set(['refresh', 'leaf']));
  t.deepEqual(
    spaces.get(0),
    new Set([
      ...['load_word', 'load_part', 'store_word', 'store_part', 'hint_word'],
      ...['sha_extend', 'sha_schedule', 'sha_compress', 'sha_rounds', 'keccak_permute', 'uint256_mul'],
    ]),
  );
  t.deepEqual(spaces.get(1), new Set(['decode']));
  const decode = MACHINE_CHIPS.find(({ name }) => name === 'decode')!;
  const [received, sent] = decode.interactions.filter(({ bus }) => bus?.name === 'memory');
  // Space, address, both limbs.
  t.deepEqual(received.messages[0].fields.slice(0, 4), sent.messages[0].fields.slice(0, 4));
});

test('every column appears in a constraint or a message', (t) => {
  for (const chip of MACHINE_CHIPS) {
    const roots = [...chip.constraints.map(({ node }) => node), ...chip.interactions.flatMap(nodesOf)];
    const used = new Set<number>();
    for (const node of chip.graph.reachable(roots)) {
      if (chip.graph.kind(node) === NodeKind.main) used.add(chip.graph.a(node));
    }
    t.deepEqual(
      chip.main.names.filter((_, column) => !used.has(column)),
      [],
      chip.name,
    );
  }
});

test('no constraint has a degree above 3, those of messages included', (t) => {
  for (const { name, maxConstraintDegree } of MACHINE_CHIPS) t.true(maxConstraintDegree <= 3, name);
});

test('no chip but the connector reads the next row', (t) => {
  t.deepEqual(
    MACHINE_CHIPS.filter(({ readsNextRow }) => readsNextRow).map(({ name }) => name),
    ['connector'],
  );
});

const STEP_CHIPS = MACHINE_CHIPS.filter(({ name, interactions }) => {
  return name !== 'connector' && interactions.some(({ bus }) => bus?.name === 'step');
});
/** Chips of which every shape has a table. */
const ALWAYS = MACHINE_CHIPS.slice(0, MACHINE_CHIPS.findIndex(({ name }) => name === 'opcode') + 1);

for (const [shape, { name, logHeights }] of SHAPES.entries()) {
  test(`${name}: counts cannot wrap around, times stay below 2^25, any single step fits`, (t) => {
    const heights = heightsOf(shape);
    t.is(logHeights.length, MACHINE_CHIPS.length);
    t.true(
      weightsFit(
        MACHINE_CHIPS[0].field,
        chipsOf(shape),
        heights.map((log) => 2 ** log),
      ),
    );
    t.notThrows(() => assignBuses(chipsOf(shape)));
    const steps = STEP_CHIPS.reduce((sum, chip) => sum + shapeHeights(shape)[chip.name], 0);
    t.true(1 + 4 * steps < 2 ** 25);
    // docs/vm.md 12.3: what one step may touch.
    const needed = { leaf: 9, tree: 26 + 26 + 7, compression: 2 * 68 + 4, decode: 1, hint_word: 1 };
    const rows = shapeHeights(shape);
    for (const [chip, count] of Object.entries(needed)) t.true(rows[chip] >= count, chip);
    for (const chip of ALWAYS) t.true(rows[chip.name] >= 2 ** 4, chip.name);
    t.true(heights.every((log) => log >= 4));
    t.deepEqual([rows.connector, rows.table, rows.opcode], [2 ** 4, 2 ** 16, 2 ** 6]);
  });
}
