import { koalaBear } from '../../host/field/index.js';
import { INSTRUCTIONS, type Instruction } from './instructions.js';
import type { Step } from './steps.js';

/**
 * Rows of the instruction chips, from docs/vm.md section 7 alone: a second implementation of native/vm/fill.
 * Some take choices of the prover that an honest one makes otherwise; the rest then follows from these, in the
 * field, so that as much as possible of a lie is consistent.
 */

/** Values of columns by name; any integer, taken modulo p. Columns that are not named are 0. */
export type Cells = Readonly<Record<string, number>>;

/** A rational number as an element. */
export function quotient(numerator: number, denominator: number): number {
  const divisor = koalaBear.fromInteger(denominator);
  return divisor === 0 ? 0 : koalaBear.mul(koalaBear.fromInteger(numerator), koalaBear.inverse(divisor));
}

export function limbs(name: string, word: number): Cells {
  return { [`${name}.lo`]: word & 0xffff, [`${name}.hi`]: word >>> 16 };
}

function timed(name: string, word: number, time: number): Cells {
  return { ...limbs(name, word), [`${name}.time`]: time };
}

function lowBytes(name: string, word: number): Cells {
  return { [`${name}[0]`]: word & 0xff, [`${name}[1]`]: (word >>> 16) & 0xff };
}

/** The flag of the step's instruction among those of a chip. */
function flag(step: Step, flags: Partial<Record<Instruction, string>>): Cells {
  const names = Object.entries(flags).filter(([name]) => INSTRUCTIONS[name as Instruction] === step.op);
  return Object.fromEntries(names.map(([, column]) => [column, 1]));
}

const isOneOf = (step: Step, ...names: Instruction[]): boolean =>
  names.some((name) => INSTRUCTIONS[name] === step.op);

const bytesOf = (word: number): number[] => [0, 8, 16, 24].map((at) => (word >>> at) & 0xff);
const signOf = (word: number): number => word >>> 31;
const negate = (word: number): number => -word >>> 0;

const position = ({ pc, time }: Step): Cells => ({ pc, time });
const first = (s: Step): Cells => ({ rs1: s.rs1, ...timed('a', s.a, s.aTime) });
const second = (s: Step): Cells => timed('b', s.b, s.bTime);
const destination = (s: Step): Cells => ({ rd: s.rd, ...timed('old', s.old, s.oldTime) });

export function immediateRow(s: Step): Cells {
  const words = { ...limbs('imm', s.b), ...limbs('r', s.result) };
  return { real: 1, ...position(s), ...first(s), ...destination(s), ...words, next: s.next };
}

export function addRow(s: Step): Cells {
  const operands = { ...first(s), ...second(s), rs2: s.x };
  return { real: 1, ...position(s), ...operands, ...destination(s), ...limbs('r', s.result) };
}

/** Limbs that need not be limbs. */
export interface Limbs {
  readonly lo: number;
  readonly hi: number;
}

const splitWord = (word: number): Limbs => ({ lo: word & 0xffff, hi: word >>> 16 });
const wordCells = (name: string, { lo, hi }: Limbs): Cells => ({ [`${name}.lo`]: lo, [`${name}.hi`]: hi });

export interface OrderChoices {
  readonly difference?: Limbs;
  readonly aSign?: number;
  readonly bSign?: number;
}

/** Columns of the comparison, and whether a < b by them. */
function order(s: Step, isSigned: boolean, choices: OrderChoices): { cells: Cells; less: number } {
  const [a, b] = [splitWord(s.a), splitWord(s.b)];
  const d = choices.difference ?? splitWord((s.a - s.b) >>> 0);
  const aSign = choices.aSign ?? (isSigned ? signOf(s.a) : 0);
  const bSign = choices.bSign ?? (isSigned ? signOf(s.b) : 0);
  const low = quotient(d.lo - a.lo + b.lo, 2 ** 16);
  const less = quotient(d.hi - a.hi + b.hi + low, 2 ** 16) + aSign - bSign;
  return { cells: { ...wordCells('d', d), aSign, bSign }, less };
}

export function compareRow(s: Step, choices: OrderChoices = {}): Cells {
  const isImm = isOneOf(s, 'slti', 'sltiu') ? 1 : 0;
  const which = flag(s, { sub: 'isSub', slt: 'isSlt', slti: 'isSlt', sltu: 'isSltu', sltiu: 'isSltu' });
  const operands = { ...first(s), ...second(s), x: s.x, sign: s.y & 1, isImm };
  const { cells, less } = order(s, 'isSlt' in which, choices);
  const result = 'isSub' in which ? { 'r.lo': cells['d.lo'], 'r.hi': cells['d.hi'] } : { 'r.lo': less };
  return { ...which, ...position(s), ...operands, ...destination(s), ...cells, ...result };
}

export function bitwiseRow(s: Step): Cells {
  const isImm = isOneOf(s, 'xori', 'ori', 'andi') ? 1 : 0;
  const which = flag(s, {
    xor: 'isXor',
    xori: 'isXor',
    or: 'isOr',
    ori: 'isOr',
    and: 'isAnd',
    andi: 'isAnd',
  });
  const operands = { ...first(s), ...second(s), x: s.x, sign: s.y & 1, isImm };
  const exclusive = Object.fromEntries(bytesOf(s.a ^ s.b).map((byte, i) => [`c[${i}]`, byte]));
  const bytes = { ...lowBytes('aByte', s.a), ...lowBytes('bByte', s.b), ...exclusive };
  return { ...which, ...position(s), ...operands, ...destination(s), ...bytes, ...limbs('r', s.result) };
}

export interface ShiftChoices {
  /** Of bits, 0 to 31. */
  readonly amount?: number;
  readonly negative?: number;
  readonly products?: readonly Product[];
  readonly top?: number;
}

/** What a byte becomes, as its lower and its upper byte. */
export interface Product {
  readonly l: number;
  readonly h: number;
}

export function shiftRow(s: Step, choices: ShiftChoices = {}): Cells {
  const isImm = isOneOf(s, 'slli', 'srli', 'srai') ? 1 : 0;
  const which = flag(s, {
    sll: 'isSll',
    slli: 'isSll',
    srl: 'isSrl',
    srli: 'isSrl',
    sra: 'isSra',
    srai: 'isSra',
  });
  const amount = choices.amount ?? s.b % 32;
  const power = 'isSll' in which ? 2 ** (amount % 8) : 2 ** (8 - (amount % 8));
  const honest = bytesOf(s.a).map((byte) => ({ l: (byte * power) % 2 ** 8, h: (byte * power) >>> 8 }));
  const products = choices.products ?? honest;
  const negative = choices.negative ?? ('isSra' in which ? signOf(s.a) : 0);
  const top = choices.top ?? products[3].h + negative * (2 ** 8 - power);

  const y = [0, 1, 2, 3].map((i) => products[i].l + (i > 0 ? products[i - 1].h : 0));
  const fill = (i: number): number => (i < 4 ? y[i] : i === 4 ? top : 255 * negative);
  const bytes = Math.floor(amount / 8);
  const result = [0, 1, 2, 3].map((j) => ('isSll' in which ? (y[j - bytes] ?? 0) : fill(j + bytes + 1)));
  return {
    ...which,
    isImm,
    ...position(s),
    ...first(s),
    ...second(s),
    x: s.x,
    ...destination(s),
    ...lowBytes('aByte', s.a),
    [`by[${bytes}]`]: 1,
    power,
    ...Object.fromEntries(
      products.flatMap(({ l, h }, i) => [
        [`l[${i}]`, l],
        [`h[${i}]`, h],
      ]),
    ),
    negative,
    top,
    'r.lo': result[0] + 2 ** 8 * result[1],
    'r.hi': result[2] + 2 ** 8 * result[3],
  };
}

/** What the bytes of a product add up to in each of its limbs, in the field. */
function limbSums(a: readonly number[], b: readonly number[]): number[] {
  const sums = [0, 0, 0, 0];
  a.forEach((x, i) =>
    b.forEach((y, j) => {
      const limb = (i + j) >> 1;
      const product = koalaBear.mul(koalaBear.fromInteger(x), koalaBear.fromInteger(y));
      sums[limb] += koalaBear.mul(product, (i + j) & 1 ? 2 ** 8 : 1);
    }),
  );
  return sums;
}

/** The lower byte of each limb, of the bytes of a word. */
const lowOf = (name: string, bytes: readonly number[]): Cells => ({
  [`${name}[0]`]: bytes[0],
  [`${name}[1]`]: bytes[2],
});

/** A word's bytes, but with any other number for the lower byte of a limb. */
export function splitAt(word: number, limb: 0 | 1, low: number): number[] {
  const bytes = bytesOf(word);
  bytes[2 * limb] = low;
  bytes[2 * limb + 1] = quotient(((word >>> (16 * limb)) & 0xffff) - low, 2 ** 8);
  return bytes;
}

export interface MultiplyChoices {
  readonly product?: readonly number[];
  readonly aBytes?: readonly number[];
  readonly bBytes?: readonly number[];
  readonly aSign?: number;
  readonly bSign?: number;
}

export function multiplyRow(s: Step, choices: MultiplyChoices = {}): Cells {
  const aSign = choices.aSign ?? (isOneOf(s, 'mulh', 'mulhsu') ? signOf(s.a) : 0);
  const bSign = choices.bSign ?? (isOneOf(s, 'mulh') ? signOf(s.b) : 0);
  const value = (word: number, sign: number): bigint => BigInt(word) - 2n ** 32n * BigInt(sign);
  const exact = BigInt.asUintN(64, value(s.a, aSign) * value(s.b, bSign));
  const q = choices.product ?? [0n, 16n, 32n, 48n].map((at) => Number((exact >> at) & 0xffffn));
  const { aBytes = bytesOf(s.a), bBytes = bytesOf(s.b) } = choices;
  const carry: number[] = [];
  limbSums(aBytes, bBytes).forEach((sum, i) => {
    const at = 16 * (i - 2);
    const signs = i < 2 ? 0 : aSign * ((s.b >>> at) & 0xffff) + bSign * ((s.a >>> at) & 0xffff);
    carry.push(quotient(sum + (i > 0 ? carry[i - 1] : 0) - signs - q[i], 2 ** 16));
  });
  const lowest = isOneOf(s, 'mul') ? 0 : 2;
  return {
    ...flag(s, { mul: 'isMul', mulh: 'isMulh', mulhsu: 'isMulhsu', mulhu: 'isMulhu' }),
    ...position(s),
    ...first(s),
    ...second(s),
    rs2: s.x,
    ...destination(s),
    ...lowOf('aByte', aBytes),
    ...lowOf('bByte', bBytes),
    ...Object.fromEntries(q.map((limb, i) => [`q[${i}]`, limb])),
    ...Object.fromEntries(carry.map((each, i) => [`carry[${i}]`, each])),
    aSign,
    bSign,
    'r.lo': q[lowest],
    'r.hi': q[lowest + 1],
  };
}

export interface DivideChoices {
  /** Absolute values. */
  readonly dividend?: number;
  readonly divisor?: number;
  readonly quotient?: number;
  readonly remainder?: number;
  readonly quotientBytes?: readonly number[];
  readonly divisorBytes?: readonly number[];
  readonly aSign?: number;
  readonly bSign?: number;
  readonly bZero?: number;
}

export function divideRow(s: Step, choices: DivideChoices = {}): Cells {
  const isSigned = isOneOf(s, 'div', 'rem');
  const aSign = choices.aSign ?? (isSigned ? signOf(s.a) : 0);
  const bSign = choices.bSign ?? (isSigned ? signOf(s.b) : 0);
  const bZero = choices.bZero ?? (s.b === 0 ? 1 : 0);
  const qSign = aSign ^ bSign;
  const A = choices.dividend ?? (aSign ? negate(s.a) : s.a);
  const B = choices.divisor ?? (bSign ? negate(s.b) : s.b);
  const byZero = qSign ? 1 : 2 ** 32 - 1;
  const Q = choices.quotient ?? (bZero ? byZero : Math.floor(A / B));
  const R = choices.remainder ?? (bZero ? A : A % B);
  const q = qSign ? negate(Q) : Q;
  const r = aSign ? negate(R) : R;
  const { quotientBytes = bytesOf(Q), divisorBytes = bytesOf(B) } = choices;
  const limbSum = (s.b & 0xffff) + (s.b >>> 16);
  return {
    ...flag(s, { div: 'isDiv', divu: 'isDivu', rem: 'isRem', remu: 'isRemu' }),
    ...position(s),
    ...first(s),
    ...second(s),
    rs2: s.x,
    ...destination(s),
    aSign,
    bSign,
    qSign,
    ...limbs('dividend', A),
    ...limbs('divisor', B),
    ...lowOf('divisorByte', divisorBytes),
    ...limbs('quotient', Q),
    ...lowOf('quotientByte', quotientBytes),
    ...limbs('q', q),
    ...limbs('remainder', R),
    ...limbs('r', r),
    bZero,
    bInverse: quotient(1 - (choices.bZero ?? 0), limbSum),
    gap: bZero ? -(R & 0xffff) - 1 : (B - R - 1) & 0xffff,
    carry: quotient(limbSums(quotientBytes, divisorBytes)[0] + (R & 0xffff) - (A & 0xffff), 2 ** 16),
    ...limbs('out', isOneOf(s, 'div', 'divu') ? q : r),
  };
}

const branch = (s: Step): Cells => ({
  ...position(s),
  ...first(s),
  ...second(s),
  rs2: s.x,
  target: s.target,
  next: s.next,
});

export function branchEqualRow(s: Step): Cells {
  const low = (s.a & 0xffff) - (s.b & 0xffff);
  const high = (s.a >>> 16) - (s.b >>> 16);
  return {
    ...flag(s, { beq: 'isBeq', bne: 'isBne' }),
    ...branch(s),
    equal: s.a === s.b ? 1 : 0,
    'inverse[0]': quotient(1, low),
    'inverse[1]': low === 0 ? quotient(1, high) : 0,
  };
}

export function branchLessRow(s: Step, choices: OrderChoices = {}): Cells {
  const which = flag(s, { blt: 'isBlt', bge: 'isBge', bltu: 'isBltu', bgeu: 'isBgeu' });
  const { cells, less } = order(s, isOneOf(s, 'blt', 'bge'), choices);
  const taken = isOneOf(s, 'blt', 'bltu') ? less : 1 - less;
  const next = taken === 1 ? s.target : s.pc + 1;
  return { ...which, ...branch(s), ...cells, next };
}

function addressCells(s: Step): Cells {
  const low = (s.a & 0xffff) + s.immediate;
  const carry = Math.floor(low / 2 ** 16);
  const wrap = (s.a >>> 16) + carry === 2 ** 16 ? 1 : 0;
  return { imm: s.immediate, carry, wrap };
}

export function jumpRegisterRow(s: Step): Cells {
  const odd = ((s.a & 1) + (s.immediate & 1)) & 1;
  return {
    real: 1,
    ...position(s),
    ...first(s),
    ...destination(s),
    ...addressCells(s),
    'link.lo': s.x,
    'link.hi': s.y,
    odd,
  };
}

/** Times of the data access. */
function memoryTimes(s: Step): Cells {
  return { 'm.time': s.wordTime, 'm.low': (s.time - s.wordTime - 1) % 2 ** 12 };
}

export function loadWordRow(s: Step): Cells {
  const data = { ...limbs('v', s.word), ...memoryTimes(s) };
  return { real: 1, ...position(s), ...first(s), ...destination(s), ...addressCells(s), ...data };
}

export function storeWordRow(s: Step): Cells {
  const data = { ...limbs('o', s.word), ...memoryTimes(s) };
  return { real: 1, ...position(s), ...first(s), ...second(s), rs2: s.x, ...addressCells(s), ...data };
}

export interface PartChoices {
  /** Of the address in its word. */
  readonly offset?: number;
  readonly sign?: number;
  /** The lower bytes of the half word in memory, and of what is stored. */
  readonly b0?: number;
  readonly x0?: number;
}

const offsetOf = (s: Step): number => (s.a + s.immediate) & 3;

function part(s: Step, choices: PartChoices) {
  const offset = choices.offset ?? offsetOf(s);
  const half = (s.word >>> (offset & 2 ? 16 : 0)) & 0xffff;
  const b0 = choices.b0 ?? half & 0xff;
  const o = { o0: offset & 1, o1: offset >> 1 };
  const cells: Cells = { ...addressCells(s), ...limbs('m', s.word), ...memoryTimes(s), ...o, half, b0 };
  return { offset, half, b0, b1: quotient(half - b0, 2 ** 8), cells };
}

export function loadPartRow(s: Step, choices: PartChoices = {}): Cells {
  const { offset, half, b0, b1, cells } = part(s, choices);
  const isByte = isOneOf(s, 'lb', 'lbu');
  const byte = offset & 1 ? b1 : b0;
  const top = isByte ? byte : b1;
  const sign = choices.sign ?? (isOneOf(s, 'lb', 'lh') ? (top >>> 7) & 1 : 0);
  return {
    ...flag(s, { lb: 'isLb', lbu: 'isLbu', lh: 'isLh', lhu: 'isLhu' }),
    ...position(s),
    ...first(s),
    ...destination(s),
    ...cells,
    byte,
    top,
    sign,
    rLo: isByte ? byte + 0xff00 * sign : half,
  };
}

export function storePartRow(s: Step, choices: PartChoices = {}): Cells {
  const { offset, b0, b1, cells } = part(s, choices);
  const x0 = choices.x0 ?? s.b & 0xff;
  const withByte = offset & 1 ? b0 + 2 ** 8 * x0 : x0 + 2 ** 8 * b1;
  const n = isOneOf(s, 'sb') ? withByte : s.b & 0xffff;
  const [lo, hi] = offset & 2 ? [s.word & 0xffff, n] : [n, s.word >>> 16];
  return {
    ...flag(s, { sb: 'isSb', sh: 'isSh' }),
    ...position(s),
    ...first(s),
    ...second(s),
    rs2: s.x,
    ...cells,
    x0,
    n,
    'newWord.lo': lo,
    'newWord.hi': hi,
  };
}
