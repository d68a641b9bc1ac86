import type { PrimeField } from '../../field/index.js';
import { cell, defineChip } from '../air/index.js';

/** Each row holds two consecutive Fibonacci numbers; the first chip to read, and Plonky3's `FibonacciAir`. */
export function fibonacciChip(field: PrimeField) {
  return defineChip(field, {
    name: 'fibonacci',
    description: 'Two consecutive Fibonacci numbers a row.',
    columns: {
      left: cell('Fibonacci number of this row'),
      right: cell('the one after it'),
    },
    publicValues: {
      first: cell('first left number'),
      second: cell('first right number'),
      result: cell('last right number'),
    },
    constraints({ local, next, publicValues, when }) {
      when.firstRow.assertEqual('starts with first', local.left, publicValues.first);
      when.firstRow.assertEqual('starts with second', local.right, publicValues.second);
      when.transition.assertEqual('right moves left', local.right, next.left);
      when.transition.assertEqual('right becomes the sum', local.left.add(local.right), next.right);
      when.lastRow.assertEqual('ends with result', local.right, publicValues.result);
    },
  });
}

/**
 * The trace that starts with the given numbers, and its public values.
 *
 * @param height a power of two
 */
export function fibonacciTrace(field: PrimeField, height: number, first: number, second: number) {
  const trace = new Uint32Array(2 * height);
  let [left, right] = [first, second];
  for (let row = 0; row < height; row++) {
    trace.set([left, right], 2 * row);
    [left, right] = [right, field.add(left, right)];
  }
  return { trace, publicValues: [first, second, trace[2 * height - 1]] };
}
