import type { PrimeField } from '../../field/index.js';
import { cell, defineChip } from '../air/index.js';

/** A small chip of degree 3, hence with two quotient chunks; it has no meaning beyond tests. */
export function cubeChip(field: PrimeField) {
  return defineChip(field, {
    name: 'cube',
    description: 'A recurrence of degree 3.',
    columns: {
      x: cell(),
      y: cell(),
      product: cell('x^2 y'),
    },
    publicValues: {
      start: cell('first x'),
      end: cell('last product'),
    },
    constraints({ local, next, publicValues, when, assertEqual }) {
      assertEqual('product', local.x.mul(local.x).mul(local.y), local.product);
      when.firstRow.assertEqual('starts with start', local.x, publicValues.start);
      when.transition.assertEqual('next x', next.x, local.product.add(local.y));
      when.transition.assertEqual('next y', next.y, local.x);
      when.lastRow.assertEqual('ends with end', local.product, publicValues.end);
    },
  });
}

/**
 * The trace that starts with x and y, and its public values.
 *
 * @param height a power of two
 */
export function cubeTrace(field: PrimeField, height: number, startX: number, startY: number) {
  const trace = new Uint32Array(3 * height);
  let [x, y] = [startX, startY];
  for (let row = 0; row < height; row++) {
    const product = field.mul(field.square(x), y);
    trace.set([x, y, product], 3 * row);
    [x, y] = [field.add(product, y), x];
  }
  return { trace, publicValues: [startX, trace[3 * height - 1]] };
}
