import test, { type ExecutionContext } from 'ava';
import type { Chip } from '../../../host/stark/air/index.js';
import { seededWords } from '../../field/random.js';
import type { Instruction } from '../instructions.js';
import { claimsOf, judge } from '../judge.js';
import { commonLies, LIES, type Lie } from '../lies/index.js';
import type { Cells } from '../rows.js';
import { STEP_CHIPS } from '../step-chips.js';
import { randomSteps, type Step } from '../steps.js';

/** A lie that is hardly ever one would test nothing. */
const MIN_LIES = 20;

/** Every row that says something else than the step does is refused. Returns by whom, constraints and queries. */
function refuses(
  t: ExecutionContext,
  chip: Chip,
  instructions: readonly Instruction[],
  { title, tell }: Lie,
  tellings: number,
): Set<string> {
  const word = seededWords(29);
  const told: { readonly step: Step; readonly cells: Cells }[] = [];
  for (const step of randomSteps(instructions, 31, tellings)) {
    const cells = tell(step, (bound) => word() % bound);
    if (cells !== undefined) told.push({ step, cells });
  }
  const steps = told.map(({ step }) => step);
  const rows = told.map(({ cells }) => cells);
  let lies = 0;
  const refusing = new Set<string>();
  judge(chip, rows, steps).forEach(({ refusals, claims }, i) => {
    const honest = claimsOf(steps[i]);
    if (claims.size === honest.size && [...claims].every((each) => honest.has(each))) return;
    lies++;
    if (refusals.length === 0) t.fail(`${title}: ${JSON.stringify(told[i])}`);
    for (const refusal of refusals) refusing.add(refusal.split(':')[0]);
  });
  t.true(lies >= MIN_LIES, `${title}: only ${lies} of ${told.length} rows lie`);
  return refusing;
}

for (const { chip, instructions, row } of STEP_CHIPS) {
  test(`${chip.name}: rows that lie are refused, and every query refuses some`, (t) => {
    const common = commonLies(row, instructions).map((lie) => refuses(t, chip, instructions, lie, 200));
    const own = LIES[chip.name].map((lie) => refuses(t, chip, instructions, lie, 1000));
    const refusing = new Set([...common, ...own].flatMap((each) => [...each]));
    const queries = chip.interactions.filter(({ bus }) => bus?.kind === 'lookup').map(({ place }) => place);
    t.deepEqual(
      queries.filter((place) => !refusing.has(place)),
      [],
    );
  });
}
