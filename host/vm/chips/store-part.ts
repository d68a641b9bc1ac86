import { cell, not } from '../../stark/air/index.js';
import { accessCells, longTimeCells, read, SPACE, step, stepCells, update, wordCells } from '../blocks.js';
import { alignBus, bytesBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { addressCells, assertAddress } from './address.js';
import { highByte } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { assertHalf, withHalf } from './halves.js';
import { OP } from './op.js';

/** The byte or half word at rs1 + imm := the lowest bits of rs2, docs/vm.md 7.15. */
export const storePartChip = defineMachineChip({
  name: 'store_part',
  description: 'SB, SH.',
  columns: {
    isSb: cell('byte'),
    isSh: cell('half word'),
    ...stepCells(),
    rs1: cell('register of the base'),
    rs2: cell('register of what is stored'),
    imm: cell('what is added to the base'),
    a: accessCells('base'),
    b: accessCells('what is stored'),
    ...addressCells(),
    m: { ...wordCells('what the word held'), ...longTimeCells('it') },
    o0: cell('bit 0 of the address'),
    o1: cell('bit 1 of the address'),
    half: cell('half word that holds the address'),
    b0: cell('its lower byte'),
    x0: cell('lowest byte of b'),
    n: cell('what the half word becomes'),
    newWord: wordCells('what the word becomes'),
  },
  constraints(builder) {
    const { local, assertEqual, bus } = builder;
    const { isSb, isSh, pc, time, rs1, rs2, imm, a, b, m, o0, o1, half, b0, x0, n, newWord } = local;
    const real = assertFlags(builder, { isSb, isSh });
    const b1 = highByte(builder, half, b0);
    const x1 = highByte(builder, b.lo, x0);
    const offset = assertHalf(builder, local, m, isSh);
    const odd = b0.add(x0.mul(2 ** 8));
    const evenMinusOdd = x0.sub(b0).add(b1.sub(x0).mul(2 ** 8));
    const withByte = odd.add(not(o0).mul(evenMinusOdd));
    assertEqual('new half', n, isSh.mul(b.lo).add(isSb.mul(withByte)));
    const after = withHalf(m, o1, n);
    assertEqual('new word[lo]', newWord.lo, after.lo);
    assertEqual('new word[hi]', newWord.hi, after.hi);
    const { low, word } = assertAddress(builder, a, imm, local, offset);

    const op = numberOf([
      [isSb, OP.sb],
      [isSh, OP.sh],
    ]);
    step(builder, real, local, pc.add(1), { op, rd: 0, rs1, x: rs2, y: 0, z: imm });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    update(builder, { space: SPACE.data, address: word }, m, newWord, m, time, real);
    bus.send(alignBus, [low, offset], real);
    bus.send(bytesBus, [b0, b1], real);
    bus.send(bytesBus, [x0, x1], real);
  },
});
