import * as rows from '../rows.js';
import { resultWord, WORD, wrongWord, type Lie } from './lie.js';
import { hasImmediate, otherImmediate } from './operand.js';
import { orderLies } from './order.js';

export const compareLies: Lie[] = [
  wrongWord('a wrong result', 'r', (s) => rows.compareRow(s), resultWord),
  ...orderLies(rows.compareRow),
  otherImmediate((s) => rows.compareRow(s)),
  {
    title: 'an immediate where there is a register',
    tell: (s, random) => {
      if (hasImmediate(s)) return undefined;
      return { ...rows.compareRow({ ...s, b: random(2) === 0 ? s.x : random(WORD) }), isImm: 1 };
    },
  },
];
