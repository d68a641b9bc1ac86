import test from 'ava';
import {
  bitReversed,
  inverseDft,
  koalaBear,
  reverseBits,
  type Digest,
  type Ext,
} from '../../../host/field/index.js';
import { fibonacciChip } from '../../../host/stark/chips/index.js';
import { proofSystem, type StarkParameters, type StarkProof } from '../../../host/stark/proof/index.js';
import { verifyStark, type StarkVerification } from '../../../host/stark/verify/index.js';
import { loadStarkVector } from './stark-vectors.js';

function checkOf(verification: StarkVerification): string {
  const result = verifyStark(verification);
  return result.ok ? 'none' : result.check;
}

const air = fibonacciChip(koalaBear);
const LOG_ROWS = 3;
const parameters: StarkParameters = {
  field: 'koalabear',
  extensionDegree: 4,
  hashSet: 'p2-24-16',
  logBlowup: 1,
  logFinalPolyLength: LOG_ROWS,
  maxLogArity: 3,
  queryCount: 203,
  commitPowBits: 0,
  queryPowBits: 0,
  capHeight: 0,
};

/**
 * A proof of anything at all: committed are zeros, and the final polynomial has as many coefficients as the
 * codeword has points, so it can take any values there. Only its length gives it away.
 */
function overlongProof(publicValues: readonly number[]): { proof: StarkProof; finalPolynomial: Ext[] } {
  const { extension: E, field, hashes } = proofSystem(parameters);
  const logHeight = LOG_ROWS + parameters.logBlowup;
  const layers = (width: number): Digest[] => {
    const digests = [hashes.merkle.hashRow(new Array<number>(width).fill(0))];
    for (let i = 0; i < logHeight; i++) digests.push(hashes.merkle.compress(digests[i], digests[i]));
    return digests;
  };
  const trace = layers(2);
  const quotient = layers(4);
  const challenger = hashes.newChallenger();
  for (const number of [LOG_ROWS, LOG_ROWS, 0]) challenger.observe(number);
  challenger.observeCap([trace[logHeight]]);
  for (const value of publicValues) challenger.observe(value);
  const alpha = challenger.sampleExt(E);
  challenger.observeCap([quotient[logHeight]]);
  const zeta = challenger.sampleExt(E);

  const step = field.twoAdicGenerator(LOG_ROWS);
  const vanishing = E.sub(E.pow(zeta, 2 ** LOG_ROWS), E.one);
  const toLast = E.addBase(zeta, field.neg(field.inverse(step)));
  const zeros = [E.zero, E.zero];
  const folded = air
    .evaluateConstraints(E, {
      ...{ local: zeros, next: zeros, preprocessedLocal: [], preprocessedNext: [], publicValues },
      isFirstRow: E.mul(vanishing, E.inverse(E.addBase(zeta, field.p - 1))),
      isLastRow: E.mul(vanishing, E.inverse(toLast)),
      isTransition: toLast,
    })
    .reduce((sum, value) => E.add(E.mul(sum, alpha), value), E.zero);
  const chunk = [E.mul(folded, E.inverse(vanishing)), E.zero, E.zero, E.zero];

  for (const value of [...zeros, ...zeros, ...chunk]) challenger.observeExt(value);
  const combiner = challenger.sampleExt(E);
  const opened: [Ext, Ext[]][] = [
    [zeta, zeros],
    [E.mulBase(zeta, step), zeros],
    [zeta, chunk],
  ];
  const codeword = Array.from({ length: 2 ** logHeight }, (_, i) => {
    const power = field.pow(field.twoAdicGenerator(logHeight), reverseBits(i, logHeight));
    const x = field.mul(field.generator, power);
    let sum = E.zero;
    let scale = E.one;
    for (const [point, values] of opened) {
      const inverse = E.inverse(E.addBase(point, field.neg(x)));
      for (const value of values) {
        sum = E.add(sum, E.mul(scale, E.mul(value, inverse)));
        scale = E.mul(scale, combiner);
      }
    }
    return sum;
  });
  const natural = bitReversed(codeword);
  const columns = E.zero.map((_, k) =>
    inverseDft(
      field,
      natural.map((value) => value[k]),
    ),
  );
  const finalPolynomial = natural.map((_, i) => columns.map((column) => column[i]));
  for (const coefficient of finalPolynomial) challenger.observeExt(coefficient);
  const indices = Array.from({ length: parameters.queryCount }, () => challenger.sampleBits(logHeight));
  const siblings = (digests: readonly Digest[]): Digest[] => {
    const found: Digest[] = [];
    let nodes = [...new Set(indices)];
    for (let level = 0; level < logHeight; level++) {
      const above = [...new Set(nodes.map((node) => node >>> 1))];
      for (let count = 2 * above.length - nodes.length; count > 0; count--) found.push(digests[level]);
      nodes = above;
    }
    return found;
  };
  const proof: StarkProof = {
    commitments: { trace: [trace[logHeight]], quotientChunks: [quotient[logHeight]], random: null },
    openedValues: {
      ...{ traceLocal: zeros, traceNext: zeros, preprocessedLocal: null, preprocessedNext: null },
      quotientChunks: [chunk],
      random: null,
    },
    openingProof: {
      commitPhaseCommits: [],
      commitPowWitnesses: [],
      inputOpenings: [
        { rows: indices.map(() => [[0, 0]]), siblings: siblings(trace) },
        { rows: indices.map(() => [[0, 0, 0, 0]]), siblings: siblings(quotient) },
      ],
      commitPhaseOpenings: [],
      finalPolynomial,
      queryPowWitness: 0,
    },
    degreeBits: LOG_ROWS,
  };
  return { proof, finalPolynomial };
}

test('an array that iterates over more items than it has proves nothing', (t) => {
  const publicValues = [0, 1, 123456];
  const { proof, finalPolynomial } = overlongProof(publicValues);
  const short = finalPolynomial.slice(0, 2 ** LOG_ROWS);
  const iterating = Object.assign(short.slice(), {
    [Symbol.iterator]: () => finalPolynomial[Symbol.iterator](),
    map: (...given: Parameters<typeof short.map>) => finalPolynomial.map(...given),
  });
  let reads = 0;
  const growing = new Proxy(finalPolynomial, {
    get: (target, key) =>
      key === 'length'
        ? reads++ === 0
          ? short.length
          : target.length
        : (Reflect.get(target, key) as unknown),
  });
  const checks = [finalPolynomial, short, iterating, growing].map((polynomial) => {
    const openingProof = { ...proof.openingProof, finalPolynomial: polynomial };
    return checkOf({ air, parameters, publicValues, proof: { ...proof, openingProof } });
  });
  t.is(checks[0], 'LENGTH');
  t.true(
    checks.every((check) => check !== 'none'),
    checks.join(),
  );
});

for (const name of ['stark_fib64_b1_a3_cap2', 'stark_keccakcfg_fib64_b1_a3_cap2']) {
  const vector = loadStarkVector(name);

  test(`${name}: digests are copied, whatever their own members do`, (t) => {
    let reads = 0;
    const watched = (digest: Digest): Digest => {
      const live = new Proxy(digest.slice(), {
        get: (target, key) => {
          reads++;
          return key === 'every' ? () => true : (Reflect.get(target, key, target) as unknown);
        },
      });
      return Object.assign(digest.slice(), { slice: () => live, every: () => true });
    };
    const commitments = {
      ...vector.proof.commitments,
      trace: vector.proof.commitments.trace.map(watched),
    };
    const verification = { ...vector, proof: { ...vector.proof, commitments } };
    t.is(checkOf(verification), 'none');
    t.is(reads, 0);
  });
}

test('public values are taken by index', (t) => {
  const { publicValues, ...vector } = loadStarkVector('stark_fib64_b1_a3_cap2');
  const iterating = Object.assign([...publicValues.slice(0, -1), koalaBear.p - 1], {
    [Symbol.iterator]: () => publicValues[Symbol.iterator](),
  });
  t.not(checkOf({ ...vector, publicValues: iterating }), 'none');
  const empty = Object.assign([...publicValues], { [Symbol.iterator]: () => [][Symbol.iterator]() });
  t.is(checkOf({ ...vector, publicValues: empty }), 'none');
});

test('bytes are copied as they are', (t) => {
  const vector = loadStarkVector('stark_fib64_b1_a3_cap2');
  const longer = Uint8Array.of(...vector.bytes, 0);
  Object.defineProperty(longer, 'length', { value: vector.bytes.length });
  t.not(checkOf({ ...vector, proof: longer }), 'none');
  t.is(checkOf({ ...vector, proof: Buffer.from(vector.bytes) }), 'none');
});
