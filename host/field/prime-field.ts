import { batchInverse } from './batch-inverse.js';
import { exponentBits } from './exponent.js';
import { FieldError } from './field-error.js';

export type PrimeFieldName = 'koalabear' | 'babybear';

interface PrimeFieldDefinition {
  readonly name: PrimeFieldName;
  readonly p: number;
  readonly generator: number;
  readonly twoAdicity: number;
  /** Generator of the subgroup of order 2^twoAdicity. */
  readonly twoAdicRoot: number;
}

/**
 * A prime field with 2^30 < p < 2^31 - 2^23. Elements are canonical numbers in [0, p); every method expects
 * canonical arguments and returns a canonical result.
 *
 * A product v has 62 bits or more, which a double does not hold. So v mod p is found from the low 32 bits
 * of v, exact by Math.imul, and an estimate q of v/p in a double: if q has relative error below 2^-51 and
 * |v| < 2^74, then after truncation |v - q p| < p + |v| 2^-51 < p + 2^23 < 2^31, so v - q p is known from
 * its low 32 bits, `imul(..) - imul(q, p) | 0`. (Math.imul truncates a double and takes it modulo 2^32, so
 * q may exceed 32 bits.) What remains is to add or subtract p once.
 */
export class PrimeField {
  readonly name: PrimeFieldName;
  /** The modulus. */
  readonly p: number;
  /** Generator of the multiplicative group, and the shift of LDE cosets. */
  readonly generator: number;
  /** Largest k such that 2^k divides p - 1. */
  readonly twoAdicity: number;
  /** 1/p rounded to nearest, for quotient estimates of wide values. */
  readonly reciprocal: number;
  // Below 1/p by a relative 8 * 2^-53, more than the three roundings in `a * b * x` can add up to, so that
  // the quotient is never over-estimated and one conditional subtraction is enough.
  private readonly lowReciprocal: number;
  private readonly montgomeryR: number;
  private readonly montgomeryInverseR: number;
  private readonly twoAdicGenerators: readonly number[];

  constructor(definition: PrimeFieldDefinition) {
    this.name = definition.name;
    this.p = definition.p;
    this.generator = definition.generator;
    this.twoAdicity = definition.twoAdicity;
    this.reciprocal = 1 / definition.p;
    this.lowReciprocal = (1 - 2 ** -50) / definition.p;
    this.montgomeryR = 2 ** 32 % definition.p;
    this.montgomeryInverseR = this.inverse(this.montgomeryR);
    const generators = [definition.twoAdicRoot];
    for (let bits = definition.twoAdicity; bits > 0; bits--) generators.unshift(this.square(generators[0]));
    this.twoAdicGenerators = generators;
  }

  // Which way a sum or difference wraps is as good as random: a mask costs less than a missed branch.

  add(a: number, b: number): number {
    const excess = a - (this.p - b);
    return excess + ((excess >> 31) & this.p);
  }

  sub(a: number, b: number): number {
    const difference = a - b;
    return difference + ((difference >> 31) & this.p);
  }

  neg(a: number): number {
    return a === 0 ? 0 : this.p - a;
  }

  mul(a: number, b: number): number {
    const remainder = (Math.imul(a, b) - Math.imul(a * b * this.lowReciprocal, this.p)) | 0;
    return remainder >= this.p ? remainder - this.p : remainder;
  }

  square(a: number): number {
    return this.mul(a, a);
  }

  /** a/2. */
  half(a: number): number {
    return (a >>> 1) + (a & 1) * ((this.p + 1) / 2);
  }

  /** a^exponent, with 0^0 = 1. @throws FieldError EXPONENT when the exponent is not a natural number. */
  pow(a: number, exponent: number | bigint): number {
    let power = 1;
    for (const bit of exponentBits(exponent)) {
      power = this.square(power);
      if (bit === '1') power = this.mul(power, a);
    }
    return power;
  }

  /** 1/a. @throws FieldError INVERSE_OF_ZERO. */
  inverse(a: number): number {
    if (a === 0) throw new FieldError('INVERSE_OF_ZERO', `0 has no inverse in ${this.name}`);
    return this.pow(a, this.p - 2);
  }

  /** The inverses of all values at the cost of one inversion. @throws FieldError INVERSE_OF_ZERO. */
  batchInverse(values: readonly number[]): number[] {
    return batchInverse(this, 1, values);
  }

  /** The element that an integer below 2^53 in absolute value stands for. */
  fromInteger(integer: number): number {
    const remainder = integer % this.p;
    // Adding 0 turns the -0 that `%` gives for negative multiples of p into 0.
    return remainder < 0 ? remainder + this.p : remainder + 0;
  }

  /**
   * Canonical value of a sum of products: `low` is the sum modulo 2^32 as an int32, `approximate` the same
   * sum computed in doubles. Sound while the absolute values of the terms add up to less than 2^70 and at
   * most 64 roundings occur: the quotient's estimate is then off by less than 2^-7, so the remainder lies
   * in (-2^-7 p, p + 2^-7 p).
   */
  reduceWide(low: number, approximate: number): number {
    const remainder = (low - Math.imul(Math.floor(approximate * this.reciprocal), this.p)) | 0;
    if (remainder < 0) return remainder + this.p;
    return remainder >= this.p ? remainder - this.p : remainder;
  }

  /**
   * Generator of the subgroup of order 2^bits; each is the square of the next.
   *
   * @throws FieldError TWO_ADICITY unless 0 <= bits <= twoAdicity.
   */
  twoAdicGenerator(bits: number): number {
    if (!Number.isInteger(bits) || bits < 0 || bits > this.twoAdicity) {
      throw new FieldError('TWO_ADICITY', `${this.name} has no subgroup of order 2^${bits}`);
    }
    return this.twoAdicGenerators[bits];
  }

  /** a * 2^32: the form in which proofs carry elements. */
  toMontgomery(a: number): number {
    return this.mul(a, this.montgomeryR);
  }

  /** Inverse of {@link toMontgomery}; the argument is a word below p. */
  fromMontgomery(word: number): number {
    return this.mul(word, this.montgomeryInverseR);
  }

  /** Whether x is an integer in [0, p). */
  isCanonical(x: unknown): x is number {
    return Number.isInteger(x) && (x as number) >= 0 && (x as number) < this.p;
  }
}

/** p = 2^31 - 2^24 + 1. Constants: Plonky3 `koala-bear`. */
export const koalaBear = new PrimeField({
  name: 'koalabear',
  p: 0x7f000001,
  generator: 3,
  twoAdicity: 24,
  twoAdicRoot: 0x6ac49f88,
});

/** p = 2^31 - 2^27 + 1. Constants: Plonky3 `baby-bear`. */
export const babyBear = new PrimeField({
  name: 'babybear',
  p: 0x78000001,
  generator: 31,
  twoAdicity: 27,
  twoAdicRoot: 0x1a427a41,
});
