import { NodeKind, type ExpressionGraph } from './expression-graph.js';

/** The node of x (x - 1), which is 0 where x is a bit. `assertBoolean` makes the same. */
export function bitConstraint(graph: ExpressionGraph, x: number): number {
  return graph.mul(x, graph.sub(x, graph.constant(1)));
}

/**
 * Whether an expression is 0 or 1 on every row, as far as its form shows: constants, expressions that
 * constraints hold to be bits, their products, and 1 minus any of these.
 *
 * @param held nodes that hold to 0 on every row
 */
export function isBit(graph: ExpressionGraph, x: number, held: ReadonlySet<number>): boolean {
  const constant = graph.constantValue(x);
  if (constant !== undefined) return constant <= 1;
  if (held.has(bitConstraint(graph, x))) return true;
  const [a, b] = graph.operands(x);
  switch (graph.kind(x)) {
    case NodeKind.mul:
      return isBit(graph, a, held) && isBit(graph, b, held);
    case NodeKind.sub:
      return graph.constantValue(a) === 1 && isBit(graph, b, held);
    default:
      return false;
  }
}
