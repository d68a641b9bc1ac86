import { readFileSync } from 'node:fs';
import test from 'ava';
import { generateHeader } from '../../../host/stark/air/index.js';
import { repositoryFile } from '../../support/repository.js';
import { countQuery, hasCompiler, newCounts, runFill, sameCounts } from '../fill-program.js';
import { judge, traceOf } from '../judge.js';
import { STEP_CHIPS } from '../step-chips.js';
import { randomSteps } from '../steps.js';

// native/vm/fill is what tables of real runs are filled by; the rows of these tests are another implementation
// of the same document.

const STEPS = 500;

const compiles = hasCompiler ? test : test.skip;

compiles('native rows and counts of queries are those of the document', (t) => {
  const steps = STEP_CHIPS.map(({ instructions }) => randomSteps(instructions, 41, STEPS));
  const fillings = STEP_CHIPS.map(({ chip: { name, width } }, i) => ({
    ...{ header: name, recordType: 'StepRecord', call: `fill_${name}(record, row, counts)`, width },
    // As native/vm/records.h has it.
    records: steps[i].map((step) => Object.values(step) as number[]),
  }));
  const { rows, counts } = runFill(t, fillings);

  const expectedCounts = newCounts();
  STEP_CHIPS.forEach(({ chip, row: rowOf }, i) => {
    const honest = steps[i].map(rowOf);
    const expected = traceOf(chip, honest).subarray(0, STEPS * chip.width);
    const differing = expected.findIndex((value, j) => value !== rows[i][j]);
    const [row, column] = [Math.floor(differing / chip.width), differing % chip.width];
    t.is(differing, -1, `${chip.name}: ${chip.main.names[column]} of ${JSON.stringify(steps[i][row])}`);
    for (const { queries } of judge(chip, honest, steps[i])) {
      for (const { bus, fields } of queries) countQuery(expectedCounts, bus, fields);
    }
  });
  sameCounts(t, counts, expectedCounts);
});

test('the headers with the numbers of columns are generated from the chips', (t) => {
  for (const { chip } of STEP_CHIPS) {
    const file = repositoryFile(`native/vm/columns/${chip.name}.h`);
    t.is(readFileSync(file, 'utf8'), generateHeader(chip), file);
  }
});
