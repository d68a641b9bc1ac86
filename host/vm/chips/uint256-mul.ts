import { array, cell, sum, type Expression } from '../../stark/air/index.js';
import { accessCells, longTimeCells, read, wordCells, type LongTime, type Word } from '../blocks.js';
import { alignBus, range16Bus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { byteProducts, queryBytes } from './bytes.js';
import { CALL } from './call-number.js';
import {
  limbsOf,
  pointedWord,
  precompileCells,
  precompileStep,
  queryPointers,
  updateWords,
} from './precompile.js';
import { REGISTER } from './register.js';

const WORDS = 8;
const LIMBS = 2 * WORDS;
const BYTES = 4 * WORDS;
/** The quotient is as long as the product: the modulus may be 1. */
const QUOTIENT_BYTES = 2 * BYTES;
const PRODUCT_LIMBS = 2 * LIMBS;
/** Carries are at least -2^13 and less than 2^13. */
const CARRY_OFFSET = 2 ** 13;

/** Columns of a number in memory, by its bytes. */
function numberCells(name: string) {
  return {
    byte: array(BYTES, `byte of ${name}`),
    word: array(WORDS, longTimeCells(`a word of ${name}`)),
  };
}

/** x := x y modulo m, or modulo 2^256 where m is 0: docs/vm.md 8.7. */
export const uint256MulChip = defineMachineChip({
  name: 'uint256_mul',
  description: 'UINT256_MUL: multiplication of 256 bits, modulo a number of the guest.',
  columns: {
    ...precompileCells('where x is'),
    a1: accessCells('where y is, and m behind it'),
    x: numberCells('x'),
    y: numberCells('y'),
    m: numberCells('m'),
    q: array(QUOTIENT_BYTES, 'byte of the quotient'),
    r: array(WORDS, wordCells('word of the remainder')),
    carry: array(PRODUCT_LIMBS - 1, 'out of each limb of x y - q m - r'),
    isZero: cell('whether m is 0'),
    above: array(LIMBS, 'whether this is the highest limb in which m and r differ'),
    gap: cell('by how much m exceeds r there, less 1'),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { real, time, a0, a1, x, y, m, q, r, carry, isZero, above, gap } = local;
    assertBoolean('real is boolean', real);

    // The remainder is less than the modulus.
    assertBoolean('isZero is boolean', isZero);
    above.forEach((flag, k) => assertBoolean(`above[${k}] is boolean`, flag));
    const isBounded = real.sub(isZero);
    assertEqual('one highest limb', sum(above), isBounded);
    assertZero('modulus is zero', isZero.mul(sum(m.byte)));
    const remainder = limbsOf(r);
    const differences = limbsOfBytes(m.byte).map((limb, k) => limb.sub(remainder[k]));
    differences.forEach((difference, k) => {
      // Of limbs above the highest one that differs, and of rows that are not real.
      const isEqual = sum(above.slice(k)).add(isZero).subFrom(1);
      assertZero(`equal above[${k}]`, isEqual.mul(difference));
    });
    const highest = sum(differences.map((difference, k) => above[k].mul(difference)));
    assertEqual('gap', gap, highest.sub(isBounded));

    // x y = q m + r, or q 2^256 + r, limb by limb.
    const product = byteProducts(x.byte, y.byte);
    const multiple = byteProducts(q, m.byte);
    for (let k = 0; k < PRODUCT_LIMBS; k++) {
      const subtracted = k < LIMBS ? remainder[k] : isZero.mul(limbAt(q, k - LIMBS));
      const rest = limbAt(product, k).sub(limbAt(multiple, k)).sub(subtracted);
      const sumOfLimb = k === 0 ? rest : rest.add(carry[k - 1]);
      assertZero(`limb[${k}]`, k < carry.length ? sumOfLimb.sub(carry[k].mul(2 ** 16)) : sumOfLimb);
    }
    // Nothing of these is negative, so that each of them is 0.
    assertZero('no higher limbs', sum(multiple.slice(QUOTIENT_BYTES)).add(isZero.mul(sum(q.slice(BYTES)))));

    precompileStep(builder, local, CALL.uint256Mul);
    read(builder, a1, REGISTER.a1, time, real);
    const second = pointedWord(builder, a1);
    updateWords(builder, second, heldWords(y), time, real);
    updateWords(builder, second.add(WORDS), heldWords(m), time, real);
    // After y and m have been read: x may lie in them.
    updateWords(builder, pointedWord(builder, a0), heldWords(x), time.add(1), real, r);
    queryPointers(builder, [a0, a1], real);
    for (const each of carry) bus.send(alignBus, [each.add(CARRY_OFFSET).mul(4), 0], real);
    for (const bytes of [x.byte, y.byte, m.byte, q]) queryBytes(builder, bytes, real);
    for (const each of [...remainder, gap]) bus.send(range16Bus, [each], real);
  },
});

/** What stands in the place of limb k, from bytes or from what stands in their places. */
function limbAt(bytes: readonly Expression[], k: number): Expression {
  const low = bytes[2 * k];
  return 2 * k + 1 < bytes.length ? low.add(bytes[2 * k + 1].mul(2 ** 8)) : low;
}

function limbsOfBytes(bytes: readonly Expression[]): Expression[] {
  return Array.from({ length: bytes.length / 2 }, (_, k) => limbAt(bytes, k));
}

interface NumberColumns {
  readonly byte: readonly Expression[];
  readonly word: readonly LongTime[];
}

/** The words of a number, with since when they have been there. */
function heldWords({ byte, word }: NumberColumns): (Word<Expression> & LongTime)[] {
  const limbs = limbsOfBytes(byte);
  return word.map((since, i) => ({ lo: limbs[2 * i], hi: limbs[2 * i + 1], ...since }));
}
