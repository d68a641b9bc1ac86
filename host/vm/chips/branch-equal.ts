import { array, cell, not } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells } from '../blocks.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertBranch } from './branch.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';

/** Branches on equality, docs/vm.md 7.8. */
export const branchEqualChip = defineMachineChip({
  name: 'branch_equal',
  description: 'BEQ, BNE.',
  columns: {
    isBeq: cell('taken if equal'),
    isBne: cell('taken if not'),
    ...stepCells(),
    rs1: cell('register of the first operand'),
    rs2: cell('register of the second operand'),
    target: cell('where the branch goes if taken'),
    next: cell('where the machine goes on'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    equal: cell('whether a = b'),
    inverse: array(2, 'show that a limb of a - b is not 0'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual } = builder;
    const { isBeq, isBne, time, rs1, rs2, target, next, a, b, equal, inverse } = local;
    const real = assertFlags(builder, { isBeq, isBne });
    const low = a.lo.sub(b.lo);
    const high = a.hi.sub(b.hi);
    assertZero('equal[lo]', equal.mul(low));
    assertZero('equal[hi]', equal.mul(high));
    assertEqual('not equal', low.mul(inverse[0]).add(high.mul(inverse[1])), real.sub(equal));
    assertBranch(builder, local, real, isBeq.mul(equal).add(isBne.mul(not(equal))));

    const op = numberOf([
      [isBeq, OP.beq],
      [isBne, OP.bne],
    ]);
    step(builder, real, local, next, { op, rd: 0, rs1, x: rs2, y: 0, z: target });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
  },
});
