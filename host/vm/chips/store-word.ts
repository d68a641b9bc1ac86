import { cell } from '../../stark/air/index.js';
import { accessCells, longTimeCells, read, SPACE, step, stepCells, update, wordCells } from '../blocks.js';
import { alignBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { addressCells, assertAddress } from './address.js';
import { OP } from './op.js';

/** The word at rs1 + imm := rs2, docs/vm.md 7.13. */
export const storeWordChip = defineMachineChip({
  name: 'store_word',
  description: 'SW.',
  columns: {
    real: cell('whether the row is a step'),
    ...stepCells(),
    rs1: cell('register of the base'),
    rs2: cell('register of what is stored'),
    imm: cell('what is added to the base'),
    a: accessCells('base'),
    b: accessCells('what is stored'),
    ...addressCells(),
    o: wordCells('what the word held'),
    m: longTimeCells('it'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, pc, time, rs1, rs2, imm, a, b, o, m } = local;
    assertBoolean('real is boolean', real);
    const { low, word } = assertAddress(builder, a, imm, local, 0);
    step(builder, real, local, pc.add(1), { op: OP.storeWord, rd: 0, rs1, x: rs2, y: 0, z: imm });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    update(builder, { space: SPACE.data, address: word }, o, b, m, time, real);
    bus.send(alignBus, [low, 0], real);
  },
});
