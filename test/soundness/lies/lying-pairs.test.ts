import test from 'ava';
import { SwitchyardError, type ReplayLie } from '../../../host/runtime/index.js';
import { seededWords } from '../../field/random.js';
import { asm, halt, li, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { lyingShards, lyingTables, refusalsOf } from './replayed-lie.js';
import type { StepCase } from './step-case.js';
import { STEP_CASES } from './step-cases.js';

/** Two lies in one run: the second may make up for what gives the first away. */

const LONG = process.env.SWITCHYARD_LONG_TESTS === '1';
/** Of every kind of cases. */
const PAIRS = LONG ? 1000 : 16;

/** Whether two lies come to none. */
function cancel(first: ReplayLie, second: ReplayLie): boolean {
  if (first.kind !== second.kind || first.step !== second.step || first.kind === 'executed') return false;
  const isSameWord =
    !('address' in first && 'address' in second) ||
    (first.space === second.space && first.address === second.address);
  return isSameWord && (first.value + second.value) % 2 ** 32 === 0;
}

/** The lie about the step behind, the other way round. */
function undone(lie: ReplayLie): ReplayLie {
  return { ...lie, step: lie.step + 1, value: lie.kind === 'executed' ? lie.value : -lie.value >>> 0 };
}

/** What refuses a run; a run that ends in a fault has no tables to be proven. */
async function refusals(
  stepCase: Pick<StepCase, 'elf' | 'inputs'>,
  lies: readonly ReplayLie[],
): Promise<string[]> {
  const { elf, inputs } = stepCase;
  try {
    return refusalsOf(await lyingTables({ elf, inputs, lies }));
  } catch (error) {
    if (error instanceof SwitchyardError) return [error.code];
    throw error;
  }
}

for (const [what, cases] of Object.entries(STEP_CASES)) {
  test(`pairs of lies about ${what} are refused`, async (t) => {
    t.timeout(30 * 60_000);
    const next = seededWords(what.length);
    const pick = <T>(items: readonly T[]): T => items[next() % items.length];
    const all = cases();
    const refusing: Record<string, number> = {};
    for (let pairs = 0; pairs < PAIRS;) {
      const stepCase = pick(all);
      const [first, other] = [pick(stepCase.lies), pick(stepCase.lies)];
      // What the step does not access may be otherwise for as long as nobody looks, and time does not go back.
      const mayUndo = !first.title.includes('nobody') && first.lie.kind !== 'when';
      const second = mayUndo && next() % 3 === 0 ? undone(first.lie) : other.lie;
      if (cancel(first.lie, second)) continue;
      const told = `${first.title}, and ${JSON.stringify(second)}`;
      const refused = await refusals(stepCase, [first.lie, second]);
      t.not(refused.length, 0, told);
      for (const name of refused) refusing[name] = (refusing[name] ?? 0) + 1;
      pairs += 1;
    }
    t.log(refusing);
  });
}

const { t1, t2, s2 } = reg;
const [DATA, SYSTEM] = [0, 2];

test('lies that make up for one another are refused where they are told', async (t) => {
  const before = [...li(t1, 7), ...li(t2, 9)];
  const step = before.length;
  const elf = program([...before, asm.add(s2, t1, t2), asm.add(s2, s2, t1), ...halt()], wordsToBytes([1, 2]));
  const register = (kind: 'found' | 'left', at: number, address: number, value: number): ReplayLie => ({
    ...{ kind, step: at, space: SYSTEM, address, value: value >>> 0 },
  });
  const when = (at: number, value: number): ReplayLie => ({ kind: 'when', step: at, value });
  const told: readonly (readonly [what: string, lies: readonly ReplayLie[], refusals: readonly string[]])[] =
    [
      [
        'operands off in opposite ways',
        [register('found', step, t1, 1), register('found', step, t2, -1)],
        ['memory'],
      ],
      [
        'a wrong result that is found right',
        [register('left', step, s2, 1), register('found', step + 1, s2, -1)],
        ['add: high carry', 'add: low carry', 'memory'],
      ],
      [
        'a wrong operand and the right result',
        [register('found', step, t1, 1), register('left', step, s2, -1)],
        ['add: high carry', 'add: low carry', 'memory'],
      ],
      ['two steps late', [when(step, 4), when(step + 1, 4)], ['step']],
      [
        'another instruction with the same result',
        [{ kind: 'executed', step, value: asm.sub(s2, t1, t2) }, register('left', step, s2, 18)],
        ['compare: result[lo]', 'compare: result[hi]', 'decode'],
      ],
    ];
  for (const [what, lies, expected] of told) {
    t.deepEqual((await refusals({ elf, inputs: [] }, lies)).sort(), [...expected].sort(), what);
  }
  t.deepEqual(await refusals({ elf, inputs: [] }, []), []);
  t.true(cancel(register('left', step, s2, 1), register('left', step, s2, -1)));
  t.deepEqual(
    await refusals({ elf, inputs: [] }, [register('left', step, s2, 1), register('left', step, s2, -1)]),
    [],
  );
});

/** Two shards of four steps: the first stores, the second loads. */
const CUT = 4;
const CUT_ELF = program(
  [
    ...li(t1, DATA_ADDRESS),
    asm.sw(t1, 0, t1),
    asm.addi(s2, 0, 5),
    asm.lw(t2, 4, t1),
    asm.add(s2, s2, t2),
    ...halt(),
  ],
  wordsToBytes([1, 2]),
);

/** What the shards' public values say: where they begin and end. */
async function cutShards(lies: readonly ReplayLie[]) {
  const shards = await lyingShards({ elf: CUT_ELF, lies }, 2, CUT);
  return shards.map((tables) => {
    const values = tables.find(({ publicValues }) => publicValues.length > 0)!.publicValues;
    const [begin, end] = [
      [values[0], ...values.slice(2, 10)],
      [values[1], ...values.slice(10, 18)],
    ];
    return { refusals: refusalsOf(tables), begin: begin.join(), end: end.join(), halted: values[18] };
  });
}

test('a run that goes on from a lie is good again, but no continuation of the honest one', async (t) => {
  const [honest] = await cutShards([]);
  const last = CUT - 1;
  const lies: readonly (readonly [what: string, lie: ReplayLie, refusedBy: RegExp])[] = [
    [
      'a register',
      { kind: 'left', step: last, space: SYSTEM, address: s2, value: 1 },
      /immediate: low carry/,
    ],
    [
      'a word of data',
      { kind: 'left', step: last - 1, space: DATA, address: DATA_ADDRESS / 4, value: 1 },
      /memory/,
    ],
    ['the pc', { kind: 'next', step: last, value: 1 }, /step|decode/],
    ['the exit code', { kind: 'found', step: last, space: SYSTEM, address: 48, value: 7 }, /memory/],
    ['words of a hint done', { kind: 'found', step: last, space: SYSTEM, address: 50, value: 7 }, /memory/],
  ];
  for (const [what, lie, refusedBy] of lies) {
    const [first, second] = await cutShards([lie]);
    t.true(
      first.refusals.some((name) => refusedBy.test(name)),
      `${what}: ${first.refusals.join()}`,
    );
    t.deepEqual(second.refusals, [], what);
    t.is(first.end, second.begin, what);
    t.not(honest.end, second.begin, what);
  }
});

test('a guest that halts without HALT has a shard that nobody accepts', async (t) => {
  const [first] = await cutShards([{ kind: 'found', step: 1, space: SYSTEM, address: 49, value: 1 }]);
  t.is(first.halted, 1);
  t.deepEqual(first.refusals, ['memory']);
});

test('a word that nobody touches may not change between shards', async (t) => {
  // The second shard loads it: what it finds is not what the first one left.
  const [, second] = await cutShards([
    { kind: 'found', step: 0, space: DATA, address: DATA_ADDRESS / 4 + 1, value: 1 },
  ]);
  t.deepEqual(second.refusals, []);
  const untouched = program(
    [...li(t1, DATA_ADDRESS), asm.addi(s2, 0, 5), asm.lw(t2, 4, t1), ...halt()],
    wordsToBytes([1, 2]),
  );
  const lie: ReplayLie = { kind: 'found', step: 0, space: DATA, address: DATA_ADDRESS / 4 + 1, value: 1 };
  const shards = await lyingShards({ elf: untouched, lies: [lie] }, 2, 3);
  t.deepEqual(refusalsOf(shards[0]), []);
  t.true(refusalsOf(shards[1]).some((name) => name === 'tree' || name === 'hash'));
});
