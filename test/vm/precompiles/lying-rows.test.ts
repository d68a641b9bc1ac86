import test from 'ava';
import { seededWords } from '../../field/random.js';
import { inspectRows } from '../inspect-rows.js';
import type { Cells } from '../rows.js';
import { PRECOMPILES } from './index.js';
import { range, seededPrecompile } from './precompile.js';

/** An honest row of a chip with cells changed, and what refuses it. */
type RowLie = readonly [
  what: string,
  chip: string,
  part: number,
  changes: (row: Cells) => Cells,
  refusals: readonly string[],
];

/** Adds to cells. */
const off =
  (by: Cells) =>
  (row: Cells): Cells =>
    Object.fromEntries(Object.entries(by).map(([name, amount]) => [name, (row[name] ?? 0) + amount]));

/** Takes 1 from a carry of some bits, which is not 0. */
function lessCarry(row: Cells, name: string, bits: number): Cells {
  const carry = Array.from({ length: bits }, (_, i) => row[`${name}[${i}]`] * 2 ** i).reduce((a, b) => a + b);
  return Object.fromEntries(
    Array.from({ length: bits }, (_, i) => [`${name}[${i}]`, ((carry - 1) >> i) & 1] as const),
  );
}

/** Constraints of all rounds of a row. */
const ofRounds = (...names: readonly string[]): string[] =>
  range(8).flatMap((j) => names.map((name) => `round[${j}] ${name}`));

const LIES: readonly RowLie[] = [
  ['a pointer between words', 'sha_extend', 0, off({ 'a0.lo': 1 }), ['align query']],
  ['a pointer of an upper limb too large', 'sha_extend', 0, off({ 'a0.lo': 2 ** 16 }), ['align query']],
  ['two steps at once', 'sha_extend', 0, () => ({ real: 2 }), ['real is boolean']],
  ['a word of the future', 'sha_extend', 0, (row) => ({ 'w[3].time': row.time }), ['range16 query']],
  ['a register of the future', 'sha_extend', 0, (row) => ({ a1Time: row.time }), ['range16 query']],
  ['a number of the call that rests too long', 'sha_extend', 0, off({ t0Time: -1 }), ['range16 query']],

  ['an end before the last row', 'sha_schedule', 2, () => ({ isLast: 1 }), ['last row']],
  [
    'an end of two rows',
    'sha_schedule',
    5,
    () => ({ isLast: 2 }),
    ['isLast is boolean', 'goes on is boolean'],
  ],
  [
    'a bit of 2 for the next one of 1',
    'sha_schedule',
    1,
    (row) => ({ 'early[0][4]': row['early[0][4]'] + 2, 'early[0][5]': row['early[0][5]'] - 1 }),
    ['early[0][4] is boolean', 'word[0].lo', 'word[0].hi'],
  ],
  [
    'a last word that is no limb, for a carry',
    'sha_schedule',
    0,
    (row) => ({
      'last[1].lo': row['last[1].lo'] + 2 ** 16,
      ...lessCarry(row, 'carry[7].lo', 2),
      'last[1].hi': row['last[1].hi'] - 1,
    }),
    ['range16 query'],
  ],
  ['a carry that is forgotten', 'sha_schedule', 0, (row) => lessCarry(row, 'carry[7].hi', 2), ['word[7].hi']],
  [
    'another word',
    'sha_schedule',
    3,
    (row) => ({ 'fresh[2][0]': 1 - row['fresh[2][0]'] }),
    ['word[2].lo', 'word[4].lo'],
  ],

  ['a state between words', 'sha_compress', 0, off({ 'a1.lo': 2 }), ['align query']],
  ['a sum that is no limb', 'sha_compress', 0, off({ 'after[4].hi': 2 ** 16 }), ['range16 query']],
  ['another sum', 'sha_compress', 0, off({ 'after[0].lo': 1 }), ['low carry[0]', 'high carry[0]']],

  [
    'rounds of two parts',
    'sha_rounds',
    3,
    () => ({ 'part[4]': 1 }),
    ['real is boolean', ...ofRounds('e.lo', 'e.hi', 'a.lo', 'a.hi')],
  ],
  [
    'rounds of another part',
    'sha_rounds',
    3,
    () => ({ 'part[3]': 0, 'part[4]': 1 }),
    ofRounds('e.lo', 'e.hi'),
  ],
  [
    'another a',
    'sha_rounds',
    7,
    (row) => ({ 'round[7].a[31]': 1 - row['round[7].a[31]'] }),
    ['round[7] a.hi'],
  ],
  [
    'a carry that is forgotten in e',
    'sha_rounds',
    0,
    (row) => lessCarry(row, 'round[7].carryE.lo', 3),
    ['round[7] e.lo', 'round[7] e.hi'],
  ],
  [
    'a carry that is forgotten in a',
    'sha_rounds',
    0,
    (row) => lessCarry(row, 'round[7].carryA.hi', 2),
    ['round[7] a.hi'],
  ],
];

test('rows that lie are refused by name', (t) => {
  const next = seededWords(11);
  for (const [what, name, part, changes, refusals] of LIES) {
    const found = PRECOMPILES.flatMap((spec) => spec.chips.map((chip) => ({ spec, ...chip }))).find(
      ({ chip }) => chip.name === name,
    )!;
    // Words that carry out of both limbs wherever they are added.
    const words = Array.from({ length: found.spec.edges[0].length }, () => (next() | 0xc000c000) >>> 0);
    const honest = found.row(seededPrecompile(found.spec, next, words), part);
    const [lying] = inspectRows(found.chip, [{ ...honest, ...changes(honest) }]);
    t.deepEqual(lying.refusals, refusals, what);
    t.deepEqual(inspectRows(found.chip, [honest])[0].refusals, [], what);
  }
});
