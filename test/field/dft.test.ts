import test from 'ava';
import { babyBear, bitReversed, dft, FieldError, inverseDft, koalaBear } from '../../host/field/index.js';
import { loadVectors } from '../support/vectors.js';
import { lcgMatrix } from './random.js';

interface DftVectors {
  'dft_0..15_natural': number[];
  'idft_0..15_natural': number[];
  'coset_dft_shift3_0..15': number[];
  lde_input_seed: number;
  lde_input_16x3: number[][];
  coset_lde_added1_shift3_natural: number[][];
  coset_lde_added2_shift3_natural: number[][];
  coset_lde_added1_shift3_committed_bitrev: number[][];
}

const vectors = loadVectors<DftVectors>('dft');
const upTo15 = Array.from({ length: 16 }, (_, i) => i);

function transpose(matrix: readonly (readonly number[])[]): number[][] {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

test('transforms equal the vectors', (t) => {
  t.deepEqual(dft(koalaBear, upTo15), vectors['dft_0..15_natural']);
  t.deepEqual(inverseDft(koalaBear, upTo15), vectors['idft_0..15_natural']);
  t.deepEqual(dft(koalaBear, upTo15, 3), vectors['coset_dft_shift3_0..15']);
});

test('low-degree extensions of the vectors, in natural and committed order', (t) => {
  const matrix = lcgMatrix(vectors.lde_input_seed, 16, 3);
  t.deepEqual(matrix, vectors.lde_input_16x3);
  const extended = (blowup: number): number[][] => {
    const padding = new Array<number>(16 * (blowup - 1)).fill(0);
    return transpose(
      transpose(matrix).map((column) => dft(koalaBear, [...inverseDft(koalaBear, column), ...padding], 3)),
    );
  };
  t.deepEqual(extended(2), vectors.coset_lde_added1_shift3_natural);
  t.deepEqual(extended(4), vectors.coset_lde_added2_shift3_natural);
  t.deepEqual(bitReversed(extended(2)), vectors.coset_lde_added1_shift3_committed_bitrev);
});

test('the inverse undoes the transform, from one value on', (t) => {
  for (const field of [koalaBear, babyBear]) {
    for (const size of [1, 2, 4, 64]) {
      const values = lcgMatrix(size, 1, size)[0];
      t.deepEqual(inverseDft(field, dft(field, values)), values);
    }
  }
});

test('sizes other than powers of two are refused', (t) => {
  for (const size of [0, 3]) {
    const values = new Array<number>(size).fill(0);
    t.throws(() => dft(koalaBear, values), { instanceOf: FieldError, code: 'LENGTH' });
    t.throws(() => inverseDft(koalaBear, values), { instanceOf: FieldError });
  }
});
