import test from 'ava';
import { koalaBear } from '../../../host/field/index.js';
import { generateDocumentation, unreadCells } from '../../../host/stark/air/index.js';
import { keccakFChip, machineChips } from '../../../host/stark/chips/index.js';
import { BATCH_CHIPS } from '../chips/batch-chips.js';
import { chipWith, sampleChip } from './sample-chip.js';

const SAMPLE_DOCUMENTATION = `\
## sample

A running sum of halves.

12 columns, 3 preprocessed columns, 3 public values, 9 constraints of degree at most 3.

| Columns | First | Count | Meaning |
| --- | --- | --- | --- |
| \`flags.negate\` | 0 | 1 | subtract instead of adding |
| \`flags.spare[2]\` | 1 | 2 | bits without a meaning |
| \`pairs[2].left\` | 3 | 2 | factor |
| \`pairs[2].right[3]\` | 4 | 6 | summands |
| \`total\` | 11 | 1 | sum so far |

| Preprocessed columns | First | Count | Meaning |
| --- | --- | --- | --- |
| \`weight\` | 0 | 1 | what is halved |
| \`steps[2]\` | 1 | 2 | row number and its successor |

| Public values | First | Count | Meaning |
| --- | --- | --- | --- |
| \`start\` | 0 | 1 | first total |
| \`limits[2]\` | 1 | 2 |  |

| First | Count | Degree | Constraint |
| --- | --- | --- | --- |
| 0 | 1 | 2 | negate is a bit |
| 1 | 2 | 2 | spare is a bit[…] |
| 3 | 1 | 2 | start |
| 4 | 1 | 2 | sum |
| 5 | 1 | 3 | limits |
| 6 | 1 | 1 | steps |
| 7 | 2 | 3 | pair[…] |
`;

test('columns and constraints are listed', (t) => {
  t.is(generateDocumentation(sampleChip(koalaBear)), SAMPLE_DOCUMENTATION);
});

test('buses are listed, with what the chip does on them', (t) => {
  const { arithmetic, memory } = machineChips(koalaBear);
  const text = generateDocumentation(arithmetic);
  t.true(text.includes('18 constraints and 12 columns for messages of degree at most 3.'));
  t.true(
    text.endsWith(`\
| Bus | Sends | Receives | Provides | Weight | Columns |
| --- | --- | --- | --- | --- | --- |
| program (pc, operation, a, b, c, next), lookup | 1 | 0 | 0 | 1 | 1 |
| range (limb), lookup | 15 | 0 | 0 | 15 | 8 |
| memory (address, value, timestamp), permutation | 3 | 3 | 0 | 6 | 3 |
`),
  );
  t.deepEqual(unreadCells(memory), []);
});

test('local interactions are listed after the buses', (t) => {
  const text = generateDocumentation(BATCH_CHIPS[1]);
  t.true(
    text.includes(`\
| fib (left, right), lookup | 0 | 0 | 1 | 0 | 1 |
| local reversed | 1 | 1 | 0 | 2 | 1 |
`),
  );
});

test('what no constraint reads is pointed out', (t) => {
  const chip = chipWith(({ local, next, assertEqual }) => assertEqual('a', local.a, next.list[1]), {
    field: koalaBear,
  });
  t.deepEqual(unreadCells(chip), ['b', 'list[0]', 'list[2]', 'result']);
  t.true(generateDocumentation(chip).includes('No constraint reads b, list[0], list[2], result.'));
  t.deepEqual(unreadCells(keccakFChip(koalaBear)), []);
});
