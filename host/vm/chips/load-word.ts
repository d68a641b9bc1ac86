import { cell } from '../../stark/air/index.js';
import {
  accessCells,
  longTimeCells,
  read,
  SPACE,
  step,
  stepCells,
  update,
  wordCells,
  write,
} from '../blocks.js';
import { alignBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { addressCells, assertAddress } from './address.js';
import { OP } from './op.js';

/** rd := the word at rs1 + imm, docs/vm.md 7.12. */
export const loadWordChip = defineMachineChip({
  name: 'load_word',
  description: 'LW.',
  columns: {
    real: cell('whether the row is a step'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the base'),
    imm: cell('what is added to it'),
    a: accessCells('base'),
    old: accessCells('what the destination held'),
    ...addressCells(),
    v: wordCells('what is loaded'),
    m: longTimeCells('it'),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, pc, time, rd, rs1, imm, a, old, v, m } = local;
    assertBoolean('real is boolean', real);
    const { low, word } = assertAddress(builder, a, imm, local, 0);
    step(builder, real, local, pc.add(1), { op: OP.loadWord, rd, rs1, x: 0, y: 0, z: imm });
    read(builder, a, rs1, time, real);
    write(builder, v, old, rd, time.add(2), real);
    update(builder, { space: SPACE.data, address: word }, v, v, m, time, real);
    bus.send(alignBus, [low, 0], real);
  },
});
