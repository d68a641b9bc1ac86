import test from 'ava';
import { SwitchyardError } from '../../host/runtime/index.js';
import { parseSp1Stdin } from '../../host/vm/index.js';
import { seededWords } from '../field/random.js';

function length(value: number | bigint): number[] {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(value), true);
  return [...new Uint8Array(bytes.buffer)];
}

function serialise(buffers: readonly (readonly number[])[], rest: readonly number[] = []): Uint8Array {
  const items = buffers.flatMap((buffer) => [...length(buffer.length), ...buffer]);
  return Uint8Array.from([...length(buffers.length), ...items, ...rest]);
}

test('buffers come back as they were, empty ones too, and later fields are not read', (t) => {
  const buffers = [[1, 2, 3], [], [4]];
  for (const rest of [[], [...length(0), ...length(0)], [9]])
    t.deepEqual(
      parseSp1Stdin(serialise(buffers, rest)).map((buffer) => [...buffer]),
      buffers,
    );
  t.deepEqual(parseSp1Stdin(serialise([])), []);
});

test('a view into a larger buffer is read from where it starts', (t) => {
  const bytes = serialise([[5, 6]]);
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 7);
  t.deepEqual(
    parseSp1Stdin(larger.subarray(7)).map((buffer) => [...buffer]),
    [[5, 6]],
  );
});

test('every cut of the bytes is refused', (t) => {
  const bytes = serialise([[1, 2, 3], [4]]);
  for (let end = 0; end < bytes.length; end++) {
    const error = t.throws(() => parseSp1Stdin(bytes.subarray(0, end)), { instanceOf: SwitchyardError });
    t.is(error.code, 'SY_ERR_STDIN');
    t.is(error.check, 'TRUNCATED');
  }
});

test('counts and lengths that the file cannot hold are refused at once', (t) => {
  for (const count of [2n ** 64n - 1n, 2n ** 53n, 2n ** 32n, 9n]) {
    t.throws(() => parseSp1Stdin(Uint8Array.from([...length(count), 0])), { instanceOf: SwitchyardError });
    t.throws(() => parseSp1Stdin(Uint8Array.from([...length(1), ...length(count), 0])), {
      instanceOf: SwitchyardError,
    });
  }
});

test('mutated bytes are read or refused, and nothing else', (t) => {
  const next = seededWords(7);
  const original = serialise([[1, 2, 3], [], Array.from({ length: 40 }, (_, i) => i)], length(0));
  let refused = 0;
  for (let round = 0; round < 2000; round++) {
    const bytes = original.slice(0, next() % 8 === 0 ? next() % (original.length + 1) : original.length);
    for (let change = next() % 4; change >= 0 && bytes.length > 0; change--)
      bytes[next() % bytes.length] = next();
    try {
      const buffers = parseSp1Stdin(bytes);
      t.true(buffers.reduce((sum, buffer) => sum + 8 + buffer.length, 8) <= bytes.length);
    } catch (error) {
      if (!(error instanceof SwitchyardError)) throw error;
      refused += 1;
    }
  }
  t.true(refused > 200 && refused < 1900);
});
