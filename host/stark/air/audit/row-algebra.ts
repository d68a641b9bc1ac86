import { baseArithmetic, evaluateNodes, type Arithmetic } from '../evaluate.js';
import type { Chip } from '../chip.js';
import { NodeKind } from '../expression-graph.js';

const SEEDS = [1_103_515_245, 374_761_393, 668_265_263];

/** How an expression depends on a column, where others are fixed. */
export type Dependence = 'linear' | 'other';

/** Values of columns that are fixed, by number. */
export type FixedCells = ReadonlyMap<number, number>;

/**
 * What expressions of a chip are as polynomials in its columns, some of which are fixed. Found by evaluating at
 * pseudo-random points: a polynomial of degree 3 over a field of 2^31 elements that is 0 at two of them is 0, but for
 * one in 2^58.
 */
export class RowAlgebra {
  readonly chip: Chip;
  private readonly fixed: FixedCells;
  private readonly arithmetic: Arithmetic<number>;
  private readonly points: readonly RowPoint[];
  /** By node, of the last evaluation. */
  private readonly values: number[];
  private readonly orders = new Map<number, readonly number[]>();
  private readonly dependences = new Map<number, ReadonlyMap<number, Dependence>>();

  /** @param fixed columns of this row */
  constructor(chip: Chip, fixed: FixedCells = new Map()) {
    this.chip = chip;
    this.fixed = fixed;
    this.arithmetic = baseArithmetic(chip.field);
    this.values = new Array<number>(chip.graph.size).fill(0);
    this.points = SEEDS.map((seed) => pointOf(chip, fixed, seed));
  }

  /** The values of an expression at some points: equal for equal expressions, zeros for zero. */
  fingerprint(node: number): readonly number[] {
    return this.points.map((point) => this.valueAt(node, point));
  }

  isZero(node: number): boolean {
    return this.fingerprint(node).every((value) => value === 0);
  }

  /** Columns of this row that an expression depends on, of those that are not fixed. */
  dependencesOf(node: number): ReadonlyMap<number, Dependence> {
    let found = this.dependences.get(node);
    if (!found) this.dependences.set(node, (found = this.findDependences(node)));
    return found;
  }

  /** Whether an expression is 0 where a column is, and depends on no other. */
  isMultipleOf(node: number, column: number): boolean {
    const [only, ...others] = this.dependencesOf(node).keys();
    return only === column && others.length === 0 && this.valueAt(node, this.points[0], column, 0) === 0;
  }

  /** Whether an expression depends on nothing but columns of this row, public values and selectors. */
  isOfThisRow(node: number): boolean {
    return this.orderOf(node).every((leaf) => {
      const kind = this.chip.graph.kind(leaf);
      const isColumn = kind === NodeKind.main || kind === NodeKind.preprocessed;
      return !isColumn || (kind === NodeKind.main && this.chip.graph.b(leaf) === 0);
    });
  }

  private findDependences(node: number): Map<number, Dependence> {
    const { graph, field } = this.chip;
    const dependences = new Map<number, Dependence>();
    const columns = this.orderOf(node)
      .filter((leaf) => graph.kind(leaf) === NodeKind.main && graph.b(leaf) === 0)
      .map((leaf) => graph.a(leaf));
    const here = this.fingerprint(node);
    for (const column of columns) {
      if (this.fixed.has(column)) continue;
      const slopes = this.points.map((point, i) => {
        const next = field.add(point.local[column], 1);
        return field.sub(this.valueAt(node, point, column, next), here[i]);
      });
      if (slopes.every((slope) => slope === 0)) continue;
      dependences.set(column, slopes.every((slope) => slope === slopes[0]) ? 'linear' : 'other');
    }
    return dependences;
  }

  private valueAt(node: number, point: RowPoint, column = -1, value = 0): number {
    const { chip } = this;
    const local = column < 0 ? point.local : point.local.with(column, value);
    const inputs = {
      main: [local, point.next],
      preprocessed: [point.preprocessed, point.nextPreprocessed],
      publicValues: point.publicValues,
      // Of a row that is the first, and not the last.
      ...{ isFirstRow: 1, isLastRow: 0, isTransition: 1 },
    } as const;
    evaluateNodes(chip.graph, this.orderOf(node), this.arithmetic, inputs, this.values);
    return this.values[node];
  }

  private orderOf(node: number): readonly number[] {
    let order = this.orders.get(node);
    if (!order) this.orders.set(node, (order = this.chip.graph.reachable([node])));
    return order;
  }
}

interface RowPoint {
  readonly local: Uint32Array & { with(index: number, value: number): Uint32Array };
  readonly next: Uint32Array;
  readonly preprocessed: Uint32Array;
  readonly nextPreprocessed: Uint32Array;
  readonly publicValues: Uint32Array;
}

function pointOf(chip: Chip, fixed: FixedCells, seed: number): RowPoint {
  const { field } = chip;
  let state = seed;
  // Cubes, for a linear rule would make linear relations between columns.
  const elements = (count: number): Uint32Array =>
    Uint32Array.from({ length: count }, () => {
      state = field.add(field.pow(state, 3), seed);
      return state;
    });
  const local = elements(chip.width);
  for (const [column, value] of fixed) local[column] = value;
  return {
    ...{ local, next: elements(chip.width) },
    preprocessed: elements(chip.preprocessedWidth),
    nextPreprocessed: elements(chip.preprocessedWidth),
    publicValues: elements(chip.publicValueCount),
  };
}
