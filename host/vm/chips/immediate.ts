import { cell } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertCarries } from './carries.js';
import { OP } from './op.js';

/** rd := rs1 + immediate, docs/vm.md 7.1. */
export const immediateChip = defineMachineChip({
  name: 'immediate',
  description: 'ADDI, and LUI, AUIPC, JAL and FENCE, which decode to it.',
  columns: {
    real: cell('whether the row is a step'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the first operand'),
    imm: wordCells('second operand'),
    next: cell('where the machine goes on'),
    a: accessCells('first operand'),
    old: accessCells('what the destination held'),
    r: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, time, rd, rs1, imm, next, a, old, r } = local;
    assertBoolean('real is boolean', real);
    assertCarries(builder, a, imm, r);
    step(builder, real, local, next, { op: OP.immediate, rd, rs1, x: imm.lo, y: imm.hi, z: next });
    read(builder, a, rs1, time, real);
    write(builder, r, old, rd, time.add(2), real);
    bus.send(range16Bus, [r.lo], real);
    bus.send(range16Bus, [r.hi], real);
  },
});
