import test from 'ava';
import type { ReplayLie } from '../../../host/runtime/index.js';
import { lyingTables, refusalsOf } from './replayed-lie.js';
import { STEP_CASES } from './step-cases.js';

/** By kind of lie: who refuses it. All else is as the machine says, so nobody else has anything to refuse. */
const REFUSING: Readonly<Record<ReplayLie['kind'], RegExp>> = {
  // x0 is read by every LUI that follows, whose sum is then another.
  found: /^memory$|^immediate: (low|high) carry$/,
  left: /^\w+: |^memory$|^decode$|^range1[16]$|^schedule$|^rounds$|^keccak$/,
  next: /^\w+: next$|^step$|^decode$/,
  executed: /^decode$/,
  when: /^step$/,
};

for (const [what, cases] of Object.entries(STEP_CASES)) {
  test(`lies about ${what} are refused`, async (t) => {
    for (const { title, elf, inputs, lies } of cases()) {
      t.deepEqual(refusalsOf(await lyingTables({ elf, inputs })), [], title);
      for (const { title: told, lie } of lies) {
        const refusals = refusalsOf(await lyingTables({ elf, inputs, lies: [lie] }));
        t.not(refusals.length, 0, told);
        const others = refusals.filter((refusal) => !REFUSING[lie.kind].test(refusal));
        t.deepEqual(others, [], told);
        if (lie.kind === 'when') t.deepEqual(refusals, ['step'], told);
        if (lie.kind === 'found') t.true(refusals.includes('memory'), told);
      }
    }
  });
}

test('a lie about a step behind the end is not told', async (t) => {
  const [{ elf, inputs }] = STEP_CASES.calls();
  const lie: ReplayLie = { kind: 'next', step: 1000, value: 1 };
  t.deepEqual(refusalsOf(await lyingTables({ elf, inputs, lies: [lie] })), []);
});

test('a lie of no kind, and one about no word, are refused', async (t) => {
  const [{ elf, inputs }] = STEP_CASES.calls();
  const wrong: unknown[] = [
    { kind: 'white', step: 0, value: 1 },
    { kind: 'when', step: 0, value: 2 ** 24 + 1 },
    { kind: 'left', step: 0, space: 1, address: 0, value: 1 },
    { kind: 'found', step: 0, space: 2, address: 64, value: 1 },
    { kind: 'found', step: 0, space: 0, address: 0x1e000000, value: 1 },
  ];
  for (const lie of wrong) {
    await t.throwsAsync(lyingTables({ elf, inputs, lies: [lie as ReplayLie] }), { instanceOf: RangeError });
  }
});
