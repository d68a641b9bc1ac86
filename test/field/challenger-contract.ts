import test from 'ava';
import { FieldError, koalaBear, koalaBear5, type Challenger } from '../../host/field/index.js';

/** Declares the tests of what every challenger over KoalaBear promises. */
export function testChallengerContract(newChallenger: () => Challenger): void {
  const sample = (challenger: Challenger, count: number): number[] =>
    Array.from({ length: count }, () => challenger.sample());

  test('a clone continues alike, and apart', (t) => {
    const challenger = newChallenger();
    for (let i = 0; i < 100; i++) challenger.observe(i);
    challenger.sample();
    challenger.observe(5);
    const copy = challenger.clone();
    const reference = challenger.clone();
    t.deepEqual(sample(copy, 20), sample(challenger, 20));
    copy.observe(1);
    sample(copy, 3);
    t.deepEqual(sample(challenger, 20), sample(reference, 40).slice(20));
  });

  test('extension elements and caps are observed and sampled piece by piece', (t) => {
    const [whole, pieces] = [newChallenger(), newChallenger()];
    const element = [1, 2, 3, 4, 5];
    const cap = [Uint32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), new Uint32Array(8)];
    whole.observeExt(element);
    element.forEach((coefficient) => pieces.observe(coefficient));
    whole.observeCap(cap);
    cap.forEach((digest) => pieces.observeDigest(digest));
    t.deepEqual(whole.sampleExt(koalaBear5), sample(pieces, 5));
  });

  test('what is observed changes what is sampled', (t) => {
    const samples = [[], [0], [0, 0], [1], [1, 0]].map((elements) => {
      const challenger = newChallenger();
      elements.forEach((element) => challenger.observe(element));
      return sample(challenger, 2).join();
    });
    t.is(new Set(samples).size, samples.length);
  });

  test('only canonical elements are observed', (t) => {
    for (const element of [-1, koalaBear.p, 0.5, NaN, undefined as never, '1' as never]) {
      t.throws(() => newChallenger().observe(element), { instanceOf: FieldError, code: 'NOT_CANONICAL' });
    }
  });

  test('bits come in counts from 0 to 30', (t) => {
    const challenger = newChallenger();
    t.is(challenger.sampleBits(0), 0);
    t.true(challenger.sampleBits(30) < 2 ** 30);
    for (const bits of [-1, 31, 32, 1.5, NaN]) {
      t.throws(() => challenger.sampleBits(bits), { instanceOf: FieldError, code: 'BIT_COUNT' });
    }
  });

  test('grinding finds the smallest witness and observes it', (t) => {
    const challenger = newChallenger();
    challenger.observe(3);
    const verifier = challenger.clone();
    const witness = challenger.grind(6);
    for (let smaller = 0; smaller < witness; smaller++) t.false(verifier.clone().checkWitness(6, smaller));
    t.true(verifier.checkWitness(6, witness));
    t.is(verifier.sample(), challenger.sample());
  });

  test('without grinding the witness is 0 and nothing is observed', (t) => {
    const [challenger, untouched] = [newChallenger(), newChallenger()];
    t.is(challenger.grind(0), 0);
    t.true(challenger.checkWitness(0, 0));
    t.false(challenger.checkWitness(0, 1));
    t.is(challenger.sample(), untouched.sample());
  });

  test('a witness that is no canonical element is refused', (t) => {
    for (const witness of [-1, koalaBear.p, 0.5, NaN, undefined as never]) {
      t.false(newChallenger().checkWitness(1, witness));
    }
  });
}
