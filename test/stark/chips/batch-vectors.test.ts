import test from 'ava';
import type { Ext, ExtensionField } from '../../../host/field/index.js';
import {
  assignBuses,
  busPrefixes,
  challengeWords,
  checkTrace,
  compileQuotientProgram,
  encodeProgram,
  interpretProgram,
  lookupConstraintCount,
  type ConstraintPoint,
} from '../../../host/stark/air/index.js';
import { BATCH_CHIPS, BATCH_VECTORS, batchPreprocessed, loadBatchVector } from './batch-chips.js';
import { identityHolds, samples } from './quotient-identity.js';

// Plonky3's own batch proofs: its lookups, in its order, and its constraints at the out-of-domain point.

/** Elements from the openings of their coefficients' columns. */
function recombined(extension: ExtensionField, columns: readonly Ext[]): Ext[] {
  const { degree } = extension;
  const powers = extension.zero.map((_, k) => extension.zero.map((_, j) => (j === k ? 1 : 0)));
  return Array.from({ length: columns.length / degree }, (_, i) =>
    powers.reduce<Ext>(
      (sum, power, k) => extension.add(sum, extension.mul(power, columns[degree * i + k])),
      extension.zero,
    ),
  );
}

/** Coordinates that a program has not asserted are 0. */
function padded(extension: ExtensionField, coordinates: readonly Ext[]): Ext[] {
  return Array.from({ length: extension.degree }, (_, k) => coordinates[k] ?? extension.zero);
}

test('buses are numbered in order of first appearance', (t) => {
  const { ids, busCount, width } = assignBuses(BATCH_CHIPS);
  t.deepEqual(ids, [[0], [1, 0], []]);
  t.is(busCount, 2);
  t.is(width, 2);
});

test('the columns of lookups are in the recorded order', (t) => {
  t.deepEqual(
    BATCH_CHIPS.map(({ lookups }) =>
      lookups.map(({ bus, width, weight, degree }) => [bus, width, weight, degree]),
    ),
    [
      [['fib', 2, 1, 2]],
      [
        [null, 1, 2, 3],
        ['fib', 2, 0, 2],
      ],
      [],
    ],
  );
});

for (const [name, extension] of BATCH_VECTORS) {
  const { proof, public_values, traces, verifier_transcript } = loadBatchVector(name);

  test(`${name}: as many columns and quotient chunks`, (t) => {
    BATCH_CHIPS.forEach((chip, i) => {
      const { base, permutation_local } = proof.opened_values[i];
      t.is(chip.width, base.trace_local.length);
      t.is(chip.readsNextRow, base.trace_next !== null);
      t.is(chip.preprocessedWidth, base.preprocessed_local?.length ?? 0);
      t.is(chip.readsNextPreprocessedRow, base.preprocessed_next !== null);
      t.is(2 ** Math.ceil(Math.log2(Math.max(chip.maxConstraintDegree, 2) - 1)), base.quotient_chunks.length);
      const columns = chip.lookups.length === 0 ? 0 : 1 + chip.lookups.length;
      t.is(extension.degree * columns, permutation_local.length);
      t.is(chip.lookups.length > 0, proof.lookup_terminals[i] !== null);
    });
  });

  test(`${name}: the constraints fold to the opened quotients`, (t) => {
    const [alphaLookup, beta, alpha, zeta] = samples(extension, verifier_transcript);
    const prefixes = busPrefixes(extension, assignBuses(BATCH_CHIPS), alphaLookup, beta);
    BATCH_CHIPS.forEach((chip, i) => {
      const { base, permutation_local, permutation_next } = proof.opened_values[i];
      const terminal = proof.lookup_terminals[i];
      const holds = (change: (value: Ext) => Ext): boolean => {
        const opening = { bits: proof.degree_bits[i], alpha, zeta, chunks: base.quotient_chunks };
        return identityHolds(extension, opening, (selectors) => {
          const at: ConstraintPoint = {
            local: base.trace_local,
            next: base.trace_next ?? [],
            preprocessedLocal: base.preprocessed_local ?? [],
            preprocessedNext: base.preprocessed_next ?? [],
            publicValues: public_values[i],
            ...selectors,
            ...(terminal && {
              lookups: {
                permutationLocal: recombined(extension, permutation_local).map(change),
                permutationNext: recombined(extension, permutation_next),
                prefixes: prefixes[i],
                beta,
                terminal,
              },
            }),
          };
          const values = chip.evaluateConstraints(extension, at);
          t.is(values.length, chip.constraintCount + lookupConstraintCount(chip.lookups.length));
          return values;
        });
      };
      t.true(holds((value) => value));
      if (terminal) t.false(holds((value) => extension.addBase(value, 1)));
    });
  });

  test(`${name}: programs compute the same at the opened values`, (t) => {
    const [alphaLookup, beta, isFirstRow, isLastRow, isTransition] = samples(extension, verifier_transcript);
    const prefixes = busPrefixes(extension, assignBuses(BATCH_CHIPS), alphaLookup, beta);
    BATCH_CHIPS.forEach((chip, i) => {
      const { base, permutation_local, permutation_next } = proof.opened_values[i];
      const terminal = proof.lookup_terminals[i];
      if (!terminal) return;
      const at = { publicValues: public_values[i], isFirstRow, isLastRow, isTransition };
      const challenges = { prefixes: prefixes[i], beta, terminal };
      const program = encodeProgram(compileQuotientProgram(chip, extension));
      const coordinates = interpretProgram(program, chip.field, extension, {
        ...at,
        main: [base.trace_local, base.trace_next ?? []],
        preprocessed: [[], []],
        permutation: [permutation_local, permutation_next],
        challenges: challengeWords(chip, extension, challenges),
      });
      const values = chip.evaluateConstraints(extension, {
        ...at,
        local: base.trace_local,
        next: base.trace_next ?? [],
        preprocessedLocal: [],
        preprocessedNext: [],
        lookups: {
          ...challenges,
          permutationLocal: recombined(extension, permutation_local),
          permutationNext: recombined(extension, permutation_next),
        },
      });
      t.deepEqual(
        coordinates.map((value) => recombined(extension, padded(extension, value))[0]),
        values,
      );
    });
  });

  test(`${name}: the recorded traces satisfy the chips`, (t) => {
    BATCH_CHIPS.forEach((chip, i) => {
      const trace = Uint32Array.from(traces[i].flat());
      const preprocessed = batchPreprocessed(i, traces[i].length);
      t.deepEqual(checkTrace(chip, trace, public_values[i], preprocessed), []);
    });
  });
}
