import { cell, not } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells } from '../blocks.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertBranch } from './branch.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { assertOrder, queryOrder } from './order.js';

/** Branches on order, docs/vm.md 7.9. */
export const branchLessChip = defineMachineChip({
  name: 'branch_less',
  description: 'BLT, BGE, BLTU, BGEU.',
  columns: {
    isBlt: cell('taken if less, signed'),
    isBge: cell('taken if not less, signed'),
    isBltu: cell('taken if less, unsigned'),
    isBgeu: cell('taken if not less, unsigned'),
    ...stepCells(),
    rs1: cell('register of the first operand'),
    rs2: cell('register of the second operand'),
    target: cell('where the branch goes if taken'),
    next: cell('where the machine goes on'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    d: wordCells('a - b'),
    aSign: cell('whether a is negative, for signed comparison'),
    bSign: cell('whether b is negative, for signed comparison'),
  },
  constraints(builder) {
    const { local, assertBoolean } = builder;
    const { isBlt, isBge, isBltu, isBgeu, time, rs1, rs2, target, next, a, b } = local;
    const real = assertFlags(builder, { isBlt, isBge, isBltu, isBgeu });
    const signed = isBlt.add(isBge);
    assertBoolean('signed is boolean', signed);
    const less = assertOrder(builder, local, signed);
    const taken = isBlt
      .add(isBltu)
      .mul(less)
      .add(isBge.add(isBgeu).mul(not(less)));
    assertBranch(builder, local, real, taken);

    const op = numberOf([
      [isBlt, OP.blt],
      [isBge, OP.bge],
      [isBltu, OP.bltu],
      [isBgeu, OP.bgeu],
    ]);
    step(builder, real, local, next, { op, rd: 0, rs1, x: rs2, y: 0, z: target });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    queryOrder(builder, local, real, signed);
  },
});
