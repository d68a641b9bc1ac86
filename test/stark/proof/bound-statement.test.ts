import test from 'ava';
import {
  bindStatement,
  boundDigest,
  boundDigestWords,
  encodeStatement,
  ParametersError,
  proofSystem,
  StatementError,
  statementDigest,
  type BoundStatement,
  type StarkParameters,
} from '../../../host/stark/proof/index.js';
import { loadVectors } from '../../support/vectors.js';

interface StatementCase {
  readonly name: string;
  readonly parameters: StarkParameters;
  readonly chip_identities: string[];
  readonly shapes: BoundStatement['shapes'];
  readonly shape_id: number;
  readonly verifying_key: string | null;
  readonly encoding_hex: string;
  readonly digest_hex: string;
  readonly observed: number[];
}

const { cases } = loadVectors<{ cases: StatementCase[] }>('bound_statement');
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

function statementOf(vector: StatementCase): BoundStatement {
  return {
    parameters: vector.parameters,
    chipIdentities: vector.chip_identities.map(fromHex),
    shapes: vector.shapes,
    shapeId: vector.shape_id,
    verifyingKey: vector.verifying_key === null ? null : fromHex(vector.verifying_key),
  };
}

for (const vector of cases) {
  test(`${vector.name}: encoding, digest and observed words are the frozen ones`, (t) => {
    const statement = statementOf(vector);
    const system = proofSystem(vector.parameters);
    t.is(toHex(encodeStatement(statement)), vector.encoding_hex);
    const digest = statementDigest(statement);
    t.is(toHex(digest), vector.digest_hex);
    t.deepEqual([...boundDigest(system, digest)], vector.observed);
    t.true(system.hashes.merkle.isDigest(boundDigest(system, digest)));

    const isKeccak = vector.parameters.hashSet === 'keccak';
    const words = vector.observed.map((word) => (isKeccak ? word : system.field.toMontgomery(word)));
    t.deepEqual([...boundDigestWords(system, digest)], words);

    const bound = system.hashes.newChallenger();
    bindStatement(bound, system, digest);
    const expected = system.hashes.newChallenger();
    expected.observeDigest(Uint32Array.from(vector.observed));
    t.is(bound.sample(), expected.sample());
    t.not(bound.sample(), system.hashes.newChallenger().sample());
  });
}

const statement = statementOf(cases[0]);
const { parameters, chipIdentities, shapes } = statement;
const [[first, ...others], second] = shapes;

test('every ingredient changes the digest', (t) => {
  const withShapes = (...changed: BoundStatement['shapes']) => ({ ...statement, shapes: changed });
  const changes: BoundStatement[] = [
    { ...statement, parameters: { ...parameters, field: 'babybear', extensionDegree: 4 } },
    { ...statement, parameters: { ...parameters, extensionDegree: 4 } },
    { ...statement, parameters: { ...parameters, hashSet: 'p2-16' } },
    { ...statement, parameters: { ...parameters, hashSet: 'keccak' } },
    ...(['logBlowup', 'logFinalPolyLength', 'maxLogArity', 'queryCount'] as const).map((name) => ({
      ...statement,
      parameters: { ...parameters, [name]: parameters[name] + 1 },
    })),
    ...(['commitPowBits', 'queryPowBits', 'capHeight'] as const).map((name) => ({
      ...statement,
      parameters: { ...parameters, [name]: parameters[name] + 1 },
    })),
    ...chipIdentities.flatMap((identity, i) => [
      { ...statement, chipIdentities: chipIdentities.with(i, identity.with(31, identity[31] ^ 1)) },
    ]),
    { ...statement, chipIdentities: chipIdentities.toReversed() },
    { ...statement, chipIdentities: [...chipIdentities, chipIdentities[0]] },
    withShapes(second, [first, ...others]),
    withShapes([first, ...others], second, second),
    withShapes([first, ...others], second.slice(1)),
    withShapes([first, ...others, ...second.slice(0, 1)], second.slice(1)),
    withShapes([{ ...first, chip: 1 }, ...others], second),
    withShapes([{ ...first, degreeBits: 11 }, ...others], second),
    withShapes([{ ...first, buses: [1, 0] }, ...others], second),
    withShapes([{ ...first, buses: [0] }, ...others], second),
    { ...statement, shapeId: 0 },
    { ...statement, verifyingKey: null },
    { ...statement, verifyingKey: new Uint8Array(32) },
  ];
  const digests = [statement, ...changes].map((changed) => toHex(statementDigest(changed)));
  t.is(new Set(digests).size, digests.length);
  // The version of the format is not the caller's to choose.
  t.deepEqual([...encodeStatement(statement).subarray(8, 12)], [1, 0, 0, 0]);
});

test('statements that cannot be are refused by name', (t) => {
  const withFirst = (change: object) => ({ shapes: [[{ ...first, ...change }]], shapeId: 0 });
  const wrong: [Partial<BoundStatement>, string][] = [
    [{ chipIdentities: [new Uint8Array(31)] }, 'CHIPS'],
    [{ chipIdentities: [[...chipIdentities[0]] as unknown as Uint8Array] }, 'CHIPS'],
    [{ chipIdentities: new Array<Uint8Array>(1025).fill(chipIdentities[0]) }, 'CHIPS'],
    [{ shapes: new Array<typeof second>(257).fill(second) }, 'SHAPES'],
    [{ shapes: [new Array<typeof first>(65).fill(first)], shapeId: 0 }, 'SHAPES'],
    [withFirst({ chip: 3 }), 'SHAPES'],
    [withFirst({ chip: -1 }), 'SHAPES'],
    [withFirst({ degreeBits: 25 }), 'SHAPES'],
    [withFirst({ degreeBits: 0.5 }), 'SHAPES'],
    [withFirst({ buses: [2 ** 32] }), 'SHAPES'],
    [{ shapeId: 2 }, 'SHAPE_ID'],
    [{ shapes: [], shapeId: 1 }, 'SHAPE_ID'],
    [{ verifyingKey: new Uint8Array(0) }, 'VERIFYING_KEY'],
    [{ verifyingKey: new Uint8Array(33) }, 'VERIFYING_KEY'],
  ];
  for (const [change, code] of wrong) {
    t.throws(() => statementDigest({ ...statement, ...change }), { instanceOf: StatementError, code });
  }
  t.throws(() => statementDigest({ ...statement, parameters: { ...parameters, queryCount: 0 } }), {
    instanceOf: ParametersError,
  });
  const system = proofSystem(parameters);
  const challenger = system.hashes.newChallenger();
  t.throws(() => bindStatement(challenger, system, new Uint8Array(31)), { code: 'DIGEST' });
});
