import test from 'ava';
import {
  formatCount,
  formatDigits,
  formatJoules,
  formatRate,
  formatSeconds,
} from '../../host/cli/quantity.js';

test('numbers keep their significant digits', (t) => {
  t.is(formatDigits(1.5, 3), '1.50');
  t.is(formatDigits(0.0123, 2), '0.012');
  t.is(formatSeconds(2.5), '2.50 s');
  t.is(formatRate(20.94e6, 'perm/s'), '20.9 M perm/s');
});

test('a number with more digits before the point than asked for is not written with an exponent', (t) => {
  t.is(formatDigits(99.7, 2), '100');
  t.is(formatDigits(12345, 3), '12300');
  t.is(formatSeconds(0.9999), '1000 ms');
  t.is(formatSeconds(1234), '1230 s');
  t.is(formatRate(999.9, 'row/s'), '1000 row/s');
});

test('energy has the unit in which it is at least one', (t) => {
  t.deepEqual([123456, 12.3, 0.0123, 4.5e-9, 0].map(formatJoules), [
    '123 kJ',
    '12.3 J',
    '12.3 mJ',
    '4.50 nJ',
    '0.00 J',
  ]);
});

test('counts have their noun in the right number', (t) => {
  t.deepEqual(
    [0, 1, 2].map((count) => formatCount(count, 'shard')),
    ['0 shards', '1 shard', '2 shards'],
  );
});
