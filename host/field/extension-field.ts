import { batchInverse } from './batch-inverse.js';
import { exponentBits } from './exponent.js';
import { multiplyBinomial4, multiplyQuintic } from './extension-product.js';
import { FieldError } from './field-error.js';
import { babyBear, koalaBear, type PrimeField } from './prime-field.js';

/** An extension element: canonical coefficients, low degree first, as many as the degree. */
export type Ext = readonly number[];

/** The irreducible polynomial: X^4 - w with 0 < w < 16, or X^5 + X^2 - 1. */
export type ExtensionModulus = { readonly degree: 4; readonly w: number } | { readonly degree: 5 };

/** An extension of a prime field by one of the moduli that Plonky3 uses. Elements are immutable. */
export class ExtensionField {
  readonly name: string;
  readonly base: PrimeField;
  readonly degree: 4 | 5;
  readonly zero: Ext;
  readonly one: Ext;
  /** Generator of the multiplicative group. */
  readonly generator: Ext;
  private readonly w: number;
  // frobeniusPowers[k][i] = X^(i p^k)
  private readonly frobeniusPowers: readonly (readonly Ext[])[];

  constructor(base: PrimeField, modulus: ExtensionModulus, generator: Ext) {
    this.name = `${base.name}^${modulus.degree}`;
    this.base = base;
    this.degree = modulus.degree;
    this.w = modulus.degree === 4 ? modulus.w : 0;
    this.zero = this.embed(0);
    this.one = this.embed(1);
    this.generator = generator;
    this.frobeniusPowers = this.computeFrobeniusPowers();
  }

  /** The element with constant coefficient a, a base element. */
  embed(a: number): Ext {
    return this.degree === 4 ? [a, 0, 0, 0] : [a, 0, 0, 0, 0];
  }

  add(a: Ext, b: Ext): Ext {
    const f = this.base;
    const c0 = f.add(a[0], b[0]);
    const c1 = f.add(a[1], b[1]);
    const c2 = f.add(a[2], b[2]);
    const c3 = f.add(a[3], b[3]);
    return this.degree === 4 ? [c0, c1, c2, c3] : [c0, c1, c2, c3, f.add(a[4], b[4])];
  }

  sub(a: Ext, b: Ext): Ext {
    const f = this.base;
    const c0 = f.sub(a[0], b[0]);
    const c1 = f.sub(a[1], b[1]);
    const c2 = f.sub(a[2], b[2]);
    const c3 = f.sub(a[3], b[3]);
    return this.degree === 4 ? [c0, c1, c2, c3] : [c0, c1, c2, c3, f.sub(a[4], b[4])];
  }

  neg(a: Ext): Ext {
    return this.sub(this.zero, a);
  }

  mul(a: Ext, b: Ext): Ext {
    return this.degree === 4 ? multiplyBinomial4(this.base, this.w, a, b) : multiplyQuintic(this.base, a, b);
  }

  square(a: Ext): Ext {
    return this.mul(a, a);
  }

  /** a + b for a base element b. */
  addBase(a: Ext, b: number): Ext {
    const c0 = this.base.add(a[0], b);
    return this.degree === 4 ? [c0, a[1], a[2], a[3]] : [c0, a[1], a[2], a[3], a[4]];
  }

  /** a b for a base element b. */
  mulBase(a: Ext, b: number): Ext {
    const f = this.base;
    const c0 = f.mul(a[0], b);
    const c1 = f.mul(a[1], b);
    const c2 = f.mul(a[2], b);
    const c3 = f.mul(a[3], b);
    return this.degree === 4 ? [c0, c1, c2, c3] : [c0, c1, c2, c3, f.mul(a[4], b)];
  }

  /** a/2. */
  half(a: Ext): Ext {
    return a.map((coefficient) => this.base.half(coefficient));
  }

  /** a^exponent, with 0^0 = 1. @throws FieldError EXPONENT when the exponent is not a natural number. */
  pow(a: Ext, exponent: number | bigint): Ext {
    let power = this.one;
    for (const bit of exponentBits(exponent)) {
      power = this.square(power);
      if (bit === '1') power = this.mul(power, a);
    }
    return power;
  }

  /** a^(p^k), for any integer k >= 0; k = degree is the identity. */
  frobenius(a: Ext, k = 1): Ext {
    const powers = this.frobeniusPowers[k % this.degree];
    let image = this.embed(a[0]);
    for (let i = 1; i < this.degree; i++) image = this.add(image, this.mulBase(powers[i], a[i]));
    return image;
  }

  /**
   * 1/a = q / norm(a), where q is the product of the other conjugates of a and the norm, a q, lies in the
   * base field.
   *
   * @throws FieldError INVERSE_OF_ZERO.
   */
  inverse(a: Ext): Ext {
    if (this.isZero(a)) throw new FieldError('INVERSE_OF_ZERO', `0 has no inverse in ${this.name}`);
    let others = this.frobenius(a, 1);
    for (let k = 2; k < this.degree; k++) others = this.mul(others, this.frobenius(a, k));
    return this.mulBase(others, this.base.inverse(this.mul(a, others)[0]));
  }

  /** The inverses of all values at the cost of one inversion. @throws FieldError INVERSE_OF_ZERO. */
  batchInverse(values: readonly Ext[]): Ext[] {
    return batchInverse(this, this.one, values);
  }

  isZero(a: Ext): boolean {
    return a.every((coefficient) => coefficient === 0);
  }

  isEqual(a: Ext, b: Ext): boolean {
    return a.every((coefficient, i) => coefficient === b[i]);
  }

  /** Whether x is an array of exactly `degree` canonical coefficients. */
  isCanonical(x: unknown): x is Ext {
    return Array.isArray(x) && x.length === this.degree && x.every((c) => this.base.isCanonical(c));
  }

  private computeFrobeniusPowers(): Ext[][] {
    const x = this.embed(0).map((_, i) => (i === 1 ? 1 : 0));
    const powers: Ext[][] = [];
    let image: Ext = x;
    for (let k = 0; k < this.degree; k++) {
      const row = [this.one];
      for (let i = 1; i < this.degree; i++) row.push(this.mul(row[i - 1], image));
      powers.push(row);
      image = this.pow(image, this.base.p);
    }
    return powers;
  }
}

/** KoalaBear[X] / (X^4 - 3). */
export const koalaBear4 = new ExtensionField(koalaBear, { degree: 4, w: 3 }, [2, 1, 0, 0]);

/** BabyBear[X] / (X^4 - 11). */
export const babyBear4 = new ExtensionField(babyBear, { degree: 4, w: 11 }, [8, 1, 0, 0]);

/** KoalaBear[X] / (X^5 + X^2 - 1). No binomial of degree 5 is irreducible here: 5 does not divide p - 1. */
export const koalaBear5 = new ExtensionField(koalaBear, { degree: 5 }, [2, 1, 0, 0, 0]);
