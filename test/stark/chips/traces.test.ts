import test from 'ava';
import { babyBear, keccakF, koalaBear, poseidon2, type Poseidon2Name } from '../../../host/field/index.js';
import { checkTrace } from '../../../host/stark/air/index.js';
import {
  cubeChip,
  cubeTrace,
  fibonacciChip,
  fibonacciTrace,
  keccakFChip,
  keccakFTrace,
  poseidon2Chip,
  poseidon2Trace,
} from '../../../host/stark/chips/index.js';
import { lcgMatrix, seededWords } from '../../field/random.js';
import { loadStarkVector, traceOf } from './stark-vectors.js';

test('fibonacci: the trace and public values of the vectors, accepted', (t) => {
  for (const [name, field] of [
    ['fib8_b2_a1', koalaBear],
    ['keccakcfg_fib64_b1_a3_cap2', koalaBear],
    ['babybear_fib64_b1_a2_cap1', babyBear],
  ] as const) {
    const vector = loadStarkVector(name);
    const [first, second] = vector.public_values;
    const { trace, publicValues } = fibonacciTrace(field, vector.trace.length, first, second);
    t.deepEqual(trace, traceOf(vector));
    t.deepEqual(publicValues, vector.public_values);
    t.deepEqual(checkTrace(fibonacciChip(field), trace, publicValues), []);
  }
});

test('cube: the trace and public values of the vector, accepted', (t) => {
  const vector = loadStarkVector('cube32_b2_a2');
  const { trace, publicValues } = cubeTrace(koalaBear, 32, 2, 5);
  t.deepEqual(trace, traceOf(vector));
  t.deepEqual(publicValues, vector.public_values);
  t.deepEqual(checkTrace(cubeChip(koalaBear), trace, publicValues), []);
});

test('Poseidon2: the trace of the vector, accepted', (t) => {
  const vector = loadStarkVector('poseidon2air_8rows_b1');
  const trace = poseidon2Trace('koalabear_w16', lcgMatrix(vector.input_seed, 64, 16));
  t.deepEqual(trace, traceOf(vector));
  t.deepEqual(checkTrace(poseidon2Chip('koalabear_w16'), trace, []), []);
});

for (const name of [
  'koalabear_w16',
  'koalabear_w24',
  'babybear_w16',
  'babybear_w24',
] satisfies Poseidon2Name[]) {
  test(`Poseidon2 ${name}: the last columns hold the permutation of the first`, (t) => {
    const chip = poseidon2Chip(name, 2);
    const permutation = poseidon2(name);
    const inputs = lcgMatrix(1, 8, permutation.width);
    const trace = poseidon2Trace(name, inputs);
    t.deepEqual(checkTrace(chip, trace, []), []);
    inputs.forEach((input, j) => {
      const columns = chip.columns.permutations[j % 2].endingFullRounds[3].post;
      const row = trace.subarray(chip.width * Math.floor(j / 2), chip.width * Math.floor(j / 2 + 1));
      const expected = Uint32Array.from(input);
      permutation.permute(expected);
      t.deepEqual(
        columns.map((column) => row[column]),
        [...expected],
      );
    });
  });
}

test('Poseidon2 over BabyBear: one register for each S-box', (t) => {
  const chip = poseidon2Chip('babybear_w16');
  t.is(chip.width, 2384);
  t.is(chip.constraintCount, 2256);
  t.true(chip.constraints.every(({ degree }) => degree === 3));
  t.false(chip.readsNextRow);
  const { permutations } = chip.columns;
  t.is(permutations[1].input[0], 298);
  t.is(permutations[0].beginningFullRounds[0].registers[0], 16);
  t.is(permutations[0].beginningFullRounds[0].post[0], 32);
  t.is(permutations[0].partialRounds[0].postSbox, 145);
});

test('Keccak-f: the trace of the vector, accepted', (t) => {
  const vector = loadStarkVector('keccakair_32rows_b1');
  const inputs = vector.permutation_inputs.map((state) => state.map((lane) => BigInt(`0x${lane}`)));
  const trace = keccakFTrace(inputs);
  t.deepEqual(trace, traceOf(vector));
  t.deepEqual(checkTrace(keccakFChip(koalaBear), trace, []), []);
});

test('Keccak-f: round 23 leaves the permutation of the preimage, over BabyBear too', (t) => {
  const chip = keccakFChip(babyBear);
  const word = seededWords(7);
  const inputs = [0, 1].map(() => Array.from({ length: 25 }, () => (BigInt(word()) << 32n) | BigInt(word())));
  const trace = keccakFTrace(inputs);
  t.is(trace.length, 64 * chip.width);
  t.deepEqual(checkTrace(chip, trace, []), []);

  inputs.forEach((input, i) => {
    const last = trace.subarray(chip.width * (24 * i + 23), chip.width * (24 * i + 24));
    const { aPrimePrime, aPrimePrimePrime00 } = chip.columns;
    const outputs = aPrimePrime.flat().map((lane, j) => (j === 0 ? aPrimePrimePrime00 : lane));
    const expected = Uint32Array.from(
      input.flatMap((lane) => [Number(lane & 0xffffffffn), Number(lane >> 32n)]),
    );
    keccakF(expected);
    const words = outputs.flatMap(([l0, l1, l2, l3]) => [
      last[l0] + last[l1] * 65536,
      last[l2] + last[l3] * 65536,
    ]);
    t.deepEqual(words, [...expected]);
  });
});
