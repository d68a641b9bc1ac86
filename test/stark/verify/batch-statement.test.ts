import test from 'ava';
import type { Ext } from '../../../host/field/index.js';
import type { VerifiableAir } from '../../../host/stark/air/index.js';
import type { BatchProof, StarkParameters } from '../../../host/stark/proof/index.js';
import {
  CHECKS,
  verifyBatch,
  verifyStark,
  type BatchVerification,
} from '../../../host/stark/verify/index.js';
import { BATCH_VECTORS, loadBatchVector } from './batch-vectors.js';
import { lookup, SENT } from './lookup-air.js';

function checkOf(verification: BatchVerification): string {
  const result = verifyBatch(verification);
  return result.ok ? 'none' : result.check;
}

for (const name of BATCH_VECTORS) {
  const { airs, parameters, bytes, publicValues, preprocessed, system } = loadBatchVector(name);
  const intact = { airs, parameters, publicValues, preprocessed, proof: bytes };

  test(`${name}: other public values are refused`, (t) => {
    const [values] = publicValues;
    values.forEach((value, i) => {
      const changed = values.with(i, (value + 1) % system.field.p);
      t.true(checkOf({ ...intact, publicValues: publicValues.with(0, changed) }) in CHECKS);
    });
    const wrong: unknown[] = [
      [],
      publicValues.slice(1),
      [...publicValues, []],
      publicValues.with(1, values),
      publicValues.with(0, values.slice(1)),
      publicValues.with(0, values.with(0, values[0] + system.field.p)),
      publicValues.flat(),
      new Array(3),
      null,
    ];
    for (const given of wrong) {
      t.is(checkOf({ ...intact, publicValues: given as number[][] }), 'PUBLIC_VALUES');
    }
  });

  test(`${name}: other parameters are refused`, (t) => {
    const changes: Partial<StarkParameters>[] = [
      { logBlowup: parameters.logBlowup + 1 },
      { logFinalPolyLength: 1 },
      { maxLogArity: 1 },
      { queryCount: parameters.queryCount + 1 },
      { commitPowBits: 24 },
      { queryPowBits: 24 },
      { capHeight: 0 },
      { capHeight: 2 },
      { extensionDegree: parameters.extensionDegree === 4 ? 5 : 4 },
      { hashSet: 'keccak' },
      { hashSet: parameters.hashSet === 'p2-24-16' ? 'p2-16' : 'p2-24-16' },
    ];
    for (const change of changes) {
      const check = checkOf({ ...intact, parameters: { ...parameters, ...change } });
      t.true(check in CHECKS, `${JSON.stringify(change)}: ${check}`);
    }
  });
}

const vector = loadBatchVector('batch_stark_quintic_3airs_lookup');
const { airs, parameters, proof, bytes, publicValues, preprocessed, system } = vector;
const intact = { airs, parameters, publicValues, preprocessed, proof };
const { extension } = system;

test('swapped tables are refused', (t) => {
  const swap = <T>([a, b, c]: readonly T[]): T[] => [b, a, c];
  t.is(checkOf({ ...intact, airs: swap(airs), publicValues: swap(publicValues) }), 'LENGTH');
  const swapped: BatchProof = {
    ...proof,
    openedValues: swap(proof.openedValues),
    lookupTerminals: swap(proof.lookupTerminals),
    degreeBits: swap(proof.degreeBits),
  };
  t.is(checkOf({ ...intact, proof: swapped }), 'LENGTH');
});

test('heights are those that the caller fixed', (t) => {
  t.is(checkOf({ ...intact, shape: [4, 5, 3] }), 'none');
  for (const shape of [[4, 5, 4], [5, 4, 3], [4, 5], [4, 5, 3, 3], [], [4, 5, '3']]) {
    t.is(checkOf({ ...intact, shape: shape as number[] }), 'HEIGHT');
    t.is(checkOf({ ...intact, proof: bytes, shape: shape as number[] }), 'HEIGHT');
  }
});

test('a table of another height is refused', (t) => {
  proof.degreeBits.forEach((bits, i) => {
    for (const other of [bits - 1, bits + 1]) {
      const check = checkOf({ ...intact, proof: { ...proof, degreeBits: proof.degreeBits.with(i, other) } });
      t.true(['LENGTH', 'FRI_ARITY'].includes(check), check);
    }
  });
  const [fib, table, pre] = proof.degreeBits;
  const check = checkOf({ ...intact, proof: { ...proof, degreeBits: [table, fib, pre] } });
  t.true(['QUERY_POW', 'INPUT_OPENING'].includes(check), check);
});

test('a cap that is higher than a table is refused', (t) => {
  t.is(checkOf({ ...intact, parameters: { ...parameters, capHeight: 6 } }), 'HEIGHT');
});

test('the preprocessed commitment is the one that the tables need', (t) => {
  const { cap, tables } = preprocessed;
  const [table] = tables;
  const wrong: unknown[] = [
    undefined,
    null,
    'key',
    { cap },
    { tables },
    { cap, tables: [] },
    { cap, tables: [table, table] },
    { cap, tables: [{ ...table, table: 1 }] },
    { cap, tables: [{ ...table, width: 2 }] },
    { cap, tables: [{ ...table, degreeBits: 4 }] },
    { cap, tables: [null] },
    { cap, tables: new Array(1) },
    { cap: cap.slice(1), tables },
    { cap: [...cap, cap[0]], tables },
    { cap: [cap[0], [...cap[1]]], tables },
  ];
  for (const [i, key] of wrong.entries()) {
    t.is(checkOf({ ...intact, preprocessed: key as typeof preprocessed }), 'PREPROCESSED', `key ${i}`);
  }
  const other = { cap: [cap[1], cap[0]], tables };
  t.true(['QUERY_POW', 'INPUT_OPENING'].includes(checkOf({ ...intact, preprocessed: other })));
});

test('a preprocessed commitment that no table needs is refused', (t) => {
  const plain: VerifiableAir = { ...airs[2], preprocessedWidth: 0, readsNextPreprocessedRow: false };
  const openedValues = proof.openedValues.with(2, {
    ...proof.openedValues[2],
    base: { ...proof.openedValues[2].base, preprocessedLocal: null, preprocessedNext: null },
  });
  const openingProof = {
    ...proof.openingProof,
    inputOpenings: proof.openingProof.inputOpenings.toSpliced(2, 1),
  };
  const without = { ...intact, airs: airs.with(2, plain), proof: { ...proof, openedValues, openingProof } };
  t.is(checkOf(without), 'PREPROCESSED');
  t.true(['QUERY_POW', 'INPUT_OPENING'].includes(checkOf({ ...without, preprocessed: undefined })));
});

test('terminals add up to zero, and are those of the tables even if they do', (t) => {
  const shifted = (...by: Ext[]): BatchProof => ({
    ...proof,
    lookupTerminals: proof.lookupTerminals.map((terminal, i) => terminal && extension.add(terminal, by[i])),
  });
  const one = extension.one;
  t.is(checkOf({ ...intact, proof: shifted(one, extension.zero) }), 'LOOKUP_SUM');
  t.is(checkOf({ ...intact, proof: shifted(one, one) }), 'LOOKUP_SUM');
  const balanced = checkOf({ ...intact, proof: shifted(one, extension.neg(one)) });
  t.true(['QUERY_POW', 'INPUT_OPENING'].includes(balanced), balanced);
});

test('terminals are there exactly where tables have lookups', (t) => {
  const [fib, table] = proof.lookupTerminals;
  for (const lookupTerminals of [
    [null, table, null],
    [fib, table, extension.zero],
    [fib, null, null],
  ]) {
    t.is(checkOf({ ...intact, proof: { ...proof, lookupTerminals } }), 'LOOKUP_TERMINAL');
  }
});

test('other lookups are refused', (t) => {
  const withLookups = (table: number, lookups: VerifiableAir['lookups']): string =>
    checkOf({ ...intact, airs: airs.with(table, { ...airs[table], lookups }) });
  const [local, received] = airs[1].lookups;
  t.is(withLookups(1, [local, { ...received, weight: 2 ** 26 }]), 'LOOKUP_OVERFLOW');
  t.is(withLookups(1, [local, { ...received, width: 3 }]), 'TABLE');
  t.is(withLookups(1, [local]), 'LENGTH');
  t.is(withLookups(0, []), 'LENGTH');
  t.is(withLookups(2, [local]), 'LENGTH');
  t.is(withLookups(0, [lookup('other', 2, SENT)]), 'TABLE');
  // Everything opened is right under this too, but another width gives other fractions.
  t.is(withLookups(1, [{ ...local, width: 3 }, received]), 'CONSTRAINTS');
});

test('constraints name the table that they fail in', (t) => {
  airs.forEach((air, i) => {
    const stricter: VerifiableAir = {
      ...air,
      constraintCount: air.constraintCount + 1,
      evaluateConstraints: (k, at) => [at.local[0], ...air.evaluateConstraints(k, at)],
    };
    const result = verifyBatch({ ...intact, airs: airs.with(i, stricter) });
    t.false(result.ok);
    if (!result.ok) {
      t.is(result.check, 'CONSTRAINTS');
      t.true(result.message.includes(`table ${i}, ${air.name}`), result.message);
    }
  });
});

test('a table yields as many constraints as it says', (t) => {
  t.is(checkOf({ ...intact, airs: airs.with(0, { ...airs[0], constraintCount: 4 }) }), 'TABLE');
});

test('a table with lookups is not verified on its own', (t) => {
  const result = verifyStark({ air: airs[0], parameters, proof: bytes, publicValues: publicValues[0] });
  t.is(result.ok ? 'none' : result.check, 'TABLE');
});

test('a transcript that has observed something else refuses the proof, and is left as it was', (t) => {
  const challenger = system.hashes.newChallenger();
  t.is(checkOf({ ...intact, challenger }), 'none');
  t.is(checkOf({ ...intact, challenger }), 'none');
  challenger.observe(1);
  t.true(checkOf({ ...intact, challenger }) in CHECKS);
});

test('a batch has 1 to 64 tables', (t) => {
  t.is(checkOf({ ...intact, airs: [], publicValues: [] }), 'TABLES');
  const many = new Array<VerifiableAir>(65).fill(airs[0]);
  t.is(checkOf({ ...intact, airs: many }), 'TABLES');
});
