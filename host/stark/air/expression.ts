import { AirError } from './air-error.js';
import type { ExpressionGraph } from './expression-graph.js';

/** What expressions combine with: another expression of the same chip, or an integer. */
export type Operand = Expression | number;

/**
 * A polynomial in the columns, public values and row selectors of one chip. Immutable; equal expressions of
 * a chip share one node. Integers may be negative and are reduced modulo p; for fractions, see
 * `ChipBuilder.constant`.
 *
 * All operations throw AirError CONSTANT for a number that is no safe integer, and FOREIGN_EXPRESSION for an
 * expression of another chip.
 */
export class Expression {
  readonly graph: ExpressionGraph;
  readonly node: number;

  constructor(graph: ExpressionGraph, node: number) {
    this.graph = graph;
    this.node = node;
  }

  /** Plonky3's count: columns and first/last-row selectors 1, all else 0. */
  get degree(): number {
    return this.graph.degree(this.node);
  }

  add(other: Operand): Expression {
    return this.wrap(this.graph.add(this.node, nodeOf(this.graph, other)));
  }

  sub(other: Operand): Expression {
    return this.wrap(this.graph.sub(this.node, nodeOf(this.graph, other)));
  }

  /** other - this, for differences that start with a number. */
  subFrom(other: Operand): Expression {
    return this.wrap(this.graph.sub(nodeOf(this.graph, other), this.node));
  }

  mul(other: Operand): Expression {
    return this.wrap(this.graph.mul(this.node, nodeOf(this.graph, other)));
  }

  neg(): Expression {
    return this.wrap(this.graph.neg(this.node));
  }

  /** this + this: an addition where `mul(2)` would be a multiplication. */
  double(): Expression {
    return this.add(this);
  }

  square(): Expression {
    return this.mul(this);
  }

  cube(): Expression {
    return this.mul(this).mul(this);
  }

  private wrap(node: number): Expression {
    return new Expression(this.graph, node);
  }
}

/** The node of an operand in this graph. @throws AirError CONSTANT, FOREIGN_EXPRESSION. */
export function nodeOf(graph: ExpressionGraph, operand: Operand): number {
  if (operand instanceof Expression) {
    if (operand.graph !== graph) {
      throw new AirError('FOREIGN_EXPRESSION', `an expression of chip ${operand.graph.chip} is used`, {
        chip: graph.chip,
      });
    }
    return operand.node;
  }
  return graph.constant(constantOf(graph, operand, 1));
}

/** The canonical value of numerator / denominator. @throws AirError CONSTANT. */
export function constantOf(graph: ExpressionGraph, numerator: number, denominator: number): number {
  const { chip, field } = graph;
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator)) {
    throw new AirError('CONSTANT', `${numerator} / ${denominator} is no fraction of safe integers`, { chip });
  }
  const divisor = field.fromInteger(denominator);
  if (divisor === 0) {
    throw new AirError('CONSTANT', `${numerator} / ${denominator} divides by 0 in ${field.name}`, { chip });
  }
  const dividend = field.fromInteger(numerator);
  return divisor === 1 ? dividend : field.mul(dividend, field.inverse(divisor));
}
