import test from 'ava';
import {
  babyBear4,
  FieldError,
  koalaBear4,
  koalaBear5,
  type Ext,
  type ExtensionField,
} from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { seededWords } from './random.js';

/** Degree, and X^degree as coefficients by exponent. */
const MODULI = new Map<ExtensionField, Readonly<Record<number, bigint>>>([
  [koalaBear4, { 0: 3n }],
  [babyBear4, { 0: 11n }],
  [koalaBear5, { 0: 1n, 2: -1n }],
]);

// All prime factors of p^degree - 1.
const GROUP_ORDER_PRIMES = new Map<ExtensionField, readonly bigint[]>([
  [koalaBear4, [2n, 127n, 3n, 283n, 1254833n, 5n, 453990990362758349n]],
  [babyBear4, [2n, 3n, 5n, 31n, 32472031n, 97n, 12241n, 1706804017873n]],
  [koalaBear5, [2n, 11n, 71n, 127n, 181n, 344859791n, 38435241482589294665521n]],
]);

/** The product, straight from the definition, on big integers. */
function referenceProduct(extension: ExtensionField, a: Ext, b: Ext): number[] {
  const { degree } = extension;
  const p = BigInt(extension.base.p);
  const product = new Array<bigint>(2 * degree - 1).fill(0n);
  a.forEach((x, i) => b.forEach((y, j) => (product[i + j] += BigInt(x) * BigInt(y))));
  for (let i = 2 * degree - 2; i >= degree; i--) {
    for (const [exponent, coefficient] of Object.entries(MODULI.get(extension) ?? {})) {
      product[i - degree + Number(exponent)] += coefficient * product[i];
    }
  }
  return product.slice(0, degree).map((c) => Number(((c % p) + p) % p));
}

function randomElements(extension: ExtensionField, count: number, seed: number): Ext[] {
  const words = seededWords(seed);
  return Array.from({ length: count }, () => extension.zero.map(() => words() % extension.base.p));
}

function edgeElements(extension: ExtensionField): Ext[] {
  const { p } = extension.base;
  const units = extension.zero.map((_, k) => extension.zero.map((_, i) => (i === k ? 1 : 0)));
  return [
    extension.zero,
    extension.generator,
    ...units,
    ...units.map((unit) => extension.neg(unit)),
    extension.zero.map(() => p - 1),
    extension.zero.map((_, i) => (i % 2 === 0 ? p - 1 : 0)),
    extension.zero.map((_, i) => (i % 2 === 1 ? p - 1 : 1)),
  ];
}

for (const extension of MODULI.keys()) {
  const { base } = extension;

  test(`${extension.name}: products equal the definition on big integers`, (t) => {
    const edges = edgeElements(extension);
    const random = randomElements(extension, 3000, 1);
    const pairs: [Ext, Ext][] = [
      ...edges.flatMap((a) => edges.map((b): [Ext, Ext] => [a, b])),
      ...random.map((a, i): [Ext, Ext] => [a, random[random.length - 1 - i]]),
    ];
    for (const [a, b] of pairs) {
      const product = extension.mul(a, b);
      t.true(extension.isCanonical(product));
      t.deepEqual(product, referenceProduct(extension, a, b));
    }
  });

  test(`${extension.name}: ring laws`, (t) => {
    const elements = [...edgeElements(extension), ...randomElements(extension, 300, 2)];
    elements.forEach((a, i) => {
      const b = elements[(7 * i + 3) % elements.length];
      const c = elements[(11 * i + 5) % elements.length];
      t.deepEqual(extension.add(a, b), extension.add(b, a));
      t.deepEqual(extension.mul(a, b), extension.mul(b, a));
      t.deepEqual(extension.mul(extension.mul(a, b), c), extension.mul(a, extension.mul(b, c)));
      t.deepEqual(
        extension.mul(a, extension.add(b, c)),
        extension.add(extension.mul(a, b), extension.mul(a, c)),
      );
      t.deepEqual(extension.sub(extension.add(a, b), b), a);
      t.deepEqual(extension.add(a, extension.neg(a)), extension.zero);
      t.deepEqual(extension.mul(a, extension.one), a);
      t.deepEqual(extension.square(a), extension.mul(a, a));
      t.deepEqual(extension.add(extension.half(a), extension.half(a)), a);
    });
  });

  test(`${extension.name}: base elements act through their embedding`, (t) => {
    for (const a of randomElements(extension, 100, 3)) {
      for (const scalar of [0, 1, 7, base.p - 1, a[1]]) {
        t.deepEqual(extension.mulBase(a, scalar), extension.mul(a, extension.embed(scalar)));
        t.deepEqual(extension.addBase(a, scalar), extension.add(a, extension.embed(scalar)));
      }
    }
  });

  test(`${extension.name}: inverses`, (t) => {
    const elements = [...edgeElements(extension), ...randomElements(extension, 200, 4)];
    const invertible = elements.filter((a) => !extension.isZero(a));
    for (const a of invertible) t.deepEqual(extension.mul(a, extension.inverse(a)), extension.one);
    t.deepEqual(
      extension.batchInverse(invertible),
      invertible.map((a) => extension.inverse(a)),
    );
    t.deepEqual(extension.batchInverse([]), []);
    t.throws(() => extension.inverse(extension.zero), { instanceOf: FieldError, code: 'INVERSE_OF_ZERO' });
    t.throws(() => extension.batchInverse(elements), { instanceOf: FieldError, code: 'INVERSE_OF_ZERO' });
  });

  test(`${extension.name}: Frobenius is the p-th power, additive, multiplicative, of order degree`, (t) => {
    const elements = randomElements(extension, 20, 5);
    elements.forEach((a, i) => {
      const b = elements[(i + 1) % elements.length];
      t.deepEqual(extension.frobenius(a), extension.pow(a, base.p));
      t.deepEqual(extension.frobenius(a, 2), extension.pow(a, BigInt(base.p) ** 2n));
      for (let k = 0; k < extension.degree; k++) {
        t.deepEqual(extension.frobenius(extension.frobenius(a, k)), extension.frobenius(a, k + 1));
        t.deepEqual(
          extension.frobenius(extension.mul(a, b), k),
          extension.mul(extension.frobenius(a, k), extension.frobenius(b, k)),
        );
      }
      t.deepEqual(extension.frobenius(a, 0), a);
      t.deepEqual(extension.frobenius(a, extension.degree), a);
    });
  });

  test(`${extension.name}: powers`, (t) => {
    const [a] = randomElements(extension, 1, 6);
    t.deepEqual(extension.pow(extension.zero, 0), extension.one);
    t.deepEqual(extension.pow(a, 5), extension.mul(extension.square(extension.square(a)), a));
    t.deepEqual(extension.pow(a, BigInt(base.p) ** BigInt(extension.degree)), a);
    t.throws(() => extension.pow(a, -1), { instanceOf: FieldError, code: 'EXPONENT' });
  });

  test(`${extension.name}: canonical form is an array of degree canonical coefficients`, (t) => {
    const { zero } = extension;
    t.true(extension.isCanonical(zero));
    for (const x of [[...zero, 0], zero.slice(1), [...zero.slice(1), base.p], 'abcd', null, { length: 4 }]) {
      t.false(extension.isCanonical(x));
    }
    t.true(extension.isEqual(zero, extension.embed(0)));
    t.false(extension.isEqual(zero, extension.one));
  });
}

for (const [extension, primes] of GROUP_ORDER_PRIMES) {
  // An element of order p^degree - 1 exists only in a field: so this also shows the modulus irreducible.
  test(`${extension.name}: the generator has full order`, (t) => {
    const order = BigInt(extension.base.p) ** BigInt(extension.degree) - 1n;
    let unfactored = order;
    for (const prime of primes) while (unfactored % prime === 0n) unfactored /= prime;
    t.is(unfactored, 1n);
    t.deepEqual(extension.pow(extension.generator, order), extension.one);
    for (const prime of primes) {
      t.notDeepEqual(extension.pow(extension.generator, order / prime), extension.one);
    }
  });
}

interface Ext4Vectors {
  fields: {
    field: string;
    base_generator: number;
    ext_generator: number[];
    cases: Record<'a' | 'b' | 'a+b' | 'a*b' | 'a^2' | 'a^p' | 'a^1000003' | '1/a', number[]>[];
  }[];
}

test('degree 4 equals the vectors', (t) => {
  const { fields } = loadVectors<Ext4Vectors>('ext4');
  t.is(fields.length, 2);
  for (const { field, base_generator, ext_generator, cases } of fields) {
    const extension = field === 'KoalaBear' ? koalaBear4 : babyBear4;
    t.is(extension.base.generator, base_generator);
    t.deepEqual(extension.generator, ext_generator);
    for (const vector of cases) {
      t.deepEqual(extension.add(vector.a, vector.b), vector['a+b']);
      t.deepEqual(extension.mul(vector.a, vector.b), vector['a*b']);
      t.deepEqual(extension.square(vector.a), vector['a^2']);
      t.deepEqual(extension.frobenius(vector.a), vector['a^p']);
      t.deepEqual(extension.pow(vector.a, 1000003), vector['a^1000003']);
      t.deepEqual(extension.inverse(vector.a), vector['1/a']);
    }
  }
});

interface Ext5Vectors {
  ext_generator: number[];
  'frobenius_of_X^k_k=1..4': number[][];
  'two_adic_generator(3)': number[];
  'two_adic_generator(24)': number[];
  two_adicity: number;
  cases: (Record<
    'a' | 'b' | 'a+b' | 'a-b' | 'a*b' | 'a^2' | 'a^1000003' | 'halve(a)' | '7*a (base scalar)',
    number[]
  > & { '1/a': number[] | null; 'frobenius^k(a), k=1..4': number[][] })[];
}

test('degree 5 equals the vectors', (t) => {
  const vectors = loadVectors<Ext5Vectors>('ext5');
  const k5 = koalaBear5;
  t.deepEqual(k5.generator, vectors.ext_generator);
  t.is(k5.base.twoAdicity, vectors.two_adicity);
  t.deepEqual(k5.embed(k5.base.twoAdicGenerator(3)), vectors['two_adic_generator(3)']);
  t.deepEqual(k5.embed(k5.base.twoAdicGenerator(24)), vectors['two_adic_generator(24)']);
  const x = [0, 1, 0, 0, 0];
  t.deepEqual(
    [1, 2, 3, 4].map((k) => k5.frobenius(k5.pow(x, k))),
    vectors['frobenius_of_X^k_k=1..4'],
  );
  t.is(vectors.cases.length, 23);
  for (const vector of vectors.cases) {
    t.deepEqual(k5.add(vector.a, vector.b), vector['a+b']);
    t.deepEqual(k5.sub(vector.a, vector.b), vector['a-b']);
    t.deepEqual(k5.mul(vector.a, vector.b), vector['a*b']);
    t.deepEqual(k5.square(vector.a), vector['a^2']);
    t.deepEqual(k5.pow(vector.a, 1000003), vector['a^1000003']);
    t.deepEqual(k5.half(vector.a), vector['halve(a)']);
    t.deepEqual(k5.mulBase(vector.a, 7), vector['7*a (base scalar)']);
    t.deepEqual(
      [1, 2, 3, 4].map((k) => k5.frobenius(vector.a, k)),
      vector['frobenius^k(a), k=1..4'],
    );
    if (vector['1/a'] === null) t.throws(() => k5.inverse(vector.a), { code: 'INVERSE_OF_ZERO' });
    else t.deepEqual(k5.inverse(vector.a), vector['1/a']);
  }
});
