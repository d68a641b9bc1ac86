import { cell, not, select } from '../../stark/air/index.js';
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
import { alignBus, bytesBus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { addressCells, assertAddress } from './address.js';
import { highByte } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { assertHalf } from './halves.js';
import { OP } from './op.js';
import { upperLimb } from './operand.js';

/** rd := the byte or half word at rs1 + imm, extended, docs/vm.md 7.14. */
export const loadPartChip = defineMachineChip({
  name: 'load_part',
  description: 'LB, LBU, LH, LHU.',
  columns: {
    isLb: cell('byte, signed'),
    isLbu: cell('byte'),
    isLh: cell('half word, signed'),
    isLhu: cell('half word'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the base'),
    imm: cell('what is added to it'),
    a: accessCells('base'),
    old: accessCells('what the destination held'),
    ...addressCells(),
    m: { ...wordCells('word in memory'), ...longTimeCells('it') },
    o0: cell('bit 0 of the address'),
    o1: cell('bit 1 of the address'),
    half: cell('half word that holds the address'),
    b0: cell('its lower byte'),
    byte: cell('byte at the address'),
    top: cell('highest byte of what is loaded'),
    sign: cell('whether that is negative, where it is signed'),
    rLo: cell('lower limb of the result'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { isLb, isLbu, isLh, isLhu, pc, time, rd, rs1, imm, a, old, m } = local;
    const { o0, half, b0, byte, top, sign, rLo } = local;
    const real = assertFlags(builder, { isLb, isLbu, isLh, isLhu });
    const isHalf = isLh.add(isLhu);
    const isByte = isLb.add(isLbu);
    const signed = isLb.add(isLh);
    const b1 = highByte(builder, half, b0);
    assertBoolean('signed is boolean', signed);
    const offset = assertHalf(builder, local, m, isHalf);
    assertEqual('byte', byte, select(o0, b1, b0));
    assertEqual('top', top, isHalf.mul(b1).add(isByte.mul(byte)));
    assertBoolean('sign is boolean', sign);
    assertZero('only signed', not(signed).mul(sign));
    const extended = byte.add(sign.mul(2 ** 16 - 2 ** 8));
    assertEqual('result', rLo, isHalf.mul(half).add(isByte.mul(extended)));
    const { low, word } = assertAddress(builder, a, imm, local, offset);

    const op = numberOf([
      [isLb, OP.lb],
      [isLbu, OP.lbu],
      [isLh, OP.lh],
      [isLhu, OP.lhu],
    ]);
    step(builder, real, local, pc.add(1), { op, rd, rs1, x: 0, y: 0, z: imm });
    read(builder, a, rs1, time, real);
    write(builder, { lo: rLo, hi: upperLimb(sign) }, old, rd, time.add(2), real);
    update(builder, { space: SPACE.data, address: word }, m, m, m, time, real);
    bus.send(alignBus, [low, offset], real);
    bus.send(bytesBus, [b0, b1], real);
    bus.send(range16Bus, [top.sub(sign.mul(2 ** 7)).mul(2 ** 9)], signed);
  },
});
