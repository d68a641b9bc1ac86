import type { Chip, TableTrace } from '../../../host/stark/air/index.js';
import type { Direction } from '../../../host/stark/air/bus.js';
import {
  baseArithmetic,
  evaluateNodes,
  type Arithmetic,
  type ConstraintInputs,
} from '../../../host/stark/air/evaluate.js';
import { nodeUsersOf, type MessageNodes, type NodeUsers } from './node-users.js';

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

/** A message as the chip states it, by nodes of its graph. */
interface StatedMessage
  extends MessageNodes, Pick<RowMessage, 'bus' | 'isLookup' | 'place' | 'direction' | 'weight'> {}

/** A row of the table as it is: the values of all nodes, and what it says. */
interface HonestRow {
  readonly row: number;
  readonly constraints: readonly string[];
  /** By stated message; undefined where the count is 0. */
  readonly said: readonly (RowMessage | undefined)[];
  readonly statement: RowStatement;
}

/** Rows that differ in more cells are evaluated as a whole. */
const FEW_CELLS = 16;

/**
 * Evaluates all constraints and messages of single rows of a table, with some rows replaced by others. Where few cells
 * differ from a row that was evaluated before, only what depends on them is evaluated again; messages that stay the same
 * are the same objects.
 */
export class RowEvaluator {
  readonly height: number;
  private readonly chip: Chip;
  private readonly table: TableTrace;
  private readonly arithmetic: Arithmetic<number>;
  /** Of the honest row, between calls. */
  private readonly values: number[];
  private readonly stated: readonly StatedMessage[];
  private readonly graph: NodeUsers;
  private honest: HonestRow | undefined;

  constructor(table: TableTrace) {
    this.table = table;
    this.chip = table.chip;
    this.height = table.trace.length / table.chip.width;
    this.arithmetic = baseArithmetic(table.chip.field);
    this.values = new Array<number>(table.chip.graph.size).fill(0);
    this.stated = statedMessages(table.chip);
    this.graph = nodeUsersOf(table.chip, this.stated);
  }

  /** @param replaced rows that stand in for those of the table, by number */
  evaluate(row: number, replaced: ReadonlyMap<number, Uint32Array> = NONE): RowStatement {
    const honest = this.honestRow(row);
    const changed = this.changedLeaves(row, replaced);
    if (changed.length === 0) return honest.statement;
    if (changed.length > FEW_CELLS || honest.constraints.length > 0) return this.evaluateWhole(row, replaced);
    const { nodes, messages } = this.graph.dependentsOf(changed);
    const { values } = this;
    const before = nodes.map((node) => values[node]);
    evaluateNodes(this.chip.graph, nodes, this.arithmetic, this.inputs(row, replaced), values);
    const constraints = nodes.flatMap((node) => (values[node] === 0 ? [] : this.graph.constraintsAt(node)));
    const said = [...honest.said];
    for (const i of messages) said[i] = this.said(this.stated[i]);
    nodes.forEach((node, i) => (values[node] = before[i]));
    return { constraints, messages: said.filter((message) => message !== undefined) };
  }

  /** The constraints of a row that are not 0 where the public values are others. */
  failedBy(publicValues: readonly number[], row: number): readonly string[] {
    return this.evaluateWhole(row, NONE, publicValues).constraints;
  }

  /** The cells of a row, as they are in the table. */
  row(row: number, replaced: ReadonlyMap<number, Uint32Array> = NONE): Uint32Array {
    const { width } = this.chip;
    return replaced.get(row) ?? this.table.trace.subarray(width * row, width * (row + 1));
  }

  private honestRow(row: number): HonestRow {
    if (this.honest?.row !== row) {
      const said = this.evaluateAll(row, NONE, this.table.publicValues);
      const constraints = this.failing();
      const messages = said.filter((message) => message !== undefined);
      this.honest = { row, constraints, said, statement: { constraints, messages } };
    }
    return this.honest;
  }

  private evaluateWhole(
    row: number,
    replaced: ReadonlyMap<number, Uint32Array>,
    publicValues: readonly number[] = this.table.publicValues,
  ): RowStatement {
    this.honest = undefined;
    const said = this.evaluateAll(row, replaced, publicValues);
    return { constraints: this.failing(), messages: said.filter((message) => message !== undefined) };
  }

  private evaluateAll(
    row: number,
    replaced: ReadonlyMap<number, Uint32Array>,
    publicValues: readonly number[],
  ): (RowMessage | undefined)[] {
    const { chip, values, arithmetic } = this;
    const inputs = this.inputs(row, replaced, publicValues);
    evaluateNodes(chip.graph, chip.evaluationOrder, arithmetic, inputs, values);
    return this.stated.map((message) => this.said(message));
  }

  private failing(): string[] {
    return this.chip.constraints.filter(({ node }) => this.values[node] !== 0).map(({ name }) => name);
  }

  private said({ fields, count, ...message }: StatedMessage): RowMessage | undefined {
    const { values } = this;
    if (values[count] === 0) return undefined;
    return { ...message, fields: fields.map((field) => values[field]), count: values[count] };
  }

  private inputs(
    row: number,
    replaced: ReadonlyMap<number, Uint32Array>,
    publicValues: readonly number[] = this.table.publicValues,
  ): ConstraintInputs<number> {
    const { height } = this;
    const next = (row + 1) % height;
    return {
      main: [this.row(row, replaced), this.row(next, replaced)],
      preprocessed: [this.preprocessed(row), this.preprocessed(next)],
      publicValues,
      isFirstRow: row === 0 ? 1 : 0,
      isLastRow: row === height - 1 ? 1 : 0,
      isTransition: row === height - 1 ? 0 : 1,
    };
  }

  /** The nodes of cells that differ from those of the table, of the row and of the next one. */
  private changedLeaves(row: number, replaced: ReadonlyMap<number, Uint32Array>): number[] {
    const leaves: number[] = [];
    for (const offset of [0, 1] as const) {
      const at = (row + offset) % this.height;
      const cells = replaced.get(at);
      if (!cells) continue;
      const old = this.row(at);
      for (let column = 0; column < cells.length; column++) {
        const leaf = cells[column] === old[column] ? undefined : this.graph.leaf(column, offset);
        if (leaf !== undefined) leaves.push(leaf);
      }
    }
    return leaves;
  }

  private preprocessed(row: number): Uint32Array {
    const { preprocessedWidth } = this.chip;
    const cells = this.table.preprocessed ?? new Uint32Array(0);
    return cells.subarray(preprocessedWidth * row, preprocessedWidth * (row + 1));
  }
}

function statedMessages({ name, interactions }: Chip): StatedMessage[] {
  return interactions.flatMap(({ bus, place, messages }) => {
    if (bus === null) throw new Error(`${name}: ${place} is local`);
    const isLookup = bus.kind === 'lookup';
    return messages.map(({ direction, count, fields, weight }) => {
      return { bus: bus.name, isLookup, place, direction, weight, fields, count };
    });
  });
}

const NONE: ReadonlyMap<number, Uint32Array> = new Map();
