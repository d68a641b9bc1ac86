import * as rows from '../rows.js';
import type { Step } from '../steps.js';
import { resultWord, wrongWord, type Lie } from './lie.js';
import { otherImmediate } from './operand.js';

function shiftProducts(s: Step): rows.Product[] {
  const honest = rows.shiftRow(s);
  return [0, 1, 2, 3].map((i) => ({ l: honest[`l[${i}]`], h: honest[`h[${i}]`] }));
}

export const shiftLies: Lie[] = [
  wrongWord('a wrong result', 'r', (s) => rows.shiftRow(s), resultWord),
  otherImmediate((s) => rows.shiftRow(s)),
  { title: 'by another amount', tell: (s, random) => rows.shiftRow(s, { amount: random(32) }) },
  {
    title: 'with other copies of the sign',
    tell: (s) => rows.shiftRow(s, { negative: 1 - (rows.shiftRow(s).negative ?? 0) }),
  },
  { title: 'with half a sign', tell: (s) => rows.shiftRow(s, { negative: rows.quotient(1, 2) }) },
  {
    title: 'with products of no bytes',
    tell: (s, random) => {
      const products = shiftProducts(s);
      const [i, k] = [random(4), random(2) === 0 ? 1 : -1];
      products[i] = { l: products[i].l + k * 2 ** 8, h: products[i].h - k };
      return rows.shiftRow(s, { products });
    },
  },
  {
    title: 'with other products',
    tell: (s, random) => {
      const products = shiftProducts(s);
      products[random(4)] = { l: random(2 ** 8), h: random(2 ** 8) };
      return rows.shiftRow(s, { products });
    },
  },
  { title: 'with another top byte', tell: (s, random) => rows.shiftRow(s, { top: random(2 ** 8) }) },
  {
    title: 'of other bytes',
    tell: (s, random) => {
      const limb = random(2) === 0 ? 0 : 1;
      const bytes = rows.splitAt(s.a, limb, random(2 ** 8));
      const { power } = rows.shiftRow(s);
      const products = shiftProducts(s);
      const [low, high] = [bytes[2 * limb] * power, bytes[2 * limb + 1] * power];
      products[2 * limb] = { l: low % 2 ** 8, h: low >>> 8 };
      products[2 * limb + 1] = { l: high, h: 0 };
      return { ...rows.shiftRow(s, { products }), [`aByte[${limb}]`]: bytes[2 * limb] };
    },
  },
  {
    title: 'by two amounts at once',
    tell: (s, random) => {
      // Half of each: the sum of the flags is 1.
      const [one, other] = [s.b % 32, (s.b + 8 * (1 + random(3))) % 32];
      const [first, second] = [rows.shiftRow(s), rows.shiftRow(s, { amount: other })];
      const half = rows.quotient(1, 2);
      const mean = (limb: string): number => rows.quotient(first[limb] + second[limb], 2);
      const by = { [`by[${one >> 3}]`]: half, [`by[${other >> 3}]`]: half };
      return { ...first, ...by, 'r.lo': mean('r.lo'), 'r.hi': mean('r.hi') };
    },
  },
];
