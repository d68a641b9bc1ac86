import test from 'ava';
import {
  copyBytes,
  copyWords,
  hashSet,
  isUint32Array,
  isUint8Array,
  koalaBear,
  typedArrayLength,
} from '../../host/field/index.js';

/** A real array whose own members claim something else. */
function lying(words: Uint32Array): Uint32Array {
  return Object.assign(words, {
    slice: () => 'slice',
    every: () => true,
    [Symbol.iterator]: () => [][Symbol.iterator](),
  });
}

function detached<T extends Uint32Array | Uint8Array>(array: T): T {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
}

test('only real typed arrays are taken for such', (t) => {
  for (const x of [
    null,
    {},
    [1],
    Object.create(Uint32Array.prototype),
    Object.create(Uint8Array.prototype),
    new Proxy(new Uint32Array(8), {}),
    { [Symbol.toStringTag]: 'Uint32Array', length: 8 },
    new Int32Array(8),
    new DataView(new ArrayBuffer(8)),
  ]) {
    t.false(isUint32Array(x));
    t.false(isUint8Array(x));
    t.is(copyWords(x, 8), undefined);
    t.is(copyBytes(x), undefined);
  }
  t.true(isUint32Array(new Uint32Array(1)));
  t.true(isUint8Array(Buffer.of(1)));
});

test('copies hold the entries, whatever the members say', (t) => {
  const words = lying(Uint32Array.of(1, 2, 3));
  Object.defineProperty(words, 'length', { value: 2 });
  t.is(typedArrayLength(words), 3);
  t.is(copyWords(words, 2), undefined);
  t.deepEqual(copyWords(words, 3), Uint32Array.of(1, 2, 3));
  const bytes = Object.defineProperty(Uint8Array.of(4, 5), 'length', { value: 1 });
  t.deepEqual(copyBytes(bytes), Uint8Array.of(4, 5));
});

test('an array without memory is empty', (t) => {
  t.is(copyWords(detached(new Uint32Array(8)), 8), undefined);
  t.deepEqual(copyBytes(detached(new Uint8Array(8))), new Uint8Array());
});

test('digests are judged by their words', (t) => {
  for (const name of ['p2-24-16', 'keccak'] as const) {
    const { merkle } = hashSet(name, koalaBear);
    t.true(merkle.isDigest(new Uint32Array(8)));
    t.false(merkle.isDigest(Object.create(Uint32Array.prototype)));
    t.false(merkle.isDigest(new Proxy(new Uint32Array(8), {})));
    t.false(merkle.isDigest(Object.defineProperty(new Uint32Array(7), 'length', { value: 8 })));
  }
  const { merkle } = hashSet('p2-24-16', koalaBear);
  t.false(merkle.isDigest(lying(new Uint32Array(8).fill(koalaBear.p))));
});
