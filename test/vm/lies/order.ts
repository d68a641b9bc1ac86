import { INSTRUCTIONS } from '../instructions.js';
import * as rows from '../rows.js';
import type { Cells, Limbs } from '../rows.js';
import type { Step } from '../steps.js';
import { otherWord, SLIP, type Lie } from './lie.js';

/** For chips that order a and b. */
export function orderLies(row: (s: Step, choices: rows.OrderChoices) => Cells): Lie[] {
  const difference = (s: Step): Limbs => {
    const d = (s.a - s.b) >>> 0;
    return { lo: d & 0xffff, hi: d >>> 16 };
  };
  const moved = (s: Step, lo: number, hi: number): Cells => {
    const d = difference(s);
    return row(s, { difference: { lo: d.lo + lo, hi: d.hi + hi } });
  };
  const sign = (word: number, { op }: Step): number =>
    ['slt', 'slti', 'blt', 'bge'].some((name) => INSTRUCTIONS[name as 'slt'] === op) ? word >>> 31 : 0;
  return [
    {
      title: 'a wrong difference',
      tell: (s, random) => {
        const d = otherWord((s.a - s.b) >>> 0, random);
        return row(s, { difference: { lo: d & 0xffff, hi: d >>> 16 } });
      },
    },
    {
      title: 'a borrow modulo p',
      tell: (s, random) => {
        const slip = random(9) - 4;
        const hi = difference(s).hi + slip * SLIP;
        return moved(s, slip, slip * SLIP - 2 ** 16 * Math.floor(hi / 2 ** 16));
      },
    },
    { title: 'a borrow too many', tell: (s) => moved(s, 0, 2 ** 16) },
    { title: 'a borrow too few', tell: (s) => moved(s, 0, -(2 ** 16)) },
    {
      title: 'borrows between limbs',
      tell: (s, random) => {
        const [k, l] = [random(3) - 1, random(3) - 1];
        return moved(s, k * 2 ** 16, l * 2 ** 16 - k);
      },
    },
    { title: 'another sign of a', tell: (s) => row(s, { aSign: 1 - sign(s.a, s) }) },
    { title: 'another sign of b', tell: (s) => row(s, { bSign: 1 - sign(s.b, s) }) },
    { title: 'any signs', tell: (s, random) => row(s, { aSign: random(3) - 1, bSign: random(3) - 1 }) },
  ];
}
