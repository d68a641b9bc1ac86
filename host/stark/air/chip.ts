import type { Ext, ExtensionField, PrimeField } from '../../field/index.js';
import { ConstraintRecorder, createBuilder, type ChipBuilder, type Constraint } from './chip-builder.js';
import { AirError } from './air-error.js';
import { evaluateAtPoint } from './evaluate.js';
import { ExpressionGraph, NodeKind } from './expression-graph.js';
import { InteractionRecorder } from './interaction-recorder.js';
import { nodesOf, type Interaction } from './interaction.js';
import { Layout } from './layout.js';
import { makeLookups, maxDegreeWith, type Lookup, type Packing } from './lookup.js';
import { checkChipName } from './names.js';
import type { Cells, Struct } from './shape.js';
import type { ConstraintPoint, VerifiableAir } from './verifiable-air.js';

/** Two quotient chunks: what the standard parameters leave room for. */
const DEFAULT_MAX_DEGREE = 3;

/** A struct without members, for chips that have no preprocessed columns or public values. */
export type NoCells = Record<never, never>;

/** What a chip is written as. */
export interface ChipDefinition<
  Main extends Struct,
  Preprocessed extends Struct = NoCells,
  Public extends Struct = NoCells,
> {
  /** Snake case; the namespace of the generated C++. */
  readonly name: string;
  /** One sentence for the documentation. */
  readonly description?: string;
  readonly columns: Main;
  readonly preprocessed?: Preprocessed;
  readonly publicValues?: Public;
  /** Bound on the degree of every constraint, 3 unless given. */
  readonly maxDegree?: number;
  /** Whether interactions on one bus share columns; 'same-bus' unless given. */
  readonly packing?: Packing;
  /** Opens the next row even if nothing reads it, as AIRs of Plonky3 do unless they say otherwise. */
  readonly opensNextRow?: boolean;
  /** The same for the preprocessed columns. */
  readonly opensNextPreprocessedRow?: boolean;
  /** States constraints and interactions, synchronously; proofs combine them in this order. */
  readonly constraints: (builder: ChipBuilder<Main, Preprocessed, Public>) => void;
}

/** One AIR over one field: its layouts and its constraints as expressions. Made by {@link defineChip}. */
export class Chip<Main extends Struct = Struct> implements VerifiableAir {
  readonly name: string;
  readonly description: string;
  readonly field: PrimeField;
  readonly main: Layout<Main>;
  readonly preprocessed: Layout;
  readonly publicValues: Layout;
  /** Numbers of the main columns, for code that fills traces: `row[columns.state[3]] = ...`. */
  readonly columns: Cells<Main, number>;
  readonly graph: ExpressionGraph;
  /** In emission order. */
  readonly constraints: readonly Constraint[];
  /** In emission order. */
  readonly interactions: readonly Interaction[];
  /** The interactions as columns of the permutation trace. */
  readonly lookups: readonly Lookup[];
  /** Nodes of the graph that constraints, then interactions need, operands first. */
  readonly evaluationOrder: readonly number[];
  readonly maxConstraintDegree: number;
  readonly readsNextRow: boolean;
  readonly readsNextPreprocessedRow: boolean;
  private readonly leavesByNode = new Map<number, readonly number[]>();

  constructor(parts: {
    readonly description: string;
    readonly main: Layout<Main>;
    readonly preprocessed: Layout;
    readonly publicValues: Layout;
    readonly graph: ExpressionGraph;
    readonly constraints: readonly Constraint[];
    readonly interactions: readonly Interaction[];
    readonly maxDegree: number;
    readonly options: Pick<ChipDefinition<Main>, 'packing' | 'opensNextRow' | 'opensNextPreprocessedRow'>;
  }) {
    this.name = parts.graph.chip;
    this.description = parts.description;
    this.field = parts.graph.field;
    this.main = parts.main;
    this.preprocessed = parts.preprocessed;
    this.publicValues = parts.publicValues;
    this.columns = parts.main.mapCells((column) => column);
    this.graph = parts.graph;
    this.constraints = parts.constraints;
    this.interactions = parts.interactions;
    this.evaluationOrder = this.graph.reachable([
      ...this.constraints.map(({ node }) => node),
      ...this.interactions.flatMap(nodesOf),
    ]);
    const ownDegree = this.constraints.reduce((max, { degree }) => Math.max(max, degree), 0);
    const { packing = 'same-bus', opensNextRow = false, opensNextPreprocessedRow = false } = parts.options;
    this.lookups = makeLookups(this.graph, this.interactions, packing, ownDegree, parts.maxDegree);
    this.maxConstraintDegree = maxDegreeWith(this.lookups, ownDegree);
    const readsNext = (kind: NodeKind): boolean =>
      this.evaluationOrder.some((node) => this.graph.kind(node) === kind && this.graph.b(node) === 1);
    this.readsNextRow = opensNextRow || readsNext(NodeKind.main);
    this.readsNextPreprocessedRow =
      (opensNextPreprocessedRow && this.preprocessedWidth > 0) || readsNext(NodeKind.preprocessed);
  }

  get width(): number {
    return this.main.width;
  }

  get preprocessedWidth(): number {
    return this.preprocessed.width;
  }

  get publicValueCount(): number {
    return this.publicValues.width;
  }

  get constraintCount(): number {
    return this.constraints.length;
  }

  /** The columns, public values, selectors and constants that a constraint is made of, as nodes of the graph. */
  leavesOf({ node }: Constraint): readonly number[] {
    let leaves = this.leavesByNode.get(node);
    if (leaves === undefined) {
      leaves = this.graph.reachable([node]).filter((leaf) => this.graph.operands(leaf).length === 0);
      this.leavesByNode.set(node, leaves);
    }
    return leaves;
  }

  /** @throws AirError FIELD, OPENING_LENGTH, PUBLIC_VALUE_COUNT, PUBLIC_VALUE. */
  evaluateConstraints(extension: ExtensionField, at: ConstraintPoint): Ext[] {
    return evaluateAtPoint(this, extension, at);
  }
}

/**
 * Builds the chip that a definition describes over a field.
 *
 * @throws AirError for names, columns, constants or constraints that a chip may not have.
 */
export function defineChip<
  const Main extends Struct,
  const Preprocessed extends Struct = NoCells,
  const Public extends Struct = NoCells,
>(field: PrimeField, definition: ChipDefinition<Main, Preprocessed, Public>): Chip<Main> {
  const { name, maxDegree = DEFAULT_MAX_DEGREE } = definition;
  checkChipName(name);
  const main = new Layout(name, definition.columns);
  const preprocessed = new Layout(name, definition.preprocessed ?? ({} as Preprocessed));
  const publicValues = new Layout(name, definition.publicValues ?? ({} as Public));
  if (main.width === 0) throw new AirError('NO_COLUMNS', 'there are no columns', { chip: name });

  const graph = new ExpressionGraph(name, field);
  const recorder = new ConstraintRecorder(graph, maxDegree);
  const interactionRecorder = new InteractionRecorder(graph, maxDegree);
  const bus = interactionRecorder.builder();
  definition.constraints(createBuilder(graph, recorder, bus, { main, preprocessed, publicValues }));
  interactionRecorder.seal(recorder);
  recorder.seal();

  const description = definition.description ?? '';
  const { constraints } = recorder;
  const { interactions } = interactionRecorder;
  const layouts = { main, preprocessed, publicValues };
  return new Chip({
    description,
    ...layouts,
    graph,
    constraints,
    interactions,
    maxDegree,
    options: definition,
  });
}
