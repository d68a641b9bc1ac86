import { array, cell, not } from '../../stark/air/index.js';
import { accessCells, read, step, stepCells, wordCells, write } from '../blocks.js';
import { range11Bus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertAbsoluteValue } from './absolute-value.js';
import { byteProducts, queryBytes, wordBytes } from './bytes.js';
import { assertFlags, numberOf } from './flags.js';
import { OP } from './op.js';
import { querySign } from './sign.js';

/** rd := quotient or remainder of rs1 by rs2, docs/vm.md 7.7. */
export const divideChip = defineMachineChip({
  name: 'divide',
  description: 'DIV, DIVU, REM, REMU.',
  columns: {
    isDiv: cell('signed quotient'),
    isDivu: cell('unsigned quotient'),
    isRem: cell('signed remainder'),
    isRemu: cell('unsigned remainder'),
    ...stepCells(),
    rd: cell('destination'),
    rs1: cell('register of the dividend'),
    rs2: cell('register of the divisor'),
    a: accessCells('dividend'),
    b: accessCells('divisor'),
    old: accessCells('what the destination held'),
    aSign: cell('whether a is negative, where it is signed'),
    bSign: cell('whether b is negative, where it is signed'),
    qSign: cell('whether one of them is'),
    dividend: wordCells('absolute value of a'),
    divisor: wordCells('absolute value of b'),
    divisorByte: array(2, 'lower byte of each limb of it'),
    quotient: wordCells('absolute value of q'),
    quotientByte: array(2, 'lower byte of each limb of it'),
    q: wordCells('quotient'),
    remainder: wordCells('absolute value of r'),
    r: wordCells('remainder'),
    bZero: cell('whether b is 0'),
    bInverse: cell('inverse of the sum of the limbs of b'),
    gap: cell('lower limb of divisor - remainder - 1'),
    carry: cell('out of the lower limb of quotient · divisor + remainder'),
    out: wordCells('result'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, constant, bus } = builder;
    const { isDiv, isDivu, isRem, isRemu, pc, time, rd, rs1, rs2, a, b, old, q, r, out } = local;
    const { aSign, bSign, qSign, bZero, bInverse, gap, carry } = local;
    const { dividend, divisor, divisorByte, quotient, quotientByte, remainder } = local;
    const real = assertFlags(builder, { isDiv, isDivu, isRem, isRemu });
    const signed = isDiv.add(isRem);
    const nonzero = real.sub(bZero);
    assertBoolean('signed is boolean', signed);
    assertBoolean('nonzero divisor is boolean', nonzero);
    assertBoolean('aSign is boolean', aSign);
    assertBoolean('bSign is boolean', bSign);
    assertBoolean('bZero is boolean', bZero);
    assertZero('signs[a]', not(signed).mul(aSign));
    assertZero('signs[b]', not(signed).mul(bSign));
    assertEqual('sign of the quotient', qSign, aSign.add(bSign).sub(aSign.mul(bSign).double()));
    assertAbsoluteValue(builder, 'a', a, dividend, aSign);
    assertAbsoluteValue(builder, 'b', b, divisor, bSign);
    assertAbsoluteValue(builder, 'q', q, quotient, qSign);
    assertAbsoluteValue(builder, 'r', r, remainder, aSign);

    const divisorBytes = wordBytes(builder, divisor, divisorByte);
    const quotientBytes = wordBytes(builder, quotient, quotientByte);
    const s = byteProducts(quotientBytes, divisorBytes);
    const low = s[0].add(s[1].mul(2 ** 8)).add(remainder.lo);
    const high = s[2]
      .add(s[3].mul(2 ** 8))
      .add(remainder.hi)
      .add(carry);
    assertEqual('low limb', low, dividend.lo.add(carry.mul(2 ** 16)));
    assertEqual('high limb', high, dividend.hi);
    assertZero('no higher limbs', s[4].add(s[5]).add(s[6]));
    const limbSum = b.lo.add(b.hi);
    assertZero('divisor is zero[b]', bZero.mul(limbSum));
    assertEqual('divisor is zero[inverse]', limbSum.mul(bInverse), nonzero);
    assertZero('quotient by zero[lo]', bZero.mul(q.lo.sub(2 ** 16 - 1)));
    assertZero('quotient by zero[hi]', bZero.mul(q.hi.sub(2 ** 16 - 1)));
    const borrow = gap
      .sub(divisor.lo)
      .add(remainder.lo)
      .add(real)
      .mul(constant(1, 2 ** 16));
    assertBoolean('borrow of the gap', borrow);
    for (const limb of ['lo', 'hi'] as const) {
      const [quotients, remainders] = [isDiv.add(isDivu), isRem.add(isRemu)];
      assertEqual(`result[${limb}]`, out[limb], quotients.mul(q[limb]).add(remainders.mul(r[limb])));
    }

    const next = pc.add(1);
    const op = numberOf([
      [isDiv, OP.div],
      [isDivu, OP.divu],
      [isRem, OP.rem],
      [isRemu, OP.remu],
    ]);
    step(builder, real, local, next, { op, rd, rs1, x: rs2, y: 0, z: next });
    read(builder, a, rs1, time, real);
    read(builder, b, rs2, time.add(1), real);
    write(builder, out, old, rd, time.add(2), real);
    queryBytes(builder, divisorBytes, real);
    queryBytes(builder, quotientBytes, real);
    for (const { lo, hi } of [dividend, q, remainder, r]) {
      bus.send(range16Bus, [lo], real);
      bus.send(range16Bus, [hi], real);
    }
    bus.send(range16Bus, [gap], nonzero);
    bus.send(range16Bus, [divisor.hi.sub(remainder.hi).sub(borrow)], nonzero);
    bus.send(range11Bus, [carry], real);
    querySign(builder, a.hi, aSign, signed);
    querySign(builder, b.hi, bSign, signed);
  },
});
