import { cell } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertCarries } from './carries.js';
import { OP } from './op.js';

/** rd := rs1 + rs2, docs/vm.md 7.2. */
export const addChip = defineMachineChip({
  name: 'add',
  description: 'ADD.',
  columns: {
    real: cell('whether the row is a step'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the first operand'),
    rs2: cell('register of the second operand'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    old: accessCells('what the destination held'),
    r: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, pc, time, rd, rs1, rs2, a, b, old, r } = local;
    assertBoolean('real is boolean', real);
    assertCarries(builder, a, b, r);
    const next = pc.add(1);
    step(builder, real, local, next, { op: OP.add, rd, rs1, x: rs2, y: 0, z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    write(builder, r, old, rd, time.add(2), real);
    bus.send(range16Bus, [r.lo], real);
    bus.send(range16Bus, [r.hi], real);
  },
});
