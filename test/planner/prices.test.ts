import test from 'ava';
import { PlanError, Prices } from '../../host/planner/index.js';

test('the name of a device counts first, then its model, then the longest pattern', (t) => {
  const prices = Prices.parse({ '*': 0.5, 'NVIDIA*': 2, 'NVIDIA *0': 3, cuda1: 9, 'xrt*': 1 });
  t.is(prices.priceOf({ id: 'cuda1', model: 'NVIDIA H200' }), 9);
  t.is(prices.priceOf({ id: 'cuda0', model: 'NVIDIA H200' }), 3);
  t.is(prices.priceOf({ id: 'cuda0', model: 'NVIDIA L4' }), 2);
  t.is(prices.priceOf({ id: 'xrt0', model: 'Alveo U55C' }), 1);
  t.is(prices.priceOf({ id: 'cpu0', model: 'EPYC' }), 0.5);
  t.is(Prices.parse({ a: 1 }).priceOf({ id: 'b', model: 'c' }), undefined);
});

test('the parts of a pattern stand in order and do not overlap', (t) => {
  const prices = Prices.parse({ 'ab*ba': 1, 'x*y*z': 2 });
  const priceOf = (model: string): number | undefined => prices.priceOf({ id: '', model });
  t.is(priceOf('abba'), 1);
  t.is(priceOf('aba'), undefined);
  t.is(priceOf('xyz'), 2);
  t.is(priceOf('x1y2z'), 2);
  t.is(priceOf('xzy'), undefined);
});

test('what is no price is refused', (t) => {
  const tooMany = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`d${i}`, 1]));
  for (const value of [
    null,
    [],
    'x',
    { a: '1' },
    { a: -1 },
    { a: NaN },
    { a: Infinity },
    { ' ': 1 },
    tooMany,
  ]) {
    t.is(t.throws(() => Prices.parse(value), { instanceOf: PlanError })?.code, 'PRICES');
  }
});
