import type { PrimeField } from '../../field/index.js';
import { AirError } from './air-error.js';
import type { BusBuilder } from './bus-builder.js';
import type { ExpressionGraph } from './expression-graph.js';
import { constantOf, Expression, nodeOf, type Operand } from './expression.js';
import type { Layout } from './layout.js';
import type { Cells, Struct } from './shape.js';

/** An expression that has to be 0 on every row, with its selectors and conditions multiplied in. */
export interface Constraint {
  readonly name: string;
  /** In the chip's expression graph. */
  readonly node: number;
  readonly degree: number;
}

/** Ways to state constraints. Names are unique within a chip; give members of a family an index: `sum[3]`. */
export interface Assertions {
  /** value = 0 */
  readonly assertZero: (name: string, value: Expression) => void;
  /** left - right = 0 */
  readonly assertEqual: (name: string, left: Expression, right: Operand) => void;
  /** bit (bit - 1) = 0 */
  readonly assertBoolean: (name: string, bit: Expression) => void;
}

/** Assertions that hold where a condition is not 0: it multiplies the constrained expression. */
export interface Condition extends Assertions {
  /** Both conditions: their product. */
  readonly when: (condition: Expression) => Condition;
}

export interface When {
  (condition: Expression): Condition;
  readonly firstRow: Condition;
  readonly lastRow: Condition;
  /** On all rows but the last. Expressions of the next row belong here: the last row's next is the first. */
  readonly transition: Condition;
}

/**
 * What a chip's constraints are written with; members may be destructured.
 *
 * Row selectors are conditions, never expressions: their values on rows are known only up to a factor, and
 * the transition selector, which counts degree 0 but has degree 1, can multiply a constraint only once.
 */
export interface ChipBuilder<
  Main extends Struct,
  Preprocessed extends Struct,
  Public extends Struct,
> extends Assertions {
  /** The columns of this row. */
  readonly local: Cells<Main, Expression>;
  /** The columns of the next row. */
  readonly next: Cells<Main, Expression>;
  readonly preprocessed: Cells<Preprocessed, Expression>;
  readonly nextPreprocessed: Cells<Preprocessed, Expression>;
  readonly publicValues: Cells<Public, Expression>;
  readonly when: When;
  /** Messages to and from other tables. */
  readonly bus: BusBuilder;
  /** numerator / denominator in the field. @throws AirError CONSTANT. */
  readonly constant: (numerator: number, denominator?: number) => Expression;
  readonly field: PrimeField;
}

/** Collects the constraints of a chip in the order in which they are stated. */
export class ConstraintRecorder {
  readonly constraints: Constraint[] = [];
  private readonly graph: ExpressionGraph;
  private readonly maxDegree: number;
  private readonly names = new Set<string>();
  private sealed = false;

  constructor(graph: ExpressionGraph, maxDegree: number) {
    this.graph = graph;
    this.maxDegree = maxDegree;
  }

  /** Refuses further constraints: one stated after the definition, by asynchronous code, would be lost. */
  seal(): void {
    this.sealed = true;
  }

  record(name: string, value: Expression): void {
    const { chip } = this.graph;
    const refuse = (code: AirError['code'], message: string): never => {
      throw new AirError(code, message, { chip, constraint: name });
    };
    if (this.sealed) refuse('SEALED', `constraint ${name} is stated after the definition has ended`);
    if (name === '') refuse('NAME', 'a constraint without a name');
    if (this.names.has(name)) refuse('DUPLICATE_NAME', `two constraints are called ${name}`);
    const node = nodeOf(this.graph, value);
    const degree = this.graph.degree(node);
    if (this.graph.constantValue(node) !== undefined) {
      refuse('CONSTANT_CONSTRAINT', `constraint ${name} is the constant ${this.graph.constantValue(node)}`);
    }
    if (degree > this.maxDegree) {
      refuse('DEGREE', `constraint ${name} has degree ${degree}, above the bound ${this.maxDegree}`);
    }
    this.names.add(name);
    this.constraints.push({ name, node, degree });
  }
}

/** The builder of a chip with these layouts, which states constraints to the recorder. */
export function createBuilder<Main extends Struct, Preprocessed extends Struct, Public extends Struct>(
  graph: ExpressionGraph,
  recorder: ConstraintRecorder,
  bus: BusBuilder,
  layouts: { main: Layout<Main>; preprocessed: Layout<Preprocessed>; publicValues: Layout<Public> },
): ChipBuilder<Main, Preprocessed, Public> {
  const wrap = (node: number): Expression => new Expression(graph, node);
  const when = (condition: Expression): Condition => conditional(recorder, condition);
  return {
    local: layouts.main.mapCells((column) => wrap(graph.main(column, 0))),
    next: layouts.main.mapCells((column) => wrap(graph.main(column, 1))),
    preprocessed: layouts.preprocessed.mapCells((column) => wrap(graph.preprocessed(column, 0))),
    nextPreprocessed: layouts.preprocessed.mapCells((column) => wrap(graph.preprocessed(column, 1))),
    publicValues: layouts.publicValues.mapCells((index) => wrap(graph.publicValue(index))),
    when: Object.assign(when, {
      firstRow: when(wrap(graph.isFirstRow())),
      lastRow: when(wrap(graph.isLastRow())),
      transition: when(wrap(graph.isTransition())),
    }),
    bus,
    constant: (numerator, denominator = 1) => wrap(graph.constant(constantOf(graph, numerator, denominator))),
    field: graph.field,
    ...assertions((name, value) => recorder.record(name, value)),
  };
}

function conditional(recorder: ConstraintRecorder, condition: Expression): Condition {
  return {
    when: (inner) => conditional(recorder, condition.mul(inner)),
    ...assertions((name, value) => recorder.record(name, condition.mul(value))),
  };
}

function assertions(assertZero: Assertions['assertZero']): Assertions {
  return {
    assertZero,
    assertEqual: (name, left, right) => assertZero(name, left.sub(right)),
    assertBoolean: (name, bit) => assertZero(name, bit.mul(bit.sub(1))),
  };
}
