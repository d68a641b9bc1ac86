import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { ExpressionGraph, NodeKind } from '../../../host/stark/air/expression-graph.js';

function graphWithColumns() {
  const graph = new ExpressionGraph('small', koalaBear);
  return { graph, x: graph.main(0, 0), y: graph.main(1, 0), next: graph.main(0, 1) };
}

test('equal expressions are one node', (t) => {
  const { graph, x, y } = graphWithColumns();
  t.is(graph.main(0, 0), x);
  t.not(graph.main(0, 1), x);
  t.not(graph.preprocessed(0, 0), x);
  t.is(graph.add(x, y), graph.add(x, y));
  t.is(graph.constant(7), graph.constant(7));
  const size = graph.size;
  graph.mul(graph.add(x, y), graph.constant(7));
  graph.mul(graph.add(x, y), graph.constant(7));
  t.is(graph.size, size + 1);
});

test('operations on constants are computed', (t) => {
  const { graph } = graphWithColumns();
  const [three, five] = [graph.constant(3), graph.constant(5)];
  t.is(graph.add(three, five), graph.constant(8));
  t.is(graph.sub(three, five), graph.constant(koalaBear.p - 2));
  t.is(graph.mul(three, five), graph.constant(15));
  t.is(graph.neg(three), graph.constant(koalaBear.p - 3));
});

test('neutral and absorbing constants leave no node', (t) => {
  const { graph, x } = graphWithColumns();
  const [zero, one] = [graph.constant(0), graph.constant(1)];
  t.is(graph.add(x, zero), x);
  t.is(graph.add(zero, x), x);
  t.is(graph.sub(x, zero), x);
  t.is(graph.sub(zero, x), graph.neg(x));
  t.is(graph.mul(x, one), x);
  t.is(graph.mul(one, x), x);
  t.is(graph.mul(x, zero), zero);
  t.is(graph.mul(zero, x), zero);
});

test('degrees are counted as Plonky3 counts them', (t) => {
  const { graph, x, y, next } = graphWithColumns();
  const publicValue = graph.publicValue(0);
  for (const node of [x, next, graph.preprocessed(0, 1), graph.isFirstRow(), graph.isLastRow()]) {
    t.is(graph.degree(node), 1);
  }
  for (const node of [publicValue, graph.isTransition(), graph.constant(2)]) t.is(graph.degree(node), 0);
  const product = graph.mul(x, y);
  t.is(graph.degree(product), 2);
  t.is(graph.degree(graph.add(product, x)), 2);
  t.is(graph.degree(graph.sub(publicValue, product)), 2);
  t.is(graph.degree(graph.neg(product)), 2);
  t.is(graph.degree(graph.mul(product, publicValue)), 2);
  t.is(graph.degree(graph.mul(graph.isTransition(), product)), 2);
  t.is(graph.degree(graph.mul(graph.isFirstRow(), product)), 3);
  // Nothing that cancels is simplified away.
  t.is(graph.degree(graph.sub(product, product)), 2);
});

test('reachable nodes come in post-order, each once', (t) => {
  const { graph, x, y, next } = graphWithColumns();
  const sum = graph.add(y, x);
  const product = graph.mul(sum, next);
  graph.mul(x, x);
  t.deepEqual(graph.reachable([product, sum, graph.neg(product)]), [
    y,
    x,
    sum,
    next,
    product,
    graph.neg(product),
  ]);
  t.is(graph.kind(sum), NodeKind.add);
});

test('a chain of operations longer than any call stack is no problem', (t) => {
  const { graph, x } = graphWithColumns();
  let chain = x;
  for (let i = 0; i < 200_000; i++) chain = graph.add(x, chain);
  t.is(graph.reachable([chain]).length, 200_001);
});
