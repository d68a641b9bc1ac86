import test from 'ava';
import { bitReversed, FieldError, reverseBits } from '../../host/field/index.js';

test('bits are reversed within their count', (t) => {
  t.is(reverseBits(0, 0), 0);
  t.is(reverseBits(0b0011, 4), 0b1100);
  t.is(reverseBits(1, 27), 2 ** 26);
  for (let value = 0; value < 64; value++) t.is(reverseBits(reverseBits(value, 6), 6), value);
});

test('values are put in bit-reversed order, and back', (t) => {
  t.deepEqual(bitReversed([0, 1, 2, 3, 4, 5, 6, 7]), [0, 4, 2, 6, 1, 5, 3, 7]);
  t.deepEqual(bitReversed(bitReversed(['a', 'b', 'c', 'd'])), ['a', 'b', 'c', 'd']);
  t.deepEqual(bitReversed([5]), [5]);
  for (const length of [0, 3, 6]) {
    t.throws(() => bitReversed(new Array<number>(length).fill(0)), {
      instanceOf: FieldError,
      code: 'LENGTH',
    });
  }
});
