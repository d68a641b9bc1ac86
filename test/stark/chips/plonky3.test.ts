import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { compileProgram, encodeProgram, interpretProgram, type Chip } from '../../../host/stark/air/index.js';
import { cubeChip, fibonacciChip, keccakFChip, poseidon2Chip } from '../../../host/stark/chips/index.js';
import { quotientHolds } from './quotient-identity.js';
import { extensionOf, loadStarkVector, recordedPointOf } from './stark-vectors.js';

// Plonky3's own proofs: the constraints at the out-of-domain point have to be its constraints, one by one.

const RECORDED: readonly [vector: string, chip: Chip][] = [
  ['babybear_fib64_b1_a2_cap1', fibonacciChip(babyBear)],
  ['keccakcfg_fib64_b1_a3_cap2', fibonacciChip(koalaBear)],
  ['poseidon2air_8rows_b1', poseidon2Chip('koalabear_w16')],
  ['keccakair_32rows_b1', keccakFChip(koalaBear)],
];

for (const [name, chip] of RECORDED) {
  const vector = loadStarkVector(name);
  const extension = extensionOf(vector);

  test(`${name}: as many constraints, of the same degrees`, (t) => {
    t.is(chip.width, vector.trace[0].length);
    t.is(chip.publicValueCount, vector.public_values.length);
    t.is(chip.readsNextRow, vector.proof.opened_values.trace_next !== null);
    t.is(chip.constraintCount, vector.num_constraints);
    const runs: [number, number][] = [];
    for (const { degree } of chip.constraints) {
      const run = runs.at(-1);
      if (run?.[0] === degree) run[1]++;
      else runs.push([degree, 1]);
    }
    t.deepEqual(runs, vector['constraint_degrees_run_length[degree,count]']);
    const chunks = 2 ** Math.ceil(Math.log2(Math.max(chip.maxConstraintDegree, 2) - 1));
    t.is(chunks, vector.num_quotient_chunks);
  });

  test(`${name}: every constraint evaluates to the recorded value`, (t) => {
    t.deepEqual(chip.evaluateConstraints(extension, recordedPointOf(vector)), vector.ood.constraint_values);
  });

  test(`${name}: so does the program`, (t) => {
    const at = recordedPointOf(vector);
    const program = encodeProgram(compileProgram(chip));
    const inputs = {
      ...at,
      main: [at.local, at.next],
      preprocessed: [[], []],
    } as const;
    t.deepEqual(
      interpretProgram(program, chip.field, extension, inputs),
      vector.ood.constraint_values.map((value) => [value]),
    );
  });
}

const UNRECORDED: readonly [vector: string, chip: Chip][] = [
  ['fib8_b2_a1', fibonacciChip(koalaBear)],
  ['fib8_b1_a1_final2', fibonacciChip(koalaBear)],
  ['fib64_b1_a3_cap2', fibonacciChip(koalaBear)],
  ['quintic_fib64_b1_a3', fibonacciChip(koalaBear)],
  ['cube32_b2_a2', cubeChip(koalaBear)],
  ['quintic_cube32_b2_a2_final2_cap1', cubeChip(koalaBear)],
];

for (const [name, chip] of [...UNRECORDED, ...RECORDED.slice(0, 2)]) {
  test(`${name}: the constraints fold to the opened quotient`, (t) => {
    const vector = loadStarkVector(name);
    t.true(quotientHolds(chip, vector));
    const [first, ...others] = vector.proof.opened_values.trace_local;
    const local = [[first[0] ^ 1, ...first.slice(1)], ...others];
    const opened_values = { ...vector.proof.opened_values, trace_local: local };
    t.false(quotientHolds(chip, { ...vector, proof: { ...vector.proof, opened_values } }));
  });
}

test('the Keccak constraints evaluate over the extension in milliseconds', (t) => {
  const chip = keccakFChip(koalaBear);
  const vector = loadStarkVector('keccakair_32rows_b1');
  const at = recordedPointOf(vector);
  const extension = extensionOf(vector);
  let fastest = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    chip.evaluateConstraints(extension, at);
    fastest = Math.min(fastest, performance.now() - start);
  }
  t.log(`${fastest.toFixed(1)} ms`);
  t.true(fastest < 200);
});
