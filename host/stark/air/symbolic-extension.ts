import type { Ext, ExtensionField } from '../../field/index.js';
import { NodeKind, type ExpressionGraph } from './expression-graph.js';
import type { LookupArithmetic } from './lookup-constraints.js';

/** An extension element as the nodes of its coefficients, low degree first. */
export type SymbolicExt = readonly number[];

/**
 * Arithmetic of an extension field on expressions over the base field. Coefficients that are known to be 0 cost
 * nothing: the graph simplifies what they are multiplied with and added to.
 */
export class SymbolicExtension implements LookupArithmetic<number, SymbolicExt> {
  readonly base: LookupArithmetic<number, SymbolicExt>['base'];
  readonly one: SymbolicExt;
  private readonly graph: ExpressionGraph;
  private readonly degree: number;
  /** Coefficients of X^degree, ..., X^(2 degree - 2), which products are reduced by. */
  private readonly highPowers: readonly Ext[];

  constructor(graph: ExpressionGraph, extension: ExtensionField) {
    this.graph = graph;
    this.degree = extension.degree;
    this.base = { add: (a, b) => this.plus(a, b), mul: (a, b) => graph.mul(a, b) };
    this.one = this.lift(graph.constant(1));
    const x = extension.zero.map((_, i) => (i === 1 ? 1 : 0));
    this.highPowers = Array.from({ length: this.degree - 1 }, (_, i) => extension.pow(x, this.degree + i));
  }

  lift(a: number): SymbolicExt {
    const zero = this.graph.constant(0);
    return Array.from({ length: this.degree }, (_, i) => (i === 0 ? a : zero));
  }

  scale(a: SymbolicExt, b: number): SymbolicExt {
    return a.map((coefficient) => this.times(coefficient, b));
  }

  add(a: SymbolicExt, b: SymbolicExt): SymbolicExt {
    return a.map((coefficient, i) => this.plus(coefficient, b[i]));
  }

  sub(a: SymbolicExt, b: SymbolicExt): SymbolicExt {
    return a.map((coefficient, i) => this.minus(coefficient, b[i]));
  }

  mul(a: SymbolicExt, b: SymbolicExt): SymbolicExt {
    const product = new Array<number>(2 * this.degree - 1).fill(this.graph.constant(0));
    a.forEach((x, i) =>
      b.forEach((y, j) => (product[i + j] = this.plus(product[i + j], this.graph.mul(x, y)))),
    );
    return product.slice(0, this.degree).map((low, k) =>
      this.highPowers.reduce((sum, power, i) => {
        return this.plus(sum, this.times(product[this.degree + i], this.graph.constant(power[k])));
      }, low),
    );
  }

  /** a b, as -a where b is -1. */
  private times(a: number, b: number): number {
    const { graph } = this;
    return graph.constantValue(b) === graph.field.p - 1 ? graph.neg(a) : graph.mul(a, b);
  }

  /** a + b, as a - c where b is -c. */
  private plus(a: number, b: number): number {
    const { graph } = this;
    return graph.kind(b) === NodeKind.neg ? graph.sub(a, graph.a(b)) : graph.add(a, b);
  }

  /** a - b, as a + c where b is -c. */
  private minus(a: number, b: number): number {
    const { graph } = this;
    return graph.kind(b) === NodeKind.neg ? graph.add(a, graph.a(b)) : graph.sub(a, b);
  }
}
