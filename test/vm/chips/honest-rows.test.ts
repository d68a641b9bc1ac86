import test from 'ava';
import { checkTrace } from '../../../host/stark/air/index.js';
import { namesOf, TraceBreaker } from '../../stark/chips/breaking.js';
import { claimsOf, judge, traceOf } from '../judge.js';
import { STEP_CHIPS } from '../step-chips.js';
import { randomSteps } from '../steps.js';

for (const { chip, instructions, row } of STEP_CHIPS) {
  test(`${chip.name}: honest rows are accepted, and say what the step does`, (t) => {
    const steps = randomSteps(instructions, 17, 1000);
    judge(chip, steps.map(row), steps).forEach(({ refusals, claims }, i) => {
      const step = JSON.stringify(steps[i]);
      t.deepEqual(refusals, [], step);
      t.deepEqual([...claims].sort(), [...claimsOf(steps[i])].sort(), step);
    });
  });

  test(`${chip.name}: a row of zeros is accepted, and says nothing`, (t) => {
    const [{ refusals, claims, queries }] = judge(chip, [{}], randomSteps(instructions, 1, 1));
    t.deepEqual(refusals, []);
    t.is(claims.size, 0);
    t.deepEqual(queries, []);
  });

  test(`${chip.name}: every constraint can fail`, (t) => {
    const steps = randomSteps(instructions, 23, 31);
    const good = { trace: traceOf(chip, steps.map(row)), publicValues: [] };
    t.deepEqual(checkTrace(chip, good.trace, good.publicValues), []);
    const failed = namesOf(new TraceBreaker(chip, good).breakAll());
    t.deepEqual(
      chip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
      [],
    );
  });
}

test('columns, messages, extension columns and cells a row at degree 4 as docs/vm.md counts them', (t) => {
  t.deepEqual(
    STEP_CHIPS.map(({ chip: { name, width, interactions, lookups } }) => {
      return [name, width, interactions.length, lookups.length, width + 4 * (1 + lookups.length)];
    }),
    [
      ['immediate', 16, 11, 6, 44],
      ['add', 17, 14, 8, 53],
      ['compare', 25, 16, 9, 65],
      ['bitwise', 29, 16, 9, 69],
      ['shift', 37, 20, 11, 85],
      ['multiply', 34, 25, 14, 94],
      ['divide', 43, 29, 16, 111],
      ['branch_equal', 17, 9, 5, 41],
      ['branch_less', 20, 13, 7, 52],
      ['jump_register', 17, 10, 6, 45],
      ['load_word', 18, 14, 8, 54],
      ['load_part', 29, 16, 10, 73],
      ['store_word', 18, 14, 8, 54],
      ['store_part', 27, 16, 9, 67],
    ],
  );
});
