import { cell } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { assertImmediateOperand, registerCount, upperLimb } from './operand.js';
import { assertOrder, queryOrder } from './order.js';

/** rd := rs1 - b, or whether rs1 < b, docs/vm.md 7.3. */
export const compareChip = defineMachineChip({
  name: 'compare',
  description: 'SUB, SLT, SLTU, SLTI, SLTIU.',
  columns: {
    isSub: cell(),
    isSlt: cell('signed comparison'),
    isSltu: cell('unsigned comparison'),
    isImm: cell('whether b is an immediate'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the first operand'),
    x: cell('register of the second operand, or lower limb of the immediate'),
    sign: cell('whether the immediate is negative'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    old: accessCells('what the destination held'),
    d: wordCells('a - b'),
    aSign: cell('whether a is negative, for signed comparison'),
    bSign: cell('whether b is negative, for signed comparison'),
    r: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual } = builder;
    const { isSub, isSlt, isSltu, isImm, pc, time, rd, rs1, x, sign, a, b, old, d, r } = local;
    const real = assertFlags(builder, { isSub, isSlt, isSltu });
    const fromRegister = registerCount(builder, real, isImm);
    const compares = isSlt.add(isSltu);
    assertZero('immediates compare', isImm.mul(compares.subFrom(1)));
    assertImmediateOperand(builder, local);
    const less = assertOrder(builder, local, isSlt);
    assertEqual('result[lo]', r.lo, isSub.mul(d.lo).add(compares.mul(less)));
    assertEqual('result[hi]', r.hi, isSub.mul(d.hi));

    const next = pc.add(1);
    const op = numberOf([
      [isSub, OP.sub],
      [isSlt, OP.slt],
      [isSltu, OP.sltu],
      [isImm, OP.slti - OP.slt],
    ]);
    step(builder, real, local, next, { op, rd, rs1, x, y: upperLimb(sign), z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, x, time.add(1), fromRegister);
    write(builder, r, old, rd, time.add(2), real);
    queryOrder(builder, local, real, isSlt);
  },
});
