import type { Chip, TableTrace } from '../../../host/stark/air/index.js';
import { baseArithmetic, evaluateNodes, type Arithmetic } from '../../../host/stark/air/evaluate.js';
import type { Direction } from '../../../host/stark/air/bus.js';

/** A message of a row; buses are told apart by name, for the machine's chips have no local interactions. */
export interface RowMessage {
  readonly bus: string;
  readonly isLookup: boolean;
  readonly place: string;
  readonly direction: Direction;
  readonly fields: readonly number[];
  /** Canonical, not 0. */
  readonly count: number;
  readonly weight: number;
}

/** What a row says. */
export interface RowStatement {
  /** Names of constraints that are not 0. */
  readonly constraints: readonly string[];
  readonly messages: readonly RowMessage[];
}

/** Evaluates all constraints and messages of single rows of a table, with some rows replaced by others. */
export class RowEvaluator {
  readonly height: number;
  private readonly chip: Chip;
  private readonly table: TableTrace;
  private readonly arithmetic: Arithmetic<number>;
  private readonly values: number[];

  constructor(table: TableTrace) {
    this.table = table;
    this.chip = table.chip;
    this.height = table.trace.length / table.chip.width;
    this.arithmetic = baseArithmetic(table.chip.field);
    this.values = new Array<number>(table.chip.graph.size).fill(0);
  }

  /** @param replaced rows that stand in for those of the table, by number */
  evaluate(
    row: number,
    replaced: ReadonlyMap<number, Uint32Array> = NONE,
    publicValues: readonly number[] = this.table.publicValues,
  ): RowStatement {
    const { chip, values, height } = this;
    const { graph } = chip;
    const next = (row + 1) % height;
    const inputs = {
      main: [this.row(row, replaced), this.row(next, replaced)],
      preprocessed: [this.preprocessed(row), this.preprocessed(next)],
      publicValues,
      isFirstRow: row === 0 ? 1 : 0,
      isLastRow: row === height - 1 ? 1 : 0,
      isTransition: row === height - 1 ? 0 : 1,
    } as const;
    evaluateNodes(graph, chip.evaluationOrder, this.arithmetic, inputs, values);
    const constraints = chip.constraints.filter(({ node }) => values[node] !== 0).map(({ name }) => name);
    const messages: RowMessage[] = [];
    for (const { bus, place, messages: stated } of chip.interactions) {
      if (bus === null) throw new Error(`${chip.name}: ${place} is local`);
      for (const { direction, count, fields, weight } of stated) {
        if (values[count] === 0) continue;
        messages.push({
          ...{ bus: bus.name, isLookup: bus.kind === 'lookup', place, direction, weight },
          ...{ fields: fields.map((field) => values[field]), count: values[count] },
        });
      }
    }
    return { constraints, messages };
  }

  /** The cells of a row, as they are in the table. */
  row(row: number, replaced: ReadonlyMap<number, Uint32Array> = NONE): Uint32Array {
    const { width } = this.chip;
    return replaced.get(row) ?? this.table.trace.subarray(width * row, width * (row + 1));
  }

  private preprocessed(row: number): Uint32Array {
    const { preprocessedWidth } = this.chip;
    const cells = this.table.preprocessed ?? new Uint32Array(0);
    return cells.subarray(preprocessedWidth * row, preprocessedWidth * (row + 1));
  }
}

const NONE: ReadonlyMap<number, Uint32Array> = new Map();
