import test from 'ava';
import { checkTrace } from '../../../host/stark/air/index.js';
import { callChip, hintWordChip } from '../../../host/vm/chips/index.js';
import { seededWords } from '../../field/random.js';
import { namesOf, TraceBreaker } from '../../stark/chips/breaking.js';
import { inspectRows } from '../inspect-rows.js';
import { traceOf } from '../judge.js';
import { CALL_FLAGS, callClaims, callRow, effectOf, hintWordRow } from '../rows-of-calls.js';
import { caseOf, seededCase } from '../seeded-calls.js';
import type { Cells } from '../rows.js';

for (const [number, flag] of Object.entries(CALL_FLAGS)) {
  test(`${flag}: honest rows are accepted, and say what the call does`, (t) => {
    const next = seededWords(Number(number) + 1);
    const calls = Array.from({ length: 300 }, () => seededCase(Number(number), next));
    inspectRows(
      callChip,
      calls.map((call) => callRow(call)),
    ).forEach(({ refusals, claims }, i) => {
      const what = JSON.stringify(calls[i]);
      t.deepEqual(refusals, [], what);
      t.deepEqual(claims, callClaims(calls[i]), what);
    });
  });
}

/** Honest rows with cells changed, and what refuses them. */
const LIES: readonly (readonly [what: string, row: Cells, changes: Cells, refusals: readonly string[]])[] = [
  ['a call of another number', callRow(caseOf(0x02)), { 't0.lo': 9, 't0New.lo': 9 }, ['call number[lo]']],
  [
    'a precompile under the flag of WRITE',
    callRow(caseOf(0x02)),
    { 't0.lo': 2, 't0.hi': 0x30, 't0New.hi': 0x30 },
    ['call number[hi]'],
  ],
  ['two calls at once', callRow(caseOf(0x03)), { isExit: 1, 't0.lo': 7, next: 9424 }, ['real is boolean']],
  [
    'a flag of 2, balanced by another',
    callRow(caseOf(0x03)),
    { isEnter: 2, isExit: -1, 't0.lo': 2 },
    ['isEnter is boolean', 'isExit is boolean'],
  ],
  ['WRITE that changes t0', callRow(caseOf(0x02)), { 't0New.lo': 0 }, ['t0 stays[lo]']],
  ['COMMIT that changes t0', callRow(caseOf(0x10)), { 't0New.hi': 1 }, ['t0 stays[hi]']],
  ['ENTER that enters', callRow(caseOf(0x03)), { 't0New.lo': 1 }, ['t0 becomes zero[lo]']],
  ['EXIT with a result', callRow(caseOf(0x04)), { 't0New.hi': 1 }, ['t0 becomes zero[hi]']],
  ['HINT_LEN that is no limb', callRow(caseOf(0xf0)), { 't0New.hi': 2 ** 16 }, ['range16 query']],
  ['HALT that goes on', callRow(caseOf(0x00)), { next: 4712 }, ['next']],
  ['WRITE that stays', callRow(caseOf(0x02)), { next: 4711 }, ['next']],
  [
    'another exit code',
    callRow(caseOf(0x00)),
    { 'page.newWord.lo': 7, 'page.newWord.hi': 7 },
    ['exit code[lo]', 'exit code[hi]'],
  ],
  ['an exit code in another word', callRow(caseOf(0x00)), { 'page.address': 51 }, ['system word']],
  [
    'COMMIT of index 8',
    callRow(caseOf(0x10, { a0: { value: 8, time: 900_001 } })),
    { 'page.address': 40 },
    ['commit index[lo]'],
  ],
  ['COMMIT of index 65536', callRow(caseOf(0x10)), { 'a0.hi': 1 }, ['commit index[hi]']],
  ['COMMIT of another word', callRow(caseOf(0x10)), { 'index[0]': 1 }, ['commit index[lo]', 'system word']],
  [
    'an index bit of 2',
    callRow(caseOf(0x10)),
    { 'index[0]': 2, 'a0.lo': 2, 'page.address': 42 },
    ['index[0] is boolean'],
  ],
  [
    'COMMIT of another value',
    callRow(caseOf(0x10)),
    { 'page.newWord.lo': 1, 'page.newWord.hi': 1 },
    ['committed word[lo]', 'committed word[hi]'],
  ],
  [
    'a deferred proof',
    callRow(caseOf(0x1a)),
    { 'a1.lo': 1, 'a1.hi': 1 },
    ['deferred words are zero[lo]', 'deferred words are zero[hi]'],
  ],
  ['WRITE that is done', callRow(caseOf(0x02)), { done: 1 }, ['done']],
  ['WRITE of a part of a word', callRow(caseOf(0x02)), { partial: 1 }, ['partial']],
  [
    'a register that rests too long',
    callRow(caseOf(0x02)),
    { 't0.time': 900_005 - 2 ** 16 - 1 },
    ['range16 query'],
  ],
  ['a register from the future', callRow(caseOf(0x02)), { 't0.time': 900_005 }, ['range16 query']],
];

/** HINT_READ of 10 bytes to word 1024, one word at a time. */
const READ = caseOf(0xf1, {
  a0: { value: 4096, time: 900_001 },
  a1: { value: 10, time: 900_002 },
  words: 1,
});
const WHOLE = { ...READ, a1: { value: 12, time: 900_002 }, words: 3 };

const HINT_LIES: typeof LIES = [
  [
    'more words than there is room for',
    callRow({ ...READ, words: 4 }),
    { 'left.lo': -1, 'left.hi': 0, done: 0, next: 4711, 'page.newWord.lo': 4, 'page.newWord.hi': 0 },
    ['range16 query'],
  ],
  [
    'more words, by a negative upper limb',
    callRow({ ...READ, words: 4 }),
    { 'left.lo': 65535, 'left.hi': -1, done: 0, next: 4711, 'page.newWord.lo': 4, 'page.newWord.hi': 0 },
    ['range11 query'],
  ],
  ['words that are not counted', callRow(READ), { words: 2, 'page.newWord.lo': 2 }, ['words left']],
  [
    'an end before the last word',
    callRow(READ),
    { done: 1, next: 4712, 'page.newWord.lo': 0 },
    ['done means none left[lo]'],
  ],
  [
    'an end far before the last word',
    callRow({ ...READ, a1: { value: 4 * 2 ** 16 + 4, time: 900_002 } }),
    { done: 1, next: 4712, 'page.newWord.lo': 0 },
    ['done means none left[hi]'],
  ],
  ['progress that is forgotten', callRow(READ), { 'page.newWord.lo': 0 }, ['progress']],
  ['progress that outlives the call', callRow(WHOLE), { 'page.newWord.lo': 3 }, ['progress']],
  ['a next instruction before the end', callRow(READ), { next: 4712 }, ['next']],
  [
    'done of 2',
    callRow(WHOLE),
    { done: 2, next: 4713, 'page.newWord.lo': -3 },
    ['done is boolean', 'range16 query'],
  ],
  [
    'a length that is rounded down',
    callRow(READ),
    { partial: 0, 'left.lo': 1 },
    ['partial word[set]', 'partial word[unset]'],
  ],
  [
    'a length that is rounded down by the inverse',
    callRow(READ),
    { partial: 0, tailInverse: 0, 'left.lo': 1 },
    ['partial word[unset]'],
  ],
  ['a length that is rounded up', callRow(WHOLE), { partial: 1, words: 4 }, ['partial word[set]']],
  [
    'another tail',
    callRow(READ),
    { tail: 6, tailInverse: 0, partial: 0, 'left.lo': 0 },
    ['partial word[unset]', 'align query'],
  ],
  ['a pointer between words', callRow(READ), { 'a0.lo': 4097 }, ['align query']],
  ['a length of 2^27', callRow({ ...READ, a1: { value: 2 ** 27, time: 900_002 } }), {}, ['range11 query']],
  ['a system word of another kind', callRow(READ), { 'page.address': 49 }, ['system word']],
];

test('rows that lie are refused by name', (t) => {
  for (const [what, row, changes, refusals] of [...LIES, ...HINT_LIES]) {
    const [lying] = inspectRows(callChip, [{ ...row, ...changes }]);
    t.deepEqual(lying.refusals, refusals, what);
  }
});

test('call: every constraint can fail', (t) => {
  const next = seededWords(9);
  const calls = Object.keys(CALL_FLAGS).map((number) => seededCase(Number(number), next));
  const rows = [...calls, READ, WHOLE].map((call) => callRow(call));
  const good = { trace: traceOf(callChip, rows), publicValues: [] };
  t.deepEqual(checkTrace(callChip, good.trace, []), []);
  const failed = namesOf(new TraceBreaker(callChip, good).breakAll());
  t.deepEqual(
    callChip.constraints.map(({ name }) => name).filter((name) => !failed.has(name)),
    [],
  );
});

test('a word of a hint replaces what was there, and is two limbs', (t) => {
  const row = hintWordRow({
    ...{ address: 1024, left: 3, time: 900_005, value: 0x12345678 },
    old: { value: 0x9abcdef0, time: 3 },
  });
  const [honest, low, high, future, twice] = inspectRows(hintWordChip, [
    row,
    { ...row, 'v.lo': 2 ** 16 },
    { ...row, 'v.hi': -1 },
    { ...row, 'm.time': 900_005 },
    { ...row, real: 2 },
  ]);
  t.deepEqual(honest, {
    refusals: [],
    claims: [
      'receive hint 1024 3 900005',
      'send hint 1025 2 900005',
      `receive memory 0 1024 ${0xdef0} ${0x9abc} 3`,
      `send memory 0 1024 ${0x5678} ${0x1234} 900005`,
    ],
  });
  t.deepEqual(low.refusals, ['range16 query']);
  t.deepEqual(high.refusals, ['range16 query']);
  t.deepEqual(future.refusals, ['range16 query']);
  t.deepEqual(twice.refusals, ['real is boolean']);
});

test('a row of zeros says nothing', (t) => {
  for (const chip of [callChip, hintWordChip]) {
    t.deepEqual(inspectRows(chip, [{}]), [{ refusals: [], claims: [] }]);
  }
});

test('a partial read stays at its pc, and the last one goes on', (t) => {
  t.deepEqual(effectOf(READ), { next: 4711, t0: 0xf1, pageAddress: 50, page: 1, left: 2, done: 0 });
  const last = { ...READ, page: { value: 2, time: 5 } };
  t.deepEqual(effectOf(last), { next: 4712, t0: 0xf1, pageAddress: 50, page: 0, left: 0, done: 1 });
});
