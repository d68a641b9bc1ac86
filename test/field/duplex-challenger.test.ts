import test from 'ava';
import { hashSet, koalaBear, koalaBear4, koalaBear5, type Challenger } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { testChallengerContract } from './challenger-contract.js';

interface Case {
  width: number;
  rate: number;
  fresh_challenger_samples: number[];
  samples: number[];
  then_observe: number[];
  sample_ext4: number[];
  'sample_bits[1,5,10,20,30]': number[];
  then_observe_77_and_grind8_witness: number;
  samples_after_grind8: number[];
  grind0_witness: number;
  samples_after_grind0: number[];
  'observe_0..2R-1_then_samples': number[];
}

const { cases } = loadVectors<{ cases: Case[] }>('challenger');

function newChallenger(width: number): Challenger {
  return hashSet(width === 24 ? 'p2-24-16' : 'p2-16', koalaBear).newChallenger();
}

function observeUpTo(challenger: Challenger, count: number): void {
  for (let i = 0; i < count; i++) challenger.observe(i);
}

function sample(challenger: Challenger, count: number): number[] {
  return Array.from({ length: count }, () => challenger.sample());
}

for (const vector of cases) {
  const title = `width ${vector.width}, rate ${vector.rate}:`;

  test(`${title} a fresh challenger samples as in the vectors`, (t) => {
    t.deepEqual(sample(newChallenger(vector.width), 4), vector.fresh_challenger_samples);
  });

  test(`${title} whole blocks of input`, (t) => {
    const challenger = newChallenger(vector.width);
    observeUpTo(challenger, 2 * vector.rate);
    t.deepEqual(sample(challenger, 4), vector['observe_0..2R-1_then_samples']);
  });

  test(`${title} the script of the vectors`, (t) => {
    const challenger = newChallenger(vector.width);
    observeUpTo(challenger, 10);
    t.deepEqual(sample(challenger, 40), vector.samples);
    vector.then_observe.forEach((element) => challenger.observe(element));
    t.deepEqual(challenger.sampleExt(koalaBear4), vector.sample_ext4);
    t.deepEqual(
      [1, 5, 10, 20, 30].map((bits) => challenger.sampleBits(bits)),
      vector['sample_bits[1,5,10,20,30]'],
    );
    challenger.observe(77);
    const withoutWork = challenger.clone();
    t.is(challenger.grind(8), vector.then_observe_77_and_grind8_witness);
    t.deepEqual(sample(challenger, 4), vector.samples_after_grind8);
    t.is(withoutWork.grind(0), vector.grind0_witness);
    t.deepEqual(sample(withoutWork, 4), vector.samples_after_grind0);
  });
}

interface StraddlingVector {
  then_4_ext_samples: number[][];
  then_observe_ext: number[];
  then_ext_sample: number[];
  then_sample_bits_10: number;
}

test('degree-5 samples straddle a duplexing as in the vectors', (t) => {
  const vector = loadVectors<{ challenger_w24_r16: StraddlingVector }>('ext5').challenger_w24_r16;
  const challenger = newChallenger(24);
  observeUpTo(challenger, 10);
  t.deepEqual(
    Array.from({ length: 4 }, () => challenger.sampleExt(koalaBear5)),
    vector.then_4_ext_samples,
  );
  challenger.observeExt(vector.then_observe_ext);
  t.deepEqual(challenger.sampleExt(koalaBear5), vector.then_ext_sample);
  t.is(challenger.sampleBits(10), vector.then_sample_bits_10);
});

test('a digest with an element of p or more is not observed', (t) => {
  t.throws(() => newChallenger(16).observeDigest(new Uint32Array(8).fill(koalaBear.p)), {
    code: 'NOT_CANONICAL',
  });
});

testChallengerContract(() => newChallenger(24));
