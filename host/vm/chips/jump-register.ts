import { cell } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { alignBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { addressCells, assertAddress } from './address.js';
import { OP } from './op.js';

/** rd := address of the next instruction, pc := rs1 + imm with bit 0 cleared, docs/vm.md 7.11. */
export const jumpRegisterChip = defineMachineChip({
  name: 'jump_register',
  description: 'JALR.',
  columns: {
    real: cell('whether the row is a step'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the base'),
    imm: cell('what is added to it'),
    link: wordCells('address of the next instruction'),
    a: accessCells('base'),
    old: accessCells('what the destination held'),
    ...addressCells(),
    odd: cell('bit 0 of the address'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, time, rd, rs1, imm, link, a, old, odd } = local;
    assertBoolean('real is boolean', real);
    assertBoolean('odd is boolean', odd);
    const { low, word } = assertAddress(builder, a, imm, local, odd);
    step(builder, real, local, word, { op: OP.jumpRegister, rd, rs1, x: link.lo, y: link.hi, z: imm });
    read(builder, a, rs1, time, real);
    write(builder, link, old, rd, time.add(2), real);
    bus.send(alignBus, [low, odd], real);
  },
});
