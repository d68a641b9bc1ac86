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

test('columns as docs/vm.md counts them', (t) => {
  t.deepEqual(
    STEP_CHIPS.map(({ chip }) => [chip.name, chip.width, chip.interactions.length]),
    [
      ['immediate', 16, 11],
      ['add', 17, 14],
      ['compare', 25, 16],
      ['bitwise', 29, 16],
      ['shift', 37, 20],
      ['multiply', 34, 25],
      ['divide', 43, 29],
      ['branch_equal', 17, 9],
      ['branch_less', 20, 13],
      ['jump_register', 17, 10],
      ['load_word', 18, 14],
      ['load_part', 29, 16],
      ['store_word', 18, 14],
      ['store_part', 27, 16],
    ],
  );
});
