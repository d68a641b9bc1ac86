import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { checkTrace } from '../../../host/stark/air/index.js';
import { fibonacciChip, fibonacciTrace } from '../../../host/stark/chips/index.js';
import { namesOf, STANDARD_CHIPS, TraceBreaker } from './breaking.js';

// A constraint that no broken trace violates would not constrain anything. Whether proofs of such traces are
// refused is tested in ../prove/broken-traces.test.ts.

for (const { title, load } of STANDARD_CHIPS) {
  test(`${title}: every constraint can fail`, (t) => {
    const { chip, good } = load();
    t.deepEqual(checkTrace(chip, good.trace, good.publicValues), []);
    const broken = new TraceBreaker(chip, good).breakAll();
    for (const { row, column, failed } of broken.slice(0, chip.width)) {
      t.true(failed.size > 0, `${chip.main.names[column]} in row ${row}`);
    }
    const failed = namesOf(broken);
    t.deepEqual(
      chip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
      [],
    );
  });
}

test('a false public value fails the constraint that reads it', (t) => {
  const { trace, publicValues } = fibonacciTrace(koalaBear, 8, 0, 1);
  const names = ['starts with first', 'starts with second', 'ends with result'];
  names.forEach((name, i) => {
    const claimed = publicValues.map((value, j) => (i === j ? value + 1 : value));
    const failures = checkTrace(fibonacciChip(koalaBear), trace, claimed);
    t.deepEqual(
      failures.map(({ constraint }) => constraint),
      [name],
    );
  });
});
