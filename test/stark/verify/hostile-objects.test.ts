import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { cell, defineChip } from '../../../host/stark/air/index.js';
import { ParametersError, PRESETS, type StarkParameters } from '../../../host/stark/proof/index.js';
import {
  verifyStark,
  type PreprocessedKey,
  type StarkVerification,
} from '../../../host/stark/verify/index.js';
import { proveStark } from './reference-prover.js';
import { loadStarkVector } from './stark-vectors.js';

const vector = loadStarkVector('stark_fib64_b1_a3_cap2');
const { air, parameters, publicValues, proof, bytes, file } = vector;

function verify(given: unknown) {
  const result = verifyStark({ air, parameters, publicValues, proof: given as StarkVerification['proof'] });
  return result.ok ? { check: 'none', message: '' } : result;
}

/** The vector's proof as JSON with another number of rows. */
function withDegreeBits(degreeBits: unknown) {
  return { p3Json: { ...(file.proof as object), degree_bits: degreeBits } };
}

function throwing(): never {
  throw new TypeError('from the getter');
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

test('a number of rows that is no number is refused in few words', (t) => {
  let deep: unknown = [];
  for (let i = 0; i < 20_000; i++) deep = [deep];
  for (const degreeBits of [
    JSON.parse('{"toString":null,"valueOf":null}'),
    deep,
    new Array(5_000_000).fill(0),
    'x'.repeat(1_000_000),
    Object.create(null),
    Symbol('rows'),
    -0,
    null,
    6n,
  ]) {
    const { check, message } = verify(withDegreeBits(degreeBits));
    t.is(check, 'DEGREE_BITS');
    t.true(message.length < 100, message.slice(0, 100));
  }
});

test('-0 is no number of rows', (t) => {
  const { system, ...one } = loadStarkVector('stark_fib8_b2_a1');
  const made = proveStark({
    ...one,
    parameters: { ...PRESETS.dev },
    trace: [[0, 1]],
    publicValues: [0, 1, 1],
  });
  const verification = { air: one.air, parameters: PRESETS.dev, publicValues: [0, 1, 1] };
  t.true(verifyStark({ ...verification, proof: made.proof }).ok);
  const result = verifyStark({ ...verification, proof: { ...made.proof, degreeBits: -0 } });
  t.is(result.ok ? 'none' : result.check, 'DEGREE_BITS');
  t.is(system.field, koalaBear);
});

test('unknown members are shown short and quoted', (t) => {
  for (const name of ['x'.repeat(10_000_000), '\u001b[31m\u202e"\n']) {
    const { check, message } = verify({ p3Json: { ...(file.proof as object), [name]: 1 } });
    t.is(check, 'STRUCTURE');
    t.true(message.length < 150, message.slice(0, 150));
    t.regex(message, /^[\x20-\x7e]*$/);
  }
});

test('objects that throw when they are read are refused by name', (t) => {
  const getter = (object: object, name: string): object =>
    Object.defineProperty({ ...object }, name, { get: throwing, enumerable: true });
  const opened = proof.openedValues;
  const things: unknown[] = [
    getter(proof, 'degreeBits'),
    getter(proof, 'commitments'),
    { ...proof, openedValues: getter(opened, 'traceLocal') },
    { ...proof, openedValues: revoked(opened) },
    { ...proof, openedValues: { ...opened, traceLocal: revoked([]) } },
    {
      ...proof,
      openedValues: {
        ...opened,
        traceLocal: new Proxy([...opened.traceLocal], {
          get: (target, key) => (key === 'length' ? target.length : throwing()),
        }),
      },
    },
    new Proxy({ ...proof }, { ownKeys: throwing }),
    new Proxy({ ...proof }, { get: throwing, getPrototypeOf: throwing }),
    revoked({}),
    { p3Json: revoked({}) },
    getter({}, 'p3Json'),
  ];
  for (const [i, thing] of things.entries()) t.is(verify(thing).check, 'STRUCTURE', `thing ${i}`);
});

test('objects that only look like bytes are no proof', (t) => {
  for (const thing of [Object.create(Uint8Array.prototype), new Proxy(bytes, {}), bytes.buffer]) {
    t.is(verify(thing).check, 'DEGREE_BITS');
  }
  const lost = bytes.slice();
  structuredClone(lost.buffer, { transfer: [lost.buffer] });
  t.is(verify(lost).check, 'TRUNCATED');
});

test('public values that throw when they are read are refused', (t) => {
  const values = [...publicValues];
  Object.defineProperty(values, 1, { get: throwing });
  for (const given of [values, revoked([]), new Array(3), null, [0, -0, 21]]) {
    const result = verifyStark({ air, parameters, proof, publicValues: given as unknown[] });
    t.is(result.ok ? 'none' : result.check, 'PUBLIC_VALUES');
  }
});

test('a preprocessed commitment of no form is refused by name', (t) => {
  const chip = defineChip(koalaBear, {
    name: 'fixed',
    columns: { a: cell() },
    preprocessed: { k: cell() },
    constraints: ({ local, preprocessed, assertEqual }) => assertEqual('equal', local.a, preprocessed.k),
  });
  const rows = Array.from({ length: 8 }, (_, i) => [i]);
  const made = proveStark({
    air: chip,
    parameters: PRESETS.dev,
    trace: rows,
    preprocessed: rows,
    publicValues: [],
  });
  const key = made.preprocessed as PreprocessedKey;
  const checkOf = (preprocessed: unknown) => {
    const result = verifyStark({
      ...{ air: chip, parameters: PRESETS.dev, proof: made.proof, publicValues: [] },
      preprocessed: preprocessed as PreprocessedKey,
    });
    return result.ok ? 'none' : result.check;
  };
  t.is(checkOf(key), 'none');
  const [digest] = key.cap;
  for (const cap of [
    new Array(1),
    [undefined],
    null,
    'x',
    [[...digest]],
    revoked([]),
    [new Proxy(digest, {})],
  ]) {
    t.is(checkOf({ ...key, cap }), 'PREPROCESSED');
  }
  for (const other of [null, undefined, 'key', { ...key, width: 2 }, { ...key, degreeBits: 2 }]) {
    t.is(checkOf(other), 'PREPROCESSED');
  }
});

test('parameters of no form are refused by name', (t) => {
  const cases: [unknown, string][] = [
    [null, 'FIELD'],
    [{ ...parameters, field: Object.create(null) as unknown }, 'FIELD'],
    [{ ...parameters, hashSet: Object.create(null) as unknown }, 'HASH_SET'],
    [{ ...parameters, extensionDegree: Object.create(null) as unknown }, 'EXTENSION_DEGREE'],
  ];
  for (const [given, code] of cases) {
    t.throws(() => verifyStark({ air, parameters: given as StarkParameters, publicValues, proof }), {
      instanceOf: ParametersError,
      code,
    });
  }
});
