import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { checkTrace, fromBits, not, select, sum, xor } from '../../../host/stark/air/index.js';
import { chipWith } from './sample-chip.js';

test('formulas on bits give what their names say', (t) => {
  const chip = chipWith(
    ({ local: { a, b, list }, assertEqual }) => {
      assertEqual('not', not(a), list[0].mul(0).add(1).sub(a));
      assertEqual('xor', xor(a, b), list[0]);
      assertEqual('select', select(a, b, not(b)), list[1]);
      assertEqual('from bits', fromBits([a, b, a]), list[2]);
      assertEqual('sum', sum([a, b, a]), a.double().add(b));
    },
    { field: koalaBear },
  );
  for (const [a, b] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]) {
    const trace = Uint32Array.of(a, b, a ^ b, a ? b : 1 - b, 5 * a + 2 * b);
    t.deepEqual(checkTrace(chip, trace, [0]), []);
    for (let i = 2; i < 5; i++) {
      const broken = trace.map((value, column) => (column === i ? value + 1 : value));
      t.is(checkTrace(chip, broken, [0]).length, 1);
    }
  }
});
