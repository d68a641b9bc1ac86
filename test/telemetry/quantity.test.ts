import test from 'ava';
import { decodeQuantity } from '../../host/telemetry/meter/quantity.js';
import { floatWords } from './support/modbus-server.js';

for (const [format, words, value] of [
  ['uint16', [2301], 2301],
  ['uint32', [0x0001, 0x0002], 0x10002],
  ['uint32-low-first', [0x0002, 0x0001], 0x10002],
  ['uint32-low-first', [0xffff, 0xffff], 0xffffffff],
  ['int32-low-first', [0xfffe, 0xffff], -2],
  ['float32', [0x4366, 0x3333], Math.fround(230.2)],
] as const) {
  test(`${format} is ${value} in ${words.map((word) => word.toString(16)).join(' ')}`, (t) => {
    t.is(decodeQuantity({ address: 0, format, scale: 1 }, words), value);
    t.is(decodeQuantity({ address: 0, format, scale: 0.1 }, words), 0.1 * value);
  });
}

test('a float that is no number stays none', (t) => {
  t.true(Number.isNaN(decodeQuantity({ address: 0, format: 'float32', scale: 1 }, floatWords(NaN))));
});
