import { array, cell, not } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { range11Bus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { byteProducts, queryBytes, wordBytes } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { querySign } from './sign.js';

/** rd := half of rs1 · rs2, docs/vm.md 7.6. */
export const multiplyChip = defineMachineChip({
  name: 'multiply',
  description: 'MUL, MULH, MULHSU, MULHU.',
  columns: {
    isMul: cell('lower half'),
    isMulh: cell('upper half, both signed'),
    isMulhsu: cell('upper half, a signed'),
    isMulhu: cell('upper half, unsigned'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the first operand'),
    rs2: cell('register of the second operand'),
    a: accessCells('first operand'),
    b: accessCells('second operand'),
    old: accessCells('what the destination held'),
    aByte: array(2, 'lower byte of each limb of a'),
    bByte: array(2, 'lower byte of each limb of b'),
    q: array(4, 'limbs of the product'),
    carry: array(4, 'out of each limb'),
    aSign: cell('whether a is negative, where it is signed'),
    bSign: cell('whether b is negative, where it is signed'),
    r: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { isMul, isMulh, isMulhsu, isMulhu, pc, time, rd, rs1, rs2, a, b, old, r } = local;
    const { aByte, bByte, q, carry, aSign, bSign } = local;
    const real = assertFlags(builder, { isMul, isMulh, isMulhsu, isMulhu });
    const aSigned = isMulh.add(isMulhsu);
    assertBoolean('signed a is boolean', aSigned);
    assertBoolean('aSign is boolean', aSign);
    assertBoolean('bSign is boolean', bSign);
    assertZero('signs[a]', not(aSigned).mul(aSign));
    assertZero('signs[b]', not(isMulh).mul(bSign));

    const aBytes = wordBytes(builder, a, aByte);
    const bBytes = wordBytes(builder, b, bByte);
    const s = byteProducts(aBytes, bBytes);
    const split = (i: number) => q[i].add(carry[i].mul(2 ** 16));
    const signed = (limb: 'lo' | 'hi') => aSign.mul(b[limb]).add(bSign.mul(a[limb]));
    const limbs = [
      s[0].add(s[1].mul(2 ** 8)),
      s[2].add(s[3].mul(2 ** 8)).add(carry[0]),
      s[4]
        .add(s[5].mul(2 ** 8))
        .add(carry[1])
        .sub(signed('lo')),
      s[6].add(carry[2]).sub(signed('hi')),
    ];
    limbs.forEach((limb, i) => assertEqual(`limb ${i}`, limb, split(i)));
    assertZero('last carry', carry[3].mul(carry[3].add(1)).mul(carry[3].add(2)));
    const upper = real.sub(isMul);
    assertEqual('result[lo]', r.lo, isMul.mul(q[0]).add(upper.mul(q[2])));
    assertEqual('result[hi]', r.hi, isMul.mul(q[1]).add(upper.mul(q[3])));

    const next = pc.add(1);
    const op = numberOf([
      [isMul, OP.mul],
      [isMulh, OP.mulh],
      [isMulhsu, OP.mulhsu],
      [isMulhu, OP.mulhu],
    ]);
    step(builder, real, local, next, { op, rd, rs1, x: rs2, y: 0, z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    write(builder, r, old, rd, time.add(2), real);
    queryBytes(builder, aBytes, real);
    queryBytes(builder, bBytes, real);
    for (const limb of q) bus.send(range16Bus, [limb], real);
    for (const each of [carry[0], carry[1], carry[2].add(2)]) bus.send(range11Bus, [each], real);
    querySign(builder, a.hi, aSign, aSigned);
    querySign(builder, b.hi, bSign, isMulh);
  },
});
