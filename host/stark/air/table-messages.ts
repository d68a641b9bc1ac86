import type { Bus, Direction } from './bus.js';
import type { Chip } from './chip.js';
import { baseArithmetic, evaluateNodes, type Arithmetic } from './evaluate.js';
import { nodesOf, type Interaction } from './interaction.js';
import { TraceRows } from './trace-rows.js';

/** A table: a chip and what is proven about it. */
export interface TableTrace {
  readonly chip: Chip;
  /** Row-major, canonical. */
  readonly trace: Uint32Array;
  readonly publicValues: readonly number[];
  /** Likewise, for chips with preprocessed columns. */
  readonly preprocessed?: Uint32Array;
}

/** A message that a row sends or receives, with a count that is not 0. */
export interface TableMessage {
  readonly bus: Bus | null;
  readonly place: string;
  readonly direction: Direction;
  readonly fields: readonly number[];
  /** How often, whichever the direction; canonical. */
  readonly count: number;
  readonly weight: number;
}

/** The messages of one table, row by row. */
export class TableMessages {
  readonly height: number;
  private readonly chip: Chip;
  private readonly rows: TraceRows;
  private readonly order: readonly number[];
  private readonly arithmetic: Arithmetic<number>;
  private readonly values: number[];

  /** @throws AirError as {@link TraceRows} */
  constructor({ chip, trace, publicValues, preprocessed = new Uint32Array(0) }: TableTrace) {
    this.rows = new TraceRows(chip, trace, publicValues, preprocessed);
    this.height = this.rows.height;
    this.chip = chip;
    this.order = chip.graph.reachable(chip.interactions.flatMap(nodesOf));
    this.arithmetic = baseArithmetic(chip.field);
    this.values = new Array<number>(chip.graph.size).fill(0);
  }

  /**
   * Visits the messages of a row, in the order in which they are stated.
   *
   * @param refuseFlags is told exclusive interactions whose flags are no bits with at most one set; they have no
   *   messages on this row
   */
  visit(
    row: number,
    visitor: (message: TableMessage) => void,
    refuseFlags: (interaction: Interaction, flags: readonly number[]) => void = () => undefined,
  ): void {
    const { values } = this;
    evaluateNodes(this.chip.graph, this.order, this.arithmetic, this.rows.inputs(row), values);
    for (const interaction of this.chip.interactions) {
      const { bus, place, messages, kind } = interaction;
      if (kind === 'exclusive') {
        const flags = messages.map(({ flag }) => values[flag as number]);
        if (flags.some((flag) => flag > 1) || flags.filter((flag) => flag === 1).length > 1) {
          refuseFlags(interaction, flags);
          continue;
        }
      }
      for (const { direction, fields, count, weight, flag } of messages) {
        if (values[count] === 0 || (flag !== undefined && values[flag] === 0)) continue;
        const tuple = fields.map((field) => values[field]);
        visitor({ bus, place, direction, fields: tuple, count: values[count], weight });
      }
    }
  }
}
