import { INSTRUCTIONS } from '../instructions.js';
import * as rows from '../rows.js';
import type { Cells } from '../rows.js';
import type { Step } from '../steps.js';
import { otherWord, resultWord, SLIP, WORD, wrongWord, type Lie } from './lie.js';

/** The absolute values in an honest row. */
function magnitudes(s: Step): { A: number; B: number; Q: number; R: number } {
  const honest = rows.divideRow(s);
  const value = (name: string): number => honest[`${name}.lo`] + 2 ** 16 * honest[`${name}.hi`];
  return { A: value('dividend'), B: value('divisor'), Q: value('quotient'), R: value('remainder') };
}

/** The result, of the quotient or remainder in a row. */
function outOf({ op }: Step, row: Cells, changed: Cells): Cells {
  const name = op === INSTRUCTIONS.div || op === INSTRUCTIONS.divu ? 'q' : 'r';
  const cells = { ...row, ...changed };
  return { 'out.lo': cells[`${name}.lo`], 'out.hi': cells[`${name}.hi`] };
}

export const divideLies: Lie[] = [
  wrongWord('a wrong result', 'out', (s) => rows.divideRow(s), resultWord),
  {
    title: 'a remainder not below the divisor',
    tell: (s) => {
      const { B, Q, R } = magnitudes(s);
      if (Q === 0 || R + B >= WORD) return undefined;
      return rows.divideRow(s, { quotient: Q - 1, remainder: R + B });
    },
  },
  {
    title: 'a remainder not below the divisor, with a negative gap',
    tell: (s) => {
      const { B, Q, R } = magnitudes(s);
      if (Q === 0 || R + B >= WORD) return undefined;
      const gap = (B & 0xffff) - ((R + B) & 0xffff) - 1;
      return { ...rows.divideRow(s, { quotient: Q - 1, remainder: R + B }), gap };
    },
  },
  {
    title: 'a negative remainder',
    tell: (s) => {
      const { B, Q, R } = magnitudes(s);
      return Q + 1 < WORD ? rows.divideRow(s, { quotient: Q + 1, remainder: (R - B) >>> 0 }) : undefined;
    },
  },
  {
    title: 'a quotient modulo 2^32',
    tell: (s, random) => {
      const { A, B } = magnitudes(s);
      const quotient = random(WORD);
      const remainder = Number(BigInt.asUintN(32, BigInt(A) - BigInt(quotient) * BigInt(B)));
      return rows.divideRow(s, { quotient, remainder });
    },
  },
  {
    title: 'any quotient and remainder',
    tell: (s, random) => rows.divideRow(s, { quotient: random(WORD), remainder: random(WORD) }),
  },
  {
    title: 'a carry modulo p',
    tell: (s) => {
      const { B, R } = magnitudes(s);
      const remainder = R + 1 + 2 ** 16 * SLIP;
      return remainder < B ? rows.divideRow(s, { remainder }) : undefined;
    },
  },
  {
    title: 'a remainder not below the divisor, with a borrow modulo p',
    tell: (s) => {
      const { B, Q, R } = magnitudes(s);
      if (Q === 0 || R + B >= WORD) return undefined;
      const gap = (B & 0xffff) - ((R + B) & 0xffff);
      return { ...rows.divideRow(s, { quotient: Q - 1, remainder: R + B }), gap };
    },
  },
  {
    title: 'another absolute value',
    tell: (s, random) => {
      const { A, B } = magnitudes(s);
      if (B === 0) return undefined;
      const [dividend, divisor] =
        random(2) === 0 ? [otherWord(A, random), B] : [A, otherWord(B, random) || 1];
      const [quotient, remainder] = [Math.floor(dividend / divisor), dividend % divisor];
      return rows.divideRow(s, { dividend, divisor, quotient, remainder });
    },
  },
  {
    title: 'another quotient or remainder than its absolute value',
    tell: (s, random) => {
      const row = rows.divideRow(s);
      const name = s.op === INSTRUCTIONS.div || s.op === INSTRUCTIONS.divu ? 'q' : 'r';
      const changed = rows.limbs(name, otherWord(s.result, random));
      return { ...row, ...changed, ...outOf(s, row, changed) };
    },
  },
  {
    title: 'another sign of the quotient',
    tell: (s) => {
      const row = rows.divideRow(s);
      const q = rows.limbs('q', -(row['q.lo'] + 2 ** 16 * row['q.hi']) >>> 0);
      return { ...row, qSign: 1 - row.qSign, ...q, ...outOf(s, row, q) };
    },
  },
  {
    title: 'a quotient of -1, as if by zero',
    tell: (s) => {
      const { A, B } = magnitudes(s);
      if (B === 0 || A < B || rows.divideRow(s).qSign === 0) return undefined;
      return rows.divideRow(s, { bZero: 1, quotient: 1, remainder: A - B });
    },
  },
  {
    title: 'a wrong remainder, with the right carry',
    tell: (s, random) => {
      const remainder = (magnitudes(s).R ^ (1 + random(0xffff))) >>> 0;
      return { ...rows.divideRow(s, { remainder }), carry: rows.divideRow(s).carry };
    },
  },
  {
    title: 'a zero divisor that is none',
    tell: (s) => (s.b === 0 ? undefined : rows.divideRow(s, { bZero: 1 })),
  },
  {
    title: 'a divisor that is not the zero it is',
    tell: (s, random) => {
      if (s.b !== 0) return undefined;
      return rows.divideRow(s, { bZero: 0, quotient: random(WORD), remainder: magnitudes(s).A });
    },
  },
  {
    title: 'another quotient by zero',
    tell: (s, random) => {
      if (s.b !== 0) return undefined;
      const quotient = (random(WORD) | [0, 0xffff][random(2)]) >>> 0;
      return rows.divideRow(s, { quotient, remainder: magnitudes(s).A });
    },
  },
  {
    title: 'other signs',
    tell: (s, random) => (s.b === 0 ? undefined : rows.divideRow(s, { aSign: random(2), bSign: random(2) })),
  },
  {
    title: 'a quotient of other bytes',
    tell: (s, random) => {
      const limb = random(2) === 0 ? 0 : 1;
      const { B } = magnitudes(s);
      const quotient = random(WORD);
      const bytes = (word: number): number[] => rows.splitAt(word, limb, random(2 ** 8));
      const choices = random(2) === 0 ? { quotientBytes: bytes(quotient) } : { divisorBytes: bytes(B) };
      return rows.divideRow(s, { ...choices, quotient });
    },
  },
  {
    title: 'a remainder in other limbs',
    tell: (s) => {
      const row = rows.divideRow(s);
      if (row.aSign === 1) return undefined;
      const moved = { lo: row['remainder.lo'] + 2 ** 16, hi: row['remainder.hi'] - 1 };
      const remainder = { 'remainder.lo': moved.lo, 'remainder.hi': moved.hi };
      const r = { 'r.lo': moved.lo, 'r.hi': moved.hi };
      return { ...row, ...remainder, ...r, carry: row.carry + 1, ...outOf(s, row, r) };
    },
  },
  {
    title: 'a negative dividend',
    tell: (s, random) => {
      const row = rows.divideRow(s, { quotient: random(WORD) });
      if (row.aSign === 0) return undefined;
      return { ...row, 'dividend.lo': -(s.a & 0xffff), 'dividend.hi': -(s.a >>> 16) };
    },
  },
  {
    title: 'a quotient or remainder of negative limbs',
    tell: (s) => {
      const row = rows.divideRow(s);
      const negated = (x: string, magnitude: string): Cells => ({
        [`${x}.lo`]: -row[`${magnitude}.lo`],
        [`${x}.hi`]: -row[`${magnitude}.hi`],
      });
      const q = row.qSign === 1 ? negated('q', 'quotient') : {};
      const r = row.aSign === 1 ? negated('r', 'remainder') : {};
      return { ...row, ...q, ...r, ...outOf(s, row, { ...q, ...r }) };
    },
  },
  {
    title: 'a result of the other sign',
    tell: (s) => {
      const negated = -s.result >>> 0;
      const column = [INSTRUCTIONS.div, INSTRUCTIONS.divu].includes(s.op as 24) ? 'q' : 'r';
      return { ...rows.divideRow(s), ...rows.limbs(column, negated), ...rows.limbs('out', negated) };
    },
  },
];
