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
  readonly zero: SymbolicExt;
  readonly one: SymbolicExt;
  private readonly graph: ExpressionGraph;
  private readonly degree: number;
  /** Coefficients of X^degree, ..., X^(2 degree - 2), which products are reduced by. */
  private readonly highPowers: readonly Ext[];

  constructor(graph: ExpressionGraph, extension: ExtensionField) {
    this.graph = graph;
    this.degree = extension.degree;
    this.base = { add: (a, b) => this.plus(a, b), mul: (a, b) => graph.mul(a, b) };
    this.zero = this.lift(graph.constant(0));
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
    const { graph, degree } = this;
    // Products of scalars are apart: they are the same for all rows, and cost nothing until they meet a column.
    const zeros = new Array<number>(2 * degree - 1).fill(graph.constant(0));
    const [columns, scalars] = [[...zeros], [...zeros]];
    a.forEach((x, i) =>
      b.forEach((y, j) => {
        const sums = this.isScalar(x) && this.isScalar(y) ? scalars : columns;
        sums[i + j] = this.plus(sums[i + j], graph.mul(x, y));
      }),
    );
    const [low, rest] = [this.reduce(columns), this.reduce(scalars)];
    return this.add(low, rest);
  }

  /** A polynomial of degree up to 2 (degree - 1) modulo that of the extension. */
  private reduce(product: readonly number[]): SymbolicExt {
    return product.slice(0, this.degree).map((low, k) =>
      this.highPowers.reduce((sum, power, i) => {
        return this.plus(sum, this.times(product[this.degree + i], this.graph.constant(power[k])));
      }, low),
    );
  }

  /** Whether a node is the same on all rows. */
  private isScalar(node: number): boolean {
    return this.graph.degree(node) === 0;
  }

  /** a b, as a negation where one is -1. */
  private times(a: number, b: number): number {
    const { graph } = this;
    const minusOne = graph.field.p - 1;
    if (graph.constantValue(b) === minusOne) return graph.neg(a);
    return graph.constantValue(a) === minusOne ? graph.neg(b) : graph.mul(a, b);
  }

  /** a + b, as a - c where b is -c. */
  private plus(a: number, b: number): number {
    const { graph } = this;
    return graph.kind(b) === NodeKind.neg ? graph.sub(a, graph.a(b)) : graph.add(a, b);
  }

  /** a - b: as a + c where b is -c, and with the sign at the scalar where b is a scalar multiple. */
  private minus(a: number, b: number): number {
    const { graph } = this;
    if (graph.kind(b) === NodeKind.neg) return graph.add(a, graph.a(b));
    if (graph.kind(b) === NodeKind.mul) {
      const [x, y] = graph.operands(b);
      if (this.isScalar(x)) return graph.add(a, graph.mul(y, graph.neg(x)));
      if (this.isScalar(y)) return graph.add(a, graph.mul(x, graph.neg(y)));
    }
    return graph.sub(a, b);
  }
}
