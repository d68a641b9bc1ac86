import * as rows from '../rows.js';
import { resultWord, wrongWord, type Lie } from './lie.js';
import { otherImmediate } from './operand.js';

export const bitwiseLies: Lie[] = [
  wrongWord('a wrong result', 'r', rows.bitwiseRow, resultWord),
  otherImmediate(rows.bitwiseRow),
  {
    title: 'a wrong byte of the exclusive or',
    tell: (s, random) => {
      const honest = rows.bitwiseRow(s);
      const [i, change] = [random(4), 2 * (1 + random(127))];
      const c = honest[`c[${i}]`] ^ change;
      const difference = (c - honest[`c[${i}]`]) * 2 ** (8 * (i & 1));
      const limb = i < 2 ? 'r.lo' : 'r.hi';
      const half = 'isXor' in honest ? 1 : 'isOr' in honest ? 0.5 : -0.5;
      return { ...honest, [`c[${i}]`]: c, [limb]: honest[limb] + half * difference };
    },
  },
  {
    title: 'other bytes of an operand',
    tell: (s, random) => {
      // The result of the byte that is exchanged, as if it were the operand's.
      const honest = rows.bitwiseRow(s);
      const byte = random(2 ** 8);
      const c = byte ^ (s.b & 0xff);
      const difference = c - honest['c[0]'];
      const half = 'isXor' in honest ? 1 : 'isOr' in honest ? 0.5 : -0.5;
      const lo = rows.quotient(2 * honest['r.lo'] + 2 * half * difference, 2);
      return { ...honest, 'aByte[0]': byte, 'c[0]': c, 'r.lo': lo };
    },
  },
];
