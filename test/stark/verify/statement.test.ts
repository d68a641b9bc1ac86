import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import { cubeChip, fibonacciChip } from '../../../host/stark/chips/index.js';
import { ParametersError, type StarkParameters } from '../../../host/stark/proof/index.js';
import { CHECKS, verifyStark, type StarkVerification } from '../../../host/stark/verify/index.js';
import { loadStarkVector, SMALL_VECTORS } from './stark-vectors.js';

function checkOf(verification: StarkVerification): string {
  const result = verifyStark(verification);
  return result.ok ? 'none' : result.check;
}

for (const name of SMALL_VECTORS) {
  const { air, parameters, bytes, publicValues, system } = loadStarkVector(name);

  test(`${name}: other public values are refused`, (t) => {
    publicValues.forEach((value, i) => {
      const changed = publicValues.with(i, (value + 1) % system.field.p);
      t.true(checkOf({ air, parameters, proof: bytes, publicValues: changed }) in CHECKS);
    });
    for (const wrong of [
      [],
      publicValues.slice(1),
      [...publicValues, 0],
      publicValues.with(0, publicValues[0] + system.field.p),
      [...publicValues.map(String)],
      Array.from({ length: publicValues.length }),
    ]) {
      t.is(checkOf({ air, parameters, proof: bytes, publicValues: wrong }), 'PUBLIC_VALUES');
    }
  });

  test(`${name}: other parameters are refused`, (t) => {
    const changes: Partial<StarkParameters>[] = [
      { logBlowup: parameters.logBlowup + 1 },
      { logFinalPolyLength: parameters.logFinalPolyLength + 1 },
      { maxLogArity: parameters.maxLogArity + 1 },
      { queryCount: parameters.queryCount + 1 },
      { queryCount: parameters.queryCount - 1 },
      // Plonky3's protocol does not observe these, so a proof passes under fewer bits than it has.
      { commitPowBits: 24 },
      { queryPowBits: 24 },
      { capHeight: parameters.capHeight + 1 },
      { extensionDegree: parameters.extensionDegree === 4 ? 5 : 4, field: 'koalabear' },
      { hashSet: parameters.hashSet === 'keccak' ? 'p2-16' : 'keccak' },
      { hashSet: parameters.hashSet === 'p2-24-16' ? 'p2-16' : 'p2-24-16' },
      ...(parameters.extensionDegree === 4
        ? [{ field: parameters.field === 'koalabear' ? 'babybear' : 'koalabear' } as const]
        : []),
    ];
    for (const change of changes) {
      const check = checkOf({ air, parameters: { ...parameters, ...change }, proof: bytes, publicValues });
      t.not(check, 'none', JSON.stringify(change));
    }
  });
}

const vector = loadStarkVector('stark_fib64_b1_a3_cap2');
const { air, parameters, bytes, proof, publicValues } = vector;

test('proof of work is checked', (t) => {
  const queryPow = { ...parameters, queryPowBits: 24 };
  t.is(checkOf({ air, parameters: queryPow, proof: bytes, publicValues }), 'QUERY_POW');
  const commitPow = { ...parameters, commitPowBits: 24 };
  t.is(checkOf({ air, parameters: commitPow, proof: bytes, publicValues }), 'COMMIT_POW');
});

test('parameters that make no sense throw', (t) => {
  const none = { ...parameters, queryCount: 0 };
  t.throws(() => verifyStark({ air, parameters: none, proof: bytes, publicValues }), {
    instanceOf: ParametersError,
    code: 'QUERY_COUNT',
  });
});

test('another table is refused', (t) => {
  const cube = cubeChip(koalaBear);
  t.is(checkOf({ air: cube, parameters, proof: bytes, publicValues: publicValues.slice(1) }), 'LENGTH');
  t.is(checkOf({ air: fibonacciChip(babyBear), parameters, proof: bytes, publicValues }), 'TABLE');
  const { name, width, preprocessedWidth, publicValueCount, maxConstraintDegree } = air;
  const looser = {
    ...{ name, width, preprocessedWidth, publicValueCount, maxConstraintDegree },
    readsNextRow: true,
    readsNextPreprocessedRow: false,
    constraintCount: 0,
    lookups: [],
    lookupConstraintCount: 0,
    evaluateConstraints: () => [],
  };
  t.is(checkOf({ air: looser, parameters, proof: bytes, publicValues }), 'CONSTRAINTS');
  t.is(checkOf({ air: { ...looser, constraintCount: 5 }, parameters, proof: bytes, publicValues }), 'TABLE');
});

test('a preprocessed commitment that the table does not have is refused', (t) => {
  const preprocessed = { cap: proof.commitments.trace, width: 1, degreeBits: proof.degreeBits };
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, preprocessed }), 'PREPROCESSED');
  const empty = { ...preprocessed, width: 0 };
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, preprocessed: empty }), 'PREPROCESSED');
});

test('the caller bounds the number of rows', (t) => {
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, maxDegreeBits: 5 }), 'DEGREE_BITS');
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, maxDegreeBits: 6 }), 'none');
});

test('a transcript that has observed something else refuses the proof, and is left as it was', (t) => {
  const challenger = vector.system.hashes.newChallenger();
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, challenger }), 'none');
  t.is(checkOf({ air, parameters, proof: bytes, publicValues, challenger }), 'none');
  challenger.observe(1);
  t.true(checkOf({ air, parameters, proof: bytes, publicValues, challenger }) in CHECKS);
});

test('things that are no proof are refused by name', (t) => {
  const things: unknown[] = [
    null,
    undefined,
    0,
    'proof',
    [],
    {},
    { degreeBits: 6 },
    { p3Json: null },
    { p3Json: [] },
  ];
  for (const thing of [...things, new Uint8Array(), { ...proof, random: null }, { p3Json: proof }]) {
    const check = checkOf({ air, parameters, proof: thing as Uint8Array, publicValues });
    t.true(['DEGREE_BITS', 'STRUCTURE', 'TRUNCATED'].includes(check), check);
  }
});

test('digests of a proof in memory are words below the modulus', (t) => {
  const [first, ...rest] = proof.commitments.trace;
  for (const digest of [first.with(0, koalaBear.p), [...first], first.slice(1), null]) {
    const damaged = {
      ...proof,
      commitments: { ...proof.commitments, trace: [digest, ...rest] as typeof rest },
    };
    t.is(checkOf({ air, parameters, proof: damaged, publicValues }), 'DIGEST');
  }
});
