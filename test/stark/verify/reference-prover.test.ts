import test from 'ava';
import { koalaBear, babyBear, type Ext } from '../../../host/field/index.js';
import type { VerifiableAir } from '../../../host/stark/air/index.js';
import { fibonacciChip, fibonacciTrace } from '../../../host/stark/chips/index.js';
import {
  encodeStarkProof,
  PRESETS,
  proofSystem,
  type StarkParameters,
  type StarkProof,
} from '../../../host/stark/proof/index.js';
import { verifyStark, type VerificationResult } from '../../../host/stark/verify/index.js';
import { seededWords } from '../../field/random.js';
import { proveStark, type ProvingInput, type ReferenceProof } from './reference-prover.js';
import { loadStarkVector, SMALL_VECTORS } from './stark-vectors.js';

for (const name of SMALL_VECTORS) {
  test(`${name}: the reference prover makes the same bytes`, (t) => {
    const { air, parameters, file, system, bytes, publicValues } = loadStarkVector(name);
    const { proof } = proveStark({ air, parameters, trace: file.trace, publicValues });
    t.deepEqual(encodeStarkProof(system, proof), bytes);
  });
}

function verify(input: ProvingInput, { proof, preprocessed }: ReferenceProof): VerificationResult {
  const { air, parameters, publicValues, challenger } = input;
  const bytes = encodeStarkProof(proofSystem(parameters), proof);
  return verifyStark({ air, parameters, publicValues, challenger, preprocessed, proof: bytes });
}

const FEW: StarkParameters = { ...PRESETS.dev, queryCount: 5, queryPowBits: 3 };

function fibonacciInput(parameters: StarkParameters, height: number): ProvingInput {
  const field = parameters.field === 'koalabear' ? koalaBear : babyBear;
  const { trace, publicValues } = fibonacciTrace(field, height, 3, 5);
  const rows = Array.from({ length: height }, (_, i) => [...trace.subarray(2 * i, 2 * i + 2)]);
  return { air: fibonacciChip(field), parameters, trace: rows, publicValues };
}

test('parameters and heights that no vector has', (t) => {
  const cases: [Partial<StarkParameters>, number][] = [
    [{ logBlowup: 3, maxLogArity: 4, commitPowBits: 2 }, 64],
    [{ logFinalPolyLength: 3, maxLogArity: 2 }, 32],
    // No folding at all.
    [{ logFinalPolyLength: 3 }, 8],
    [{ logFinalPolyLength: 2, extensionDegree: 5 }, 4],
    // Caps that reach the leaves of some trees, or of all.
    [{ capHeight: 4, maxLogArity: 1 }, 16],
    [{ capHeight: 12, hashSet: 'keccak' }, 8],
    [{ field: 'babybear', hashSet: 'p2-16', logBlowup: 2 }, 16],
    [{ field: 'babybear', hashSet: 'keccak' }, 2],
    // More queries than points.
    [{ queryCount: 40, maxLogArity: 6 }, 4],
  ];
  for (const [change, height] of cases) {
    const input = fibonacciInput({ ...FEW, ...change }, height);
    const result = verify(input, proveStark(input));
    t.deepEqual(result, { ok: true, degreeBits: Math.log2(height) }, JSON.stringify(change));
  }
});

test('a transcript that both sides start from', (t) => {
  const challenger = proofSystem(FEW).hashes.newChallenger();
  for (const element of [1, 2, 3]) challenger.observe(element);
  const input = { ...fibonacciInput(FEW, 16), challenger };
  const made = proveStark(input);
  t.true(verify(input, made).ok);
  t.false(verify(fibonacciInput(FEW, 16), made).ok);
});

/** A column that is the running sum of fixed steps, which the preprocessed column holds. */
function stepsAir(readsNextPreprocessedRow: boolean): VerifiableAir {
  return {
    name: 'steps',
    width: 1,
    preprocessedWidth: 1,
    publicValueCount: 0,
    readsNextRow: true,
    readsNextPreprocessedRow,
    maxConstraintDegree: 1,
    lookups: [],
    constraintCount: 1,
    evaluateConstraints(k, { local, next, preprocessedLocal, preprocessedNext, isTransition }): Ext[] {
      const [step] = readsNextPreprocessedRow ? preprocessedNext : preprocessedLocal;
      return [k.mul(isTransition, k.sub(next[0], k.add(local[0], step)))];
    },
  };
}

for (const readsNext of [false, true]) {
  test(`preprocessed columns, ${readsNext ? 'next row' : 'this row'}`, (t) => {
    const steps = [3, 1, 4, 1, 5, 9, 2, 6];
    let sum = 10;
    const trace = steps.map((step, i) => {
      if (i > 0) sum += readsNext ? step : steps[i - 1];
      return [sum];
    });
    const preprocessed = steps.map((step) => [step]);
    const input = { air: stepsAir(readsNext), parameters: FEW, trace, publicValues: [], preprocessed };
    const made = proveStark(input);
    t.deepEqual(verify(input, made), { ok: true, degreeBits: 3 });

    const check = (key: ReferenceProof['preprocessed']): unknown => {
      const result = verify(input, { ...made, preprocessed: key });
      return result.ok || result.check;
    };
    const key = made.preprocessed!;
    t.is(check(undefined), 'PREPROCESSED');
    t.is(check({ ...key, width: 2 }), 'PREPROCESSED');
    t.is(check({ ...key, degreeBits: 4 }), 'PREPROCESSED');
    t.is(check({ ...key, cap: [...key.cap, ...key.cap] }), 'PREPROCESSED');
    t.is(check({ ...key, cap: [key.cap[0].with(0, koalaBear.p)] }), 'PREPROCESSED');
    t.not(check({ ...key, cap: [made.proof.commitments.trace[0]] }), true);
    const other = proveStark({ ...input, preprocessed: preprocessed.with(7, [7]) });
    t.not(check(other.preprocessed), true);

    const { openedValues } = made.proof;
    const mute = { ...made.proof, openedValues: { ...openedValues, preprocessedLocal: null } };
    t.is(checkOf(input, { ...made, proof: mute }), 'OPTION');
  });
}

/** One column with x^degree = y^degree summed up over two columns: a table of one row kind, no next row. */
function powerAir(degree: number): VerifiableAir {
  return {
    name: 'power',
    width: 2,
    preprocessedWidth: 0,
    publicValueCount: 0,
    readsNextRow: false,
    readsNextPreprocessedRow: false,
    maxConstraintDegree: degree,
    lookups: [],
    constraintCount: 1,
    evaluateConstraints: (k, { local }) => [k.sub(k.pow(local[0], degree), k.pow(local[1], degree))],
  };
}

test('degrees up to 9, no next row', (t) => {
  const random = seededWords(5);
  const trace = Array.from({ length: 8 }, () => random() % koalaBear.p).map((x) => [x, x]);
  for (const degree of [1, 2, 3, 4, 5, 9]) {
    const input = { air: powerAir(degree), parameters: FEW, trace, publicValues: [] };
    const made = proveStark(input);
    t.is(made.proof.openedValues.quotientChunks.length, 2 ** Math.ceil(Math.log2(Math.max(degree, 2) - 1)));
    t.is(checkOf(input, made), 'none', `degree ${degree}`);
  }
});

test('a table of one row', (t) => {
  for (const capHeight of [0, 3]) {
    const input = { air: powerAir(3), parameters: { ...FEW, capHeight }, trace: [[7, 7]], publicValues: [] };
    const made = proveStark(input);
    t.is(made.proof.openingProof.commitPhaseCommits.length, 0);
    t.is(checkOf(input, made), 'none');
  }
});

test('columns of a higher degree than the table has rows for are refused', (t) => {
  const air = powerAir(1);
  const claim = (rows: number, claimedHeight: number): string => {
    const trace = Array.from({ length: rows }, (_, i) => [i * i, i * i]);
    const input = { air, parameters: FEW, trace, publicValues: [], claimedHeight };
    return checkOf(input, proveStark(input));
  };
  t.is(claim(16, 16), 'none');
  t.is(claim(16, 8), 'FINAL_POLYNOMIAL');
  t.is(claim(8, 4), 'FINAL_POLYNOMIAL');
  // A line is committed for a table of one row. Its quotient is a constant, so folding finds nothing amiss.
  t.is(claim(2, 1), 'CONSTANT_OPENING');
});

test('a false statement has no proof', (t) => {
  const honest = fibonacciInput(FEW, 16);
  const row = honest.trace[9];
  const wrongRow = { ...honest, trace: honest.trace.with(9, [row[0] + 1, row[1]]) };
  t.is(checkOf(wrongRow, proveStark(wrongRow)), 'CONSTRAINTS');
  const wrongResult = { ...honest, publicValues: honest.publicValues.with(2, 1) };
  t.is(checkOf(wrongResult, proveStark(wrongResult)), 'CONSTRAINTS');
});

function checkOf(
  input: ProvingInput,
  made: { proof: StarkProof; preprocessed: ReferenceProof['preprocessed'] },
): string {
  const result = verify(input, made);
  return result.ok ? 'none' : result.check;
}
