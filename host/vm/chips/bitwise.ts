import { array, cell } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { xorBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { wordBytes } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { assertImmediateOperand, registerCount, upperLimb } from './operand.js';

/** rd := rs1 xor, or, and b, docs/vm.md 7.4. */
export const bitwiseChip = defineMachineChip({
  name: 'bitwise',
  description: 'XOR, OR, AND, and XORI, ORI, ANDI.',
  columns: {
    isXor: cell(),
    isOr: cell(),
    isAnd: cell(),
    isImm: cell('whether b is an immediate'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the first operand'),
    x: cell('register of the second operand, or lower limb of the immediate'),
    sign: cell('whether the immediate is negative'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    old: accessCells('what the destination held'),
    aByte: array(2, 'lower byte of each limb of a'),
    bByte: array(2, 'lower byte of each limb of b'),
    c: array(4, 'bytes of a xor b'),
    r: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertEqual, constant, bus } = builder;
    const { isXor, isOr, isAnd, isImm, pc, time, rd, rs1, x, sign, a, b, old, aByte, bByte, c, r } = local;
    const real = assertFlags(builder, { isXor, isOr, isAnd });
    const fromRegister = registerCount(builder, real, isImm);
    assertImmediateOperand(builder, local);
    const half = constant(1, 2);
    for (const [i, limb] of (['lo', 'hi'] as const).entries()) {
      const xor = c[2 * i].add(c[2 * i + 1].mul(2 ** 8));
      const sum = a[limb].add(b[limb]);
      const or = sum.add(xor).mul(half);
      const and = sum.sub(xor).mul(half);
      assertEqual(`result[${limb}]`, r[limb], isXor.mul(xor).add(isOr.mul(or)).add(isAnd.mul(and)));
    }

    const next = pc.add(1);
    const op = numberOf([
      [isXor, OP.xor],
      [isOr, OP.or],
      [isAnd, OP.and],
      [isImm, OP.xori - OP.xor],
    ]);
    step(builder, real, local, next, { op, rd, rs1, x, y: upperLimb(sign), z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, x, time.add(1), fromRegister);
    write(builder, r, old, rd, time.add(2), real);
    const bBytes = wordBytes(builder, b, bByte);
    wordBytes(builder, a, aByte).forEach((byte, i) => bus.send(xorBus, [byte, bBytes[i], c[i]], real));
  },
});
