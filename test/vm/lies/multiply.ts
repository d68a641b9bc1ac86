import { INSTRUCTIONS } from '../instructions.js';
import * as rows from '../rows.js';
import type { Step } from '../steps.js';
import { resultWord, SLIP, wrongWord, type Lie } from './lie.js';

export const multiplyLies: Lie[] = [
  wrongWord('a wrong result', 'r', (s) => rows.multiplyRow(s), resultWord),
  {
    title: 'a wrong limb of the product',
    tell: (s, random) => {
      const product = productOf(s);
      product[random(4)] ^= 2 ** random(16);
      return rows.multiplyRow(s, { product });
    },
  },
  {
    title: 'a carry between limbs of the product',
    tell: (s, random) => {
      const product = productOf(s);
      const [i, k] = [random(3), random(2) === 0 ? 1 : -1];
      product[i] += k * 2 ** 16;
      product[i + 1] -= k;
      return rows.multiplyRow(s, { product });
    },
  },
  {
    title: 'any product',
    tell: (s, random) => rows.multiplyRow(s, { product: Array.from({ length: 4 }, () => random(2 ** 16)) }),
  },
  {
    title: 'other signs',
    tell: (s, random) => rows.multiplyRow(s, { aSign: random(2), bSign: random(2) }),
  },
  {
    title: 'a wrong limb of the product, with the right carries',
    tell: (s, random) => {
      const i = (s.op === INSTRUCTIONS.mul ? 0 : 2) + random(2);
      const limb = random(2 ** 16);
      return { ...rows.multiplyRow(s), [`q[${i}]`]: limb, [i % 2 === 0 ? 'r.lo' : 'r.hi']: limb };
    },
  },
  {
    title: 'carries modulo p',
    tell: (s, random) => {
      const [slipping, slip] = [random(4), random(9) - 4];
      let excess = 0;
      const product = productOf(s).map((limb, i) => {
        const total = limb + excess;
        const slipped = i === slipping ? slip : 0;
        const q = total - 2 ** 16 * Math.floor(total / 2 ** 16) + slipped;
        excess = Math.floor(total / 2 ** 16) + slipped * SLIP;
        return q;
      });
      return rows.multiplyRow(s, { product });
    },
  },
  {
    title: 'a product of other bytes',
    tell: (s, random) => {
      const product = productOf(s);
      product[random(4)] = random(2 ** 16);
      const limb = random(2) === 0 ? 0 : 1;
      const bytes = (word: number): number[] => rows.splitAt(word, limb, random(2 ** 8));
      const choices = random(2) === 0 ? { aBytes: bytes(s.a) } : { bBytes: bytes(s.b) };
      return rows.multiplyRow(s, { ...choices, product });
    },
  },
];

function productOf(s: Step): number[] {
  const honest = rows.multiplyRow(s);
  return [0, 1, 2, 3].map((i) => honest[`q[${i}]`]);
}
