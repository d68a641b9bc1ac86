import test from 'ava';
import { babyBear, FieldError, koalaBear, type PrimeField } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { seededWords } from './random.js';

const fields = [koalaBear, babyBear];
const RANDOM_PAIRS = 100_000;

function edgeValues({ p }: PrimeField): number[] {
  const powers = Array.from({ length: 31 }, (_, k) => 2 ** k).flatMap((power) => [
    power - 1,
    power,
    power + 1,
  ]);
  return [...powers, p - 1, p - 2, p - 3, (p - 1) / 2, (p + 1) / 2].filter((value) => value < p);
}

/** Pairs for which the quotient's estimate is closest to an integer: products just beside multiples of p. */
function nearMultiples(field: PrimeField, words: () => number): [number, number][] {
  return Array.from({ length: 2000 }, () => {
    const a = 1 + (words() % (field.p - 1));
    const small = words() % 5;
    const b = Number((BigInt(small) * inverseByFermat(field, a)) % BigInt(field.p));
    return [a, (words() & 1) === 0 ? b : (field.p - b) % field.p];
  });
}

function inverseByFermat({ p }: PrimeField, a: number): bigint {
  let [power, result] = [BigInt(a), 1n];
  for (let e = p - 2; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = (result * power) % BigInt(p);
    power = (power * power) % BigInt(p);
  }
  return result;
}

for (const field of fields) {
  const p = BigInt(field.p);

  test(`${field.name}: sums, differences and products equal those of big integers`, (t) => {
    const words = seededWords(field.p);
    const edges = edgeValues(field);
    const pairs = edges.flatMap((a) => edges.map((b): [number, number] => [a, b]));
    for (let i = 0; i < RANDOM_PAIRS; i++) pairs.push([words() % field.p, words() % field.p]);
    pairs.push(...nearMultiples(field, words));
    const wrong = pairs.filter(([a, b]) => {
      const [x, y] = [BigInt(a), BigInt(b)];
      return (
        field.mul(a, b) !== Number((x * y) % p) ||
        field.add(a, b) !== Number((x + y) % p) ||
        field.sub(a, b) !== Number((x - y + p) % p)
      );
    });
    t.deepEqual(wrong, []);
  });

  test(`${field.name}: negation, halving, squaring and inversion`, (t) => {
    const words = seededWords(7);
    const values = [...edgeValues(field), ...Array.from({ length: 500 }, () => words() % field.p)];
    for (const a of values) {
      t.is(field.add(a, field.neg(a)), 0);
      t.is(field.add(field.half(a), field.half(a)), a);
      t.is(field.square(a), Number((BigInt(a) * BigInt(a)) % p));
      if (a !== 0) t.is(field.mul(a, field.inverse(a)), 1);
    }
    t.true(Object.is(field.neg(0), 0));
  });

  test(`${field.name}: wide sums are reduced whatever their sign`, (t) => {
    const words = seededWords(11);
    for (let i = 0; i < 20_000; i++) {
      let [low, approximate, exact] = [0, 0, 0n];
      for (let term = 0; term < 9; term++) {
        const factor = [1, -1, 11, -11][words() % 4];
        const [a, b] = [words() % field.p, i % 3 === 0 ? field.p - 1 : words() % field.p];
        low = (low + Math.imul(factor, Math.imul(a, b))) | 0;
        approximate += factor * (a * b);
        exact += BigInt(factor) * BigInt(a) * BigInt(b);
      }
      t.is(field.reduceWide(low, approximate), Number(((exact % p) + p) % p));
    }
    for (const multiple of [-40n, -3n, -1n, 0n, 1n, 2n, 77n]) {
      for (const offset of [-1n, 0n, 1n]) {
        const value = multiple * p * p + offset;
        const low = Number(BigInt.asIntN(32, value));
        t.is(field.reduceWide(low, Number(value)), Number(((value % p) + p) % p));
      }
    }
  });

  test(`${field.name}: powers`, (t) => {
    t.is(field.pow(0, 0), 1);
    t.is(field.pow(0, 5), 0);
    t.is(field.pow(field.generator, field.p - 1), 1);
    t.is(field.pow(5, 2 ** 40 + 3), field.mul(field.pow(field.pow(5, 2 ** 20), 2 ** 20), 125));
    t.is(field.pow(5, (p - 1n) * 12345678901234567890n + 3n), 125);
    for (const exponent of [-1, 0.5, NaN, Infinity, 2 ** 53, -1n]) {
      t.throws(() => field.pow(2, exponent), { instanceOf: FieldError, code: 'EXPONENT' });
    }
  });

  test(`${field.name}: 0 has no inverse, alone or in a batch`, (t) => {
    t.throws(() => field.inverse(0), { instanceOf: FieldError, code: 'INVERSE_OF_ZERO' });
    t.throws(() => field.batchInverse([3, 0, 5]), { instanceOf: FieldError, code: 'INVERSE_OF_ZERO' });
    t.deepEqual(field.batchInverse([]), []);
    const values = [1, 2, field.p - 1, 12345];
    t.deepEqual(
      field.batchInverse(values),
      values.map((value) => field.inverse(value)),
    );
  });

  test(`${field.name}: the generator generates, and two-adic generators have their order`, (t) => {
    let odd = field.p - 1;
    while (odd % 2 === 0) odd /= 2;
    t.is(odd * 2 ** field.twoAdicity, field.p - 1);
    const primes = { koalabear: [2, 127], babybear: [2, 3, 5] }[field.name];
    for (const prime of primes) t.not(field.pow(field.generator, (field.p - 1) / prime), 1);
    t.is(field.twoAdicGenerator(0), 1);
    for (let bits = 1; bits <= field.twoAdicity; bits++) {
      t.is(field.square(field.twoAdicGenerator(bits)), field.twoAdicGenerator(bits - 1));
    }
    t.is(field.twoAdicGenerator(1), field.p - 1);
    for (const bits of [-1, 1.5, field.twoAdicity + 1]) {
      t.throws(() => field.twoAdicGenerator(bits), { instanceOf: FieldError, code: 'TWO_ADICITY' });
    }
  });

  test(`${field.name}: Montgomery words`, (t) => {
    const words = seededWords(3);
    for (const a of [0, 1, field.p - 1, ...Array.from({ length: 1000 }, () => words() % field.p)]) {
      t.is(field.toMontgomery(a), Number((BigInt(a) << 32n) % p));
      t.is(field.fromMontgomery(field.toMontgomery(a)), a);
    }
  });

  test(`${field.name}: integers and canonical form`, (t) => {
    t.is(field.fromInteger(-1), field.p - 1);
    t.is(field.fromInteger(2 ** 52), Number(2n ** 52n % p));
    t.true(Object.is(field.fromInteger(-field.p), 0));
    for (const x of [0, 1, field.p - 1]) t.true(field.isCanonical(x));
    for (const x of [field.p, -1, 0.5, NaN, '1', 1n, null, undefined]) t.false(field.isCanonical(x));
  });
}

test('koalabear: two-adic generators equal the vectors', (t) => {
  const vectors = loadVectors<Record<'two_adic_generators(bits 0..=24)', number[]>>('dft');
  t.deepEqual(
    Array.from({ length: 25 }, (_, bits) => koalaBear.twoAdicGenerator(bits)),
    vectors['two_adic_generators(bits 0..=24)'],
  );
});
