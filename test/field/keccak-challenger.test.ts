import test, { type ExecutionContext } from 'ava';
import { hashSet, koalaBear, koalaBear4, type Challenger } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { testChallengerContract } from './challenger-contract.js';
import { hexToDigest } from './lanes.js';

interface Step {
  observe?: number[];
  observe_cap?: string[][];
  sample?: number[];
  sample_ext?: number[];
  /** Pairs of bit count and result. */
  sample_bits?: [number, number][];
}

interface Continuation {
  grind?: { bits: number; witness: number };
  then_grind?: { bits: number; witness: number };
  then_sample?: number[];
  then_sample2?: number[];
  check_witness?: { bits: number; witness: number; ok: boolean };
}

interface KeccakVectors {
  challenger: {
    fresh_challenger_samples: number[];
    steps: Step[];
    after_steps: Continuation[];
    observe_5_then_600_samples: number[];
  };
}

const vectors = loadVectors<KeccakVectors>('keccak_config').challenger;

function newChallenger(): Challenger {
  return hashSet('keccak', koalaBear).newChallenger();
}

function expectSamples(t: ExecutionContext, challenger: Challenger, expected: readonly number[]): void {
  t.deepEqual(
    expected.map(() => challenger.sample()),
    expected,
  );
}

function follow(t: ExecutionContext, challenger: Challenger, step: Step): void {
  step.observe?.forEach((element) => challenger.observe(element));
  if (step.observe_cap) challenger.observeCap(step.observe_cap.map(hexToDigest));
  if (step.sample) expectSamples(t, challenger, step.sample);
  if (step.sample_ext) t.deepEqual(challenger.sampleExt(koalaBear4), step.sample_ext);
  for (const [bits, value] of step.sample_bits ?? []) t.is(challenger.sampleBits(bits), value);
}

test('a fresh challenger samples as in the vectors', (t) => {
  expectSamples(t, newChallenger(), vectors.fresh_challenger_samples);
});

test('a long stream passes over rejected words as in the vectors', (t) => {
  const challenger = newChallenger();
  challenger.observe(5);
  t.is(vectors.observe_5_then_600_samples.length, 600);
  expectSamples(t, challenger, vectors.observe_5_then_600_samples);
});

test('the script of the vectors, and its continuations with grinding', (t) => {
  const challenger = newChallenger();
  t.is(vectors.steps.length, 13);
  for (const step of vectors.steps) follow(t, challenger, step);
  t.is(vectors.after_steps.length, 3);
  for (const continuation of vectors.after_steps) {
    const branch = challenger.clone();
    const { grind, then_grind, check_witness } = continuation;
    if (check_witness) t.is(branch.checkWitness(check_witness.bits, check_witness.witness), check_witness.ok);
    if (grind) t.is(branch.grind(grind.bits), grind.witness);
    expectSamples(t, branch, continuation.then_sample ?? []);
    if (then_grind) t.is(branch.grind(then_grind.bits), then_grind.witness);
    expectSamples(t, branch, continuation.then_sample2 ?? []);
  }
});

testChallengerContract(newChallenger);
