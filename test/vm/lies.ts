import { koalaBear } from '../../host/field/index.js';
import { INSTRUCTIONS, isTaken, resultOf, type Instruction } from './instructions.js';
import * as rows from './rows.js';
import type { Cells, Limbs } from './rows.js';
import { familyOf, OPEN_WORDS, type Step } from './steps.js';

/** Rows that say something false about a step, filled as consistently as the lie allows. */
export interface Lie {
  readonly title: string;
  /** Nothing where the step leaves no room for it. */
  readonly tell: (step: Step, random: (bound: number) => number) => Cells | undefined;
}

type Row = (step: Step) => Cells;
type Random = (bound: number) => number;

const WORD = 2 ** 32;

/** A word near the true one, or any. */
function otherWord(word: number, random: Random): number {
  return random(2) === 0 ? random(WORD) : (word ^ (2 ** random(32))) >>> 0;
}

const hasSecond = ({ op }: { readonly op: number }): boolean =>
  ['register', 'branch', 'store'].includes(familyOf(op));
const hasDestination = ({ op }: { readonly op: number }): boolean =>
  !['branch', 'store'].includes(familyOf(op));
const hasData = ({ op }: { readonly op: number }): boolean => ['load', 'store'].includes(familyOf(op));
const hasImmediate = ({ op }: Step): boolean => familyOf(op) === 'immediate' && op !== INSTRUCTIONS.immediate;

/** What can be said of any chip: another instruction, other registers, times in the wrong order. */
export function commonLies(row: Row, instructions: readonly Instruction[]): Lie[] {
  const late = (at: number, random: Random): number => at + (random(2) === 0 ? 0 : random(2 ** 25));
  const any = (has: (step: { readonly op: number }) => boolean, lies: readonly Lie[]): readonly Lie[] =>
    instructions.some((name) => has({ op: INSTRUCTIONS[name] })) ? lies : [];
  return [
    { title: 'at another pc', tell: (s, random) => row({ ...s, pc: s.pc ^ (1 + random(2 ** 20)) }) },
    { title: 'from another register', tell: (s, random) => row({ ...s, rs1: s.rs1 ^ (1 + random(63)) }) },
    {
      title: 'a read before it was written',
      tell: (s, random) => row({ ...s, aTime: late(s.time, random) }),
    },
    ...(instructions.length > 1 ? [asAnotherInstruction(row, instructions)] : []),
    ...any(hasSecond, [
      {
        title: 'from another second register',
        tell: (s, random) => (hasSecond(s) ? row({ ...s, x: s.x ^ (1 + random(63)) }) : undefined),
      },
      {
        title: 'a second read before it was written',
        tell: (s, random) => (hasSecond(s) ? row({ ...s, bTime: late(s.time + 1, random) }) : undefined),
      },
    ]),
    ...any(hasDestination, [
      { title: 'to another register', tell: (s, random) => row({ ...s, rd: s.rd ^ (1 + random(63)) }) },
      {
        title: 'overwritten before it was written',
        tell: (s, random) => row({ ...s, oldTime: late(s.time + 2, random) }),
      },
    ]),
    ...any(hasData, [
      {
        title: 'memory before it was written',
        tell: (s, random) => {
          const low = random(2) === 0 ? random(2 ** 16) : (2 ** 12 - 1) & -random(3);
          return { ...row(s), 'm.time': late(s.time, random), 'm.low': low };
        },
      },
      {
        title: 'memory before it was written, with a lower part that is none',
        tell: (s, random) => {
          const time = late(s.time, random);
          return { ...row(s), 'm.time': time, 'm.low': s.time - time - 1 - 2 ** 12 * random(2 ** 16) };
        },
      },
    ]),
  ];
}

function asAnotherInstruction(row: Row, instructions: readonly Instruction[]): Lie {
  return {
    title: 'as another instruction',
    tell: (s, random) => {
      const others = instructions.filter((name) => INSTRUCTIONS[name] !== s.op);
      const name = others[random(others.length)];
      const step = { ...s, op: INSTRUCTIONS[name] };
      switch (familyOf(step.op)) {
        case 'register':
        case 'immediate':
          return row({ ...step, result: resultOf(name, s) });
        case 'branch':
          return row({ ...step, next: isTaken(name, s) ? s.target : s.pc + 1 });
        default:
          return row(step);
      }
    },
  };
}

function wrongWord(title: string, column: string, row: Row, wordOf: (s: Step) => number): Lie {
  return {
    title,
    tell: (s, random) => ({ ...row(s), ...rows.limbs(column, otherWord(wordOf(s), random)) }),
  };
}

const resultWord = (s: Step): number => s.result;

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

/** An immediate other than the instruction's, with its result. */
function otherImmediate(row: Row): Lie {
  return {
    title: 'with another immediate',
    tell: (s, random) => {
      if (!hasImmediate(s)) return undefined;
      const name = nameOf(s);
      const b = otherWord(s.b, random);
      return row({ ...s, b, result: resultOf(name, { a: s.a, b }) });
    },
  };
}

function nameOf({ op }: Step): Instruction {
  return Object.entries(INSTRUCTIONS).find(([, number]) => number === op)?.[0] as Instruction;
}

/** 2^16 times this is -1 modulo p: a carry that makes up for a limb that is one too large. */
const SLIP = 2 ** 15 - 2 ** 8;

const addLies = (row: Row): Lie[] => [
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

/** For chips that order a and b. */
function orderLies(row: (s: Step, choices: rows.OrderChoices) => Cells): Lie[] {
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

const compareLies: Lie[] = [
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

const bitwiseLies: Lie[] = [
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

function shiftProducts(s: Step): rows.Product[] {
  const honest = rows.shiftRow(s);
  return [0, 1, 2, 3].map((i) => ({ l: honest[`l[${i}]`], h: honest[`h[${i}]`] }));
}

const shiftLies: Lie[] = [
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

const multiplyLies: Lie[] = [
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

const divideLies: Lie[] = [
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

const branchLies = (row: Row): Lie[] => [
  {
    title: 'the other way',
    tell: (s) => ({ ...row(s), next: s.next === s.target ? s.pc + 1 : s.target }),
  },
  { title: 'anywhere', tell: (s, random) => ({ ...row(s), next: random(OPEN_WORDS) }) },
  {
    title: 'to another target',
    tell: (s, random) => {
      const target = random(OPEN_WORDS);
      return row({ ...s, target, next: s.next === s.target ? target : s.next });
    },
  },
];

const branchEqualLies: Lie[] = [
  ...branchLies(rows.branchEqualRow),
  {
    title: 'equal or not, and the other way',
    tell: (s, random) => {
      const honest = rows.branchEqualRow(s);
      const equal = 1 - honest.equal;
      const inverses = equal === 1 ? { 'inverse[0]': 0, 'inverse[1]': 0 } : { 'inverse[0]': random(WORD) };
      return { ...honest, equal, ...inverses, next: s.next === s.target ? s.pc + 1 : s.target };
    },
  },
  {
    title: 'half equal',
    tell: (s) => {
      const honest = rows.branchEqualRow(s);
      const half = rows.quotient(1, 2);
      const inverse = (i: number): number => rows.quotient(honest[`inverse[${i}]`], 2);
      const next = rows.quotient(s.pc + 1 + s.target, 2);
      return { ...honest, equal: half, 'inverse[0]': inverse(0), 'inverse[1]': inverse(1), next };
    },
  },
];

const { p } = koalaBear;

/** What an address may exceed 4 · word + offset by so that both are one element, if `wrap` takes off 2^32. */
const MODULAR_ADDRESSES = [
  { wrap: 0, shift: p },
  { wrap: 0, shift: 2 * p },
  { wrap: 1, shift: WORD - p },
  { wrap: 1, shift: WORD - 2 * p },
].flatMap((each) => [0, 1, 2, 3].map((offset) => ({ ...each, offset })));

/** Other addresses than base + immediate. */
const addressLies = (row: Row): Lie[] => [
  {
    title: 'an address modulo p',
    tell: (s, random) => {
      const { offset, wrap, shift } = MODULAR_ADDRESSES[random(MODULAR_ADDRESSES.length)];
      const address = 4 * random(OPEN_WORDS) + offset + shift;
      if (address < 0 || address >= WORD) return undefined;
      const cells = row({ ...s, a: (address - s.immediate) >>> 0 });
      if ('o0' in cells) return { ...cells, wrap, o0: offset & 1, o1: offset >> 1 };
      if ('odd' in cells) return offset < 2 ? { ...cells, wrap, odd: offset } : undefined;
      return offset === 0 ? { ...cells, wrap } : undefined;
    },
  },
  { title: 'another wrap', tell: (s) => ({ ...row(s), wrap: 1 - row(s).wrap }) },
  {
    title: 'carry and wrap of any kind',
    tell: (s, random) => ({
      ...row(s),
      carry: rows.quotient(random(WORD), 2 ** 16),
      wrap: rows.quotient(random(WORD), 2 ** 16),
    }),
  },
  {
    title: 'another immediate',
    tell: (s, random) => row({ ...s, immediate: s.immediate ^ (1 + random(2047)) }),
  },
  {
    title: 'an address that is closed',
    tell: (s, random) => {
      const address = 4 * (OPEN_WORDS + random(2 ** 30 - OPEN_WORDS));
      return row({ ...s, a: (address - s.immediate) >>> 0 });
    },
  },
];

const unaligned = (row: Row, offset: (s: Step, random: Random) => number): Lie => ({
  title: 'an address that is not aligned',
  tell: (s, random) => row({ ...s, a: (s.a + offset(s, random)) >>> 0 }),
});

const jumpRegisterLies: Lie[] = [
  ...addressLies(rows.jumpRegisterRow),
  wrongWord('a wrong link', 'link', rows.jumpRegisterRow, resultWord),
  unaligned(rows.jumpRegisterRow, () => 2),
  {
    title: 'another bit 0',
    tell: (s) => ({ ...rows.jumpRegisterRow(s), odd: 1 - rows.jumpRegisterRow(s).odd }),
  },
];

const wordLies = (row: Row): Lie[] => [...addressLies(row), unaligned(row, (_, random) => 1 + random(3))];

/** For loads and stores of bytes and half words. */
function partLies(row: (s: Step, choices?: rows.PartChoices) => Cells, bytes: readonly Instruction[]): Lie[] {
  const isByte = (s: Step): boolean => bytes.includes(nameOf(s));
  return [
    ...addressLies((s) => row(s)),
    { title: 'at another offset', tell: (s, random) => row(s, { offset: random(4) }) },
    { title: 'with another byte', tell: (s, random) => row(s, { b0: random(2 ** 8) }) },
    {
      title: 'with no byte',
      tell: (s, random) => row(s, { b0: (s.word & 0xff) + 2 ** 8 * (random(3) - 1) }),
    },
    {
      title: 'half a word at an odd address',
      tell: (s) => (isByte(s) ? undefined : row({ ...s, a: (s.a + 1) >>> 0 })),
    },
  ];
}

const loadPartLies: Lie[] = [
  ...partLies(rows.loadPartRow, ['lb', 'lbu']),
  {
    title: 'a wrong lower limb',
    tell: (s, random) => ({ ...rows.loadPartRow(s), rLo: (s.result & 0xffff) ^ (1 + random(0xffff)) }),
  },
  {
    title: 'another sign',
    tell: (s) => rows.loadPartRow(s, { sign: 1 - rows.loadPartRow(s).sign }),
  },
  { title: 'any sign', tell: (s, random) => rows.loadPartRow(s, { sign: random(WORD) }) },
  {
    title: 'another half word',
    tell: (s, random) => {
      const word = otherWord(s.word, random);
      return { ...rows.loadPartRow({ ...s, word }), ...rows.limbs('m', s.word) };
    },
  },
];

const storePartLies: Lie[] = [
  ...partLies(rows.storePartRow, ['sb']),
  wrongWord(
    'a wrong new word',
    'newWord',
    (s) => rows.storePartRow(s),
    (s) => s.newWord,
  ),
  {
    title: 'another byte of what is stored',
    tell: (s, random) => rows.storePartRow(s, { x0: random(2 ** 8) }),
  },
  {
    title: 'beside another half word',
    tell: (s, random) => {
      const word = otherWord(s.word, random);
      return { ...rows.storePartRow({ ...s, word }), ...rows.limbs('m', s.word) };
    },
  },
  {
    title: 'another new half word',
    tell: (s, random) => {
      const honest = rows.storePartRow(s);
      const n = random(2 ** 16);
      return { ...honest, n, [honest.o1 ? 'newWord.hi' : 'newWord.lo']: n };
    },
  },
];

/** By chip. */
export const LIES: Readonly<Record<string, readonly Lie[]>> = {
  immediate: [
    ...addLies(rows.immediateRow),
    { title: 'to another pc', tell: (s, random) => rows.immediateRow({ ...s, next: random(OPEN_WORDS) }) },
    {
      title: 'with another immediate',
      tell: (s, random) => {
        const b = otherWord(s.b, random);
        return rows.immediateRow({ ...s, b, result: (s.a + b) >>> 0 });
      },
    },
  ],
  add: addLies(rows.addRow),
  compare: compareLies,
  bitwise: bitwiseLies,
  shift: shiftLies,
  multiply: multiplyLies,
  divide: divideLies,
  branch_equal: branchEqualLies,
  branch_less: [...branchLies((s) => rows.branchLessRow(s)), ...orderLies(rows.branchLessRow)],
  jump_register: jumpRegisterLies,
  load_word: wordLies(rows.loadWordRow),
  load_part: loadPartLies,
  store_word: wordLies(rows.storeWordRow),
  store_part: storePartLies,
};
