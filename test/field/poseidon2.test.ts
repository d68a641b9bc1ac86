import test from 'ava';
import {
  poseidon2,
  poseidon2Parameters,
  type Poseidon2Name,
  type Poseidon2Parameters,
  type Poseidon2Width,
} from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { seededWords } from './random.js';

interface Instance {
  name: string;
  p: number;
  width: Poseidon2Width;
  sbox_degree: Poseidon2Parameters['sboxDegree'];
  half_full_rounds: number;
  partial_rounds: number;
  external_initial: number[][];
  internal: number[];
  external_final: number[][];
  internal_diag: number[];
  mat4: number[][];
  vectors: { in: number[]; out: number[] }[];
}

const SUPPORTED: readonly Poseidon2Name[] = [
  'koalabear_w16',
  'koalabear_w24',
  'babybear_w16',
  'babybear_w24',
];
const { instances } = loadVectors<{ instances: Instance[] }>('poseidon2');

function supported(): [Poseidon2Name, Instance][] {
  return SUPPORTED.map((name) => [name, instances.find((instance) => instance.name === name)!]);
}

test('the vectors hold one instance beyond the supported ones', (t) => {
  const others = instances.filter(({ name }) => !SUPPORTED.some((known) => known === name));
  t.deepEqual(
    others.map(({ name }) => name),
    ['koalabear_w32'],
  );
});

for (const [name, instance] of supported()) {
  test(`${name}: generated parameters equal the vectors`, (t) => {
    const parameters = poseidon2Parameters(name);
    t.is(parameters.field.p, instance.p);
    t.is(parameters.width, instance.width);
    t.is(parameters.sboxDegree, instance.sbox_degree);
    t.is(parameters.halfFullRounds, instance.half_full_rounds);
    t.is(parameters.partialRounds, instance.partial_rounds);
    t.deepEqual(parameters.initialConstants, instance.external_initial);
    t.deepEqual(parameters.partialConstants, instance.internal);
    t.deepEqual(parameters.finalConstants, instance.external_final);
    t.deepEqual(parameters.diagonal, instance.internal_diag);
  });

  test(`${name}: permutes the vectors`, (t) => {
    t.is(instance.vectors.length, 4);
    for (const vector of instance.vectors) {
      const state = Uint32Array.from(vector.in);
      poseidon2(name).permute(state);
      t.deepEqual([...state], vector.out);
    }
  });

  test(`${name}: equals the definition on big integers, at random and at the edges`, (t) => {
    const words = seededWords(instance.width);
    const inputs = Array.from({ length: 60 }, () =>
      Array.from({ length: instance.width }, () => words() % instance.p),
    );
    inputs.push(new Array<number>(instance.width).fill(instance.p - 1));
    for (let i = 0; i < 30; i++) {
      inputs.push(Array.from({ length: instance.width }, () => [0, 1, instance.p - 1][words() % 3]));
    }
    for (const input of inputs) {
      const state = Uint32Array.from(input);
      poseidon2(name).permute(state);
      t.deepEqual([...state], referencePermutation(instance, input));
    }
  });
}

/** The permutation, straight from the definition. */
function referencePermutation(instance: Instance, input: readonly number[]): number[] {
  const p = BigInt(instance.p);
  const sbox = (x: bigint, constant: number): bigint =>
    (x + BigInt(constant)) ** BigInt(instance.sbox_degree) % p;
  const external = (state: bigint[]): bigint[] => {
    const mixed = state.map((_, i) => {
      const block = state.slice(i - (i % 4), i - (i % 4) + 4);
      return block.reduce((sum, x, column) => sum + BigInt(instance.mat4[i % 4][column]) * x, 0n);
    });
    return mixed.map((x, i) => (x + mixed.filter((_, j) => j % 4 === i % 4).reduce((a, b) => a + b)) % p);
  };
  const full = (state: bigint[], constants: number[]): bigint[] =>
    external(state.map((x, i) => sbox(x, constants[i])));

  let state = external(input.map(BigInt));
  for (const constants of instance.external_initial) state = full(state, constants);
  for (const constant of instance.internal) {
    state[0] = sbox(state[0], constant);
    const sum = state.reduce((a, b) => a + b);
    state = state.map((x, i) => (sum + BigInt(instance.internal_diag[i]) * x) % p);
  }
  for (const constants of instance.external_final) state = full(state, constants);
  return state.map(Number);
}
