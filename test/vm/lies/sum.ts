import * as rows from '../rows.js';
import { OPEN_WORDS } from '../steps.js';
import { otherWord, resultWord, SLIP, wrongWord, type Lie, type Row } from './lie.js';

/** A carry moved from one limb to the other: the same number, but no limbs. */
function unevenLimbs(row: Row): Lie {
  return {
    title: 'a result in other limbs',
    tell: (s, random) => {
      const k = random(2) === 0 ? 1 : -1;
      return { ...row(s), 'r.lo': (s.result & 0xffff) + k * 2 ** 16, 'r.hi': (s.result >>> 16) - k };
    },
  };
}

export const sumLies = (row: Row): Lie[] => [
  wrongWord('a wrong result', 'r', row, resultWord),
  unevenLimbs(row),
  {
    title: 'a carry modulo p',
    tell: (s, random) => {
      const slip = random(9) - 4;
      const hi = (s.result >>> 16) + slip * SLIP;
      const limbs = { 'r.lo': (s.result & 0xffff) + slip, 'r.hi': hi - 2 ** 16 * Math.floor(hi / 2 ** 16) };
      return { ...row(s), ...limbs };
    },
  },
  {
    title: 'a result of more than 32 bits',
    tell: (s, random) => ({ ...row(s), 'r.hi': (s.result >>> 16) + 2 ** 16 * (random(2) === 0 ? 1 : -1) }),
  },
];

export const immediateLies: Lie[] = [
  ...sumLies(rows.immediateRow),
  { title: 'to another pc', tell: (s, random) => rows.immediateRow({ ...s, next: random(OPEN_WORDS) }) },
  {
    title: 'with another immediate',
    tell: (s, random) => {
      const b = otherWord(s.b, random);
      return rows.immediateRow({ ...s, b, result: (s.a + b) >>> 0 });
    },
  },
];
