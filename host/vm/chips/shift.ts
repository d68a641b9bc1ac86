import { array, cell, not, sum, type Cells, type Expression } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write, type BlockBuilder } from '../blocks.js';
import { shiftBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { queryBytes, wordBytes } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { registerCount } from './operand.js';
import { querySign } from './sign.js';

const columns = {
  isSll: cell('to the left'),
  isSrl: cell('to the right'),
  isSra: cell('to the right, with copies of the sign'),
  isImm: cell('whether the amount is an immediate'),
  ...stepCells(),
  rd: cell('destination'),
  rs1: cell('register of the first operand'),
  x: cell('register of the amount, or the amount'),
  a: accessCells('what is shifted'),
  b: accessCells('amount; its lowest 5 bits count'),
  old: accessCells('what the destination held'),
  aByte: array(2, 'lower byte of each limb of a'),
  by: array(4, 'whether the amount has so many whole bytes'),
  power: cell('what every byte of a is multiplied by, docs/vm.md 7.5'),
  l: array(4, 'lower byte of each product'),
  h: array(4, 'upper byte of each product'),
  negative: cell('whether copies of the sign are ones'),
  top: cell('highest byte of the result if no whole byte is shifted, to the right'),
  r: wordCells('result'),
};

/** rd := rs1 shifted by b modulo 32, docs/vm.md 7.5. */
export const shiftChip = defineMachineChip({
  name: 'shift',
  description: 'SLL, SRL, SRA, and SLLI, SRLI, SRAI.',
  columns,
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { isSll, isSrl, isSra, isImm, pc, time, rd, rs1, x, a, b, old, r } = local;
    const { aByte, by, power, l, h, negative, top } = local;
    const real = assertFlags(builder, { isSll, isSrl, isSra });
    const fromRegister = registerCount(builder, real, isImm);
    by.forEach((flag, k) => assertBoolean(`by[${k}] is boolean`, flag));
    assertEqual('one amount of bytes', sum(by), real);
    assertZero('immediate amount[lo]', isImm.mul(b.lo.sub(x)));
    assertZero('immediate amount[hi]', isImm.mul(b.hi));
    const bytes = wordBytes(builder, a, aByte);
    bytes.forEach((byte, i) => assertEqual(`products[${i}]`, byte.mul(power), l[i].add(h[i].mul(2 ** 8))));
    assertBoolean('negative is boolean', negative);
    assertZero('only SRA extends', not(isSra).mul(negative));
    assertEqual('top byte', top, h[3].add(negative.mul(power.subFrom(2 ** 8))));
    assertEqual('low result', r.lo, shiftedLimb(builder, local, 0));
    assertEqual('high result', r.hi, shiftedLimb(builder, local, 2));

    const next = pc.add(1);
    const op = numberOf([
      [isSll, OP.sll],
      [isSrl, OP.srl],
      [isSra, OP.sra],
      [isImm, OP.slli - OP.sll],
    ]);
    step(builder, real, local, next, { op, rd, rs1, x, y: 0, z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, x, time.add(1), fromRegister);
    write(builder, r, old, rd, time.add(2), real);
    const wholeBytes = by[1].add(by[2].mul(2)).add(by[3].mul(3));
    bus.send(shiftBus, [isSrl.add(isSra), b.lo, wholeBytes, power], real);
    queryBytes(builder, bytes, real);
    l.forEach((low, i) => queryBytes(builder, [low, h[i]], real));
    querySign(builder, a.hi, negative, isSra);
  },
});

/** The limb of the result whose lower byte has this number: a choice among directions and whole bytes. */
function shiftedLimb(
  { constant }: BlockBuilder,
  { isSll, isSrl, isSra, by, l, h, negative, top }: Cells<typeof columns, Expression>,
  byte: 0 | 2,
): Expression {
  const products = [l[0], ...[0, 1, 2].map((i) => l[i + 1].add(h[i]))];
  const left = (j: number, k: number): Expression => (j < k ? constant(0) : products[j - k]);
  const right = (j: number, k: number): Expression =>
    [...products.slice(1), top][j + k] ?? negative.mul(2 ** 8 - 1);
  const limb = (byteAt: typeof left, k: number): Expression =>
    byteAt(byte, k).add(byteAt(byte + 1, k).mul(2 ** 8));
  const toRight = isSrl.add(isSra);
  return sum(by.map((flag, k) => flag.mul(isSll.mul(limb(left, k)).add(toRight.mul(limb(right, k))))));
}
