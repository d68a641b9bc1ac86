import { baseArithmetic, evaluateNodes } from '../evaluate.js';
import type { Chip } from '../chip.js';
import { NodeKind } from '../expression-graph.js';
import type { Message } from '../interaction.js';
import type { FixedCells } from './row-algebra.js';

/** More flags than that are not enumerated. */
const MAX_FLAGS = 16;

/** What a row may be about, by the columns that its counts depend on. */
export interface RowCases {
  /** Columns that the counts with a bound depend on and that no constraint holds to be bits. */
  readonly unheld: readonly number[];
  /** All bits in these columns that the constraints on them alone allow; the row of zeros among them. */
  readonly cases: readonly FixedCells[];
}

/** The messages of a chip whose counts have bounds, each with its place. */
export function boundedMessages({ interactions }: Chip): readonly (Message & { readonly place: string })[] {
  return interactions.flatMap(({ place, messages }) =>
    messages.filter(({ direction }) => direction !== 'provide').map((message) => ({ place, ...message })),
  );
}

/** The cases of a chip's rows. Counts that depend on more than columns of the row have no cases. */
export function rowCases(chip: Chip): RowCases | undefined {
  const counts = boundedMessages(chip).flatMap(({ count, flag }) =>
    flag === undefined ? [count] : [count, flag],
  );
  const flags = columnsOf(chip, counts);
  if (!flags) return undefined;
  const held = bitColumns(chip);
  const columns = [...flags];
  const unheld = columns.filter((column) => !held.has(column));
  if (unheld.length > 0 || columns.length > MAX_FLAGS) return { unheld, cases: [] };
  const constraints = chip.constraints
    .map(({ node }) => node)
    .filter((node) => [...(columnsOf(chip, [node]) ?? [-1])].every((column) => flags.has(column)));
  const at = rowEvaluator(chip, constraints);
  const all = Array.from({ length: 2 ** columns.length }, (_, bits) => {
    return new Map(columns.map((column, i) => [column, (bits >> i) & 1] as const));
  });
  return { unheld, cases: all.filter((bits) => at(bits).every((value) => value === 0)) };
}

/** The values of nodes on a row whose other columns are 0. */
export function rowEvaluator(chip: Chip, roots: readonly number[]): (cells: FixedCells) => number[] {
  const { graph, field, width } = chip;
  const order = graph.reachable(roots);
  const arithmetic = baseArithmetic(field);
  const values = new Array<number>(graph.size).fill(0);
  const row = new Uint32Array(width);
  return (cells) => {
    row.fill(0);
    for (const [column, value] of cells) row[column] = value;
    const selectors = { isFirstRow: 0, isLastRow: 0, isTransition: 0 };
    const fixed = new Uint32Array(chip.preprocessedWidth);
    const publicValues = new Uint32Array(chip.publicValueCount);
    const inputs = { main: [row, row], preprocessed: [fixed, fixed], publicValues, ...selectors } as const;
    evaluateNodes(graph, order, arithmetic, inputs, values);
    return roots.map((node) => values[node]);
  };
}

/** Columns of which a constraint says that they are 0 or 1. */
function bitColumns(chip: Chip): ReadonlySet<number> {
  const bits = new Set<number>();
  for (const { node, degree } of chip.constraints) {
    const [column, ...others] = columnsOf(chip, [node]) ?? [];
    if (column === undefined || others.length > 0 || degree !== 2) continue;
    const at = rowEvaluator(chip, [node]);
    const isZero = (value: number) => at(new Map([[column, value]]))[0] === 0;
    // A polynomial of degree 2 that is 0 there and not everywhere.
    if (isZero(0) && isZero(1) && !isZero(2)) bits.add(column);
  }
  return bits;
}

/** Main columns of this row that nodes depend on; nothing where they depend on anything else. */
function columnsOf({ graph }: Chip, roots: readonly number[]): ReadonlySet<number> | undefined {
  const columns = new Set<number>();
  for (const node of graph.reachable(roots)) {
    const kind = graph.kind(node);
    if (kind === NodeKind.main && graph.b(node) === 0) columns.add(graph.a(node));
    else if (graph.operands(node).length === 0 && kind !== NodeKind.constant) return undefined;
  }
  return columns;
}
