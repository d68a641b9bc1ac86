import test from 'ava';
import { verifyBatch, type BatchVerification } from '../../../host/stark/verify/index.js';
import { loadBatchVector } from './batch-vectors.js';

const { airs, parameters, publicValues, preprocessed, proof, bytes, file } = loadBatchVector(
  'batch_stark_quintic_3airs_lookup',
);
const json = file.proof as Record<string, unknown>;

function verify(given: unknown, change: Partial<BatchVerification> = {}) {
  const statement = { airs, parameters, publicValues, preprocessed, ...change };
  const result = verifyBatch({ ...statement, proof: given as BatchVerification['proof'] });
  return result.ok ? { check: 'none', message: '' } : result;
}

function throwing(): never {
  throw new TypeError('from the getter');
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function getter(object: object, name: string | number): object {
  const copy = (Array.isArray(object) ? [...(object as unknown[])] : { ...object }) as object;
  return Object.defineProperty(copy, name, { get: throwing, enumerable: true });
}

/** An array whose length can be read and whose items cannot. */
function unreadable(array: readonly unknown[]): unknown[] {
  return new Proxy([...array], { get: (target, key) => (key === 'length' ? target.length : throwing()) });
}

test('degrees of no form are refused in few words', (t) => {
  let deep: unknown = [];
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const things: [unknown, string][] = [
    [new Array(2 ** 32 - 1), 'TABLES'],
    [new Proxy([], { get: (_, key) => (key === 'length' ? 2 ** 40 : 4) }), 'TABLES'],
    [revoked([]), 'TABLES'],
    [unreadable(proof.degreeBits), 'TABLES'],
    [{ length: 3, 0: 4, 1: 5, 2: 3 }, 'TABLES'],
    [Symbol('degrees'), 'TABLES'],
    [new Array(3), 'DEGREE_BITS'],
    [[4, 5, deep], 'DEGREE_BITS'],
    [[4, 5, 'x'.repeat(1_000_000)], 'DEGREE_BITS'],
    [[4, 5, -0], 'DEGREE_BITS'],
    [[4, 5, 3n], 'DEGREE_BITS'],
    [[4, 5, Infinity], 'DEGREE_BITS'],
    [[4, 5, { valueOf: () => 3 }], 'DEGREE_BITS'],
  ];
  for (const [degreeBits, expected] of things) {
    for (const given of [{ ...proof, degreeBits }, { p3Json: { ...json, degree_bits: degreeBits } }]) {
      const { check, message } = verify(given);
      t.is(check, expected);
      t.true(message.length < 100, message.slice(0, 100));
    }
  }
});

test('objects that throw when they are read are refused by name', (t) => {
  const [first, ...others] = proof.openedValues;
  const things: unknown[] = [
    getter(proof, 'degreeBits'),
    getter(proof, 'commitments'),
    getter(proof, 'lookupTerminals'),
    { ...proof, commitments: getter(proof.commitments, 'permutation') },
    { ...proof, commitments: { ...proof.commitments, permutation: revoked([]) } },
    { ...proof, openedValues: getter(proof.openedValues, 0) },
    { ...proof, openedValues: unreadable(proof.openedValues) },
    { ...proof, openedValues: [getter(first, 'base'), ...others] },
    { ...proof, openedValues: [getter(first, 'permutationLocal'), ...others] },
    { ...proof, openedValues: [{ ...first, permutationNext: revoked([]) }, ...others] },
    { ...proof, lookupTerminals: unreadable(proof.lookupTerminals) },
    { ...proof, lookupTerminals: [revoked([]), ...proof.lookupTerminals.slice(1)] },
    new Proxy({ ...proof }, { ownKeys: throwing }),
    new Proxy({ ...proof }, { get: throwing, getPrototypeOf: throwing }),
    revoked({}),
    { p3Json: revoked({}) },
    getter({}, 'p3Json'),
  ];
  for (const [i, thing] of things.entries()) t.is(verify(thing).check, 'STRUCTURE', `thing ${i}`);
});

test('things that are no proof are refused by name', (t) => {
  for (const thing of [
    null,
    undefined,
    0,
    'proof',
    [],
    {},
    { p3Json: null },
    { p3Json: proof },
    bytes.buffer,
  ]) {
    t.is(verify(thing).check, 'TABLES');
  }
  t.is(verify(new Uint8Array()).check, 'TRUNCATED');
  t.is(verify(Uint8Array.of(3, 4, 5, 3)).check, 'LENGTH');
});

test('values that change between two reads are read once', (t) => {
  let reads = 0;
  const counted = new Proxy([...proof.openedValues[0].permutationLocal], {
    get: (target, key) => {
      if (key === '0') reads++;
      return Reflect.get(target, key) as unknown;
    },
  });
  const openedValues = proof.openedValues.with(0, { ...proof.openedValues[0], permutationLocal: counted });
  t.is(verify({ ...proof, openedValues }).check, 'none');
  t.is(reads, 1);

  let degreeReads = 0;
  const changing = Object.defineProperty({ ...proof }, 'degreeBits', {
    get: () => (degreeReads++ === 0 ? proof.degreeBits : [5, 4, 3]),
    enumerable: true,
  });
  t.is(verify(changing).check, 'DEGREE_BITS');
});

test('sparse arrays are refused by name', (t) => {
  const holes = (array: readonly unknown[]): unknown[] => new Array<unknown>(array.length);
  const [first, ...others] = proof.openedValues;
  t.is(verify({ ...proof, openedValues: holes(proof.openedValues) }).check, 'STRUCTURE');
  t.is(verify({ ...proof, lookupTerminals: holes(proof.lookupTerminals) }).check, 'STRUCTURE');
  const permutationLocal = holes(first.permutationLocal);
  t.is(verify({ ...proof, openedValues: [{ ...first, permutationLocal }, ...others] }).check, 'STRUCTURE');
  const main = holes(proof.commitments.main);
  t.is(verify({ ...proof, commitments: { ...proof.commitments, main } }).check, 'DIGEST');
});

test('public values that throw when they are read are refused', (t) => {
  const [values] = publicValues;
  const things: unknown[] = [
    revoked([]),
    unreadable(publicValues),
    getter(publicValues, 1),
    publicValues.with(0, revoked([]) as number[]),
    publicValues.with(0, unreadable(values) as number[]),
    publicValues.with(0, new Array<number>(3)),
    publicValues.with(0, values.with(0, -0)),
  ];
  for (const [i, given] of things.entries()) {
    t.is(verify(proof, { publicValues: given as number[][] }).check, 'PUBLIC_VALUES', `values ${i}`);
  }
});

test('a preprocessed commitment that throws when it is read is refused', (t) => {
  const { cap, tables } = preprocessed;
  const things: [unknown, string][] = [
    [{ cap: revoked([]), tables }, 'PREPROCESSED'],
    [{ cap: unreadable(cap), tables }, 'PREPROCESSED'],
    [{ cap: cap.map((digest) => new Proxy(digest, {})), tables }, 'PREPROCESSED'],
    [{ cap, tables: unreadable(tables) }, 'PREPROCESSED'],
    [{ cap, tables: revoked([]) }, 'PREPROCESSED'],
    [{ cap, tables: new Array(2 ** 31) }, 'PREPROCESSED'],
    [getter(preprocessed, 'tables'), 'STRUCTURE'],
    [{ cap, tables: [getter(tables[0], 'width')] }, 'STRUCTURE'],
  ];
  for (const [i, [key, expected]] of things.entries()) {
    t.is(verify(proof, { preprocessed: key as typeof preprocessed }).check, expected, `key ${i}`);
  }
});
