import test from 'ava';
import { seededWords } from '../../field/random.js';
import { uint256MulChip } from '../../../host/vm/chips/index.js';
import { inspectRows } from '../inspect-rows.js';
import type { Cells } from '../rows.js';
import { PRECOMPILES } from './index.js';
import { range, seededPrecompile } from './precompile.js';
import { UINT256_MUL, uint256Row, wordsOf } from './uint256.js';

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

  ['a state between words', 'keccak_permute', 0, off({ 'a0.lo': 3 }), ['align query']],
  [
    'a word of the future',
    'keccak_permute',
    0,
    (row) => ({ 'before[49].time': row.time }),
    ['range16 query'],
  ],
  [
    'two rounds at once',
    'keccak_round',
    3,
    () => ({ 'round[7]': 1 }),
    ['one round', 'out[0][0][0]', 'out[0][0][3]'],
  ],
  [
    'no round',
    'keccak_round',
    3,
    () => ({ 'round[3]': 0 }),
    ['one round', 'out[0][0][0]', 'out[0][0][1]', 'out[0][0][3]'],
  ],
  [
    'another round',
    'keccak_round',
    3,
    () => ({ 'round[3]': 0, 'round[0]': 1 }),
    ['out[0][0][0]', 'out[0][0][1]', 'out[0][0][3]'],
  ],
  ['a limb of the state after', 'keccak_round', 23, off({ 'out[1][2][3]': 1 }), ['out[1][2][3]']],
  ['a limb of the state before', 'keccak_round', 0, off({ 'a[4][4][0]': 1 }), ['A undoes theta[4][4][0]']],
  [
    'a parity',
    'keccak_round',
    0,
    (row) => ({ 'c[2][9]': 1 - row['c[2][9]'] }),
    [...["C'[1][10]", "C'[2][9]"], ...range(5).map((y) => `A undoes theta[${y}][2][0]`), "C'[3][9]"],
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

/** A call with these operands, and its row with another quotient and remainder, and other cells. */
function product(
  [x, y, m]: readonly [bigint, bigint, bigint],
  result: { readonly q?: bigint; readonly r?: bigint },
  changes: Cells = {},
): readonly string[] {
  const words = [...wordsOf(y), ...wordsOf(m), ...wordsOf(x)];
  const call = seededPrecompile(UINT256_MUL, seededWords(4), words);
  const [{ refusals }] = inspectRows(uint256MulChip, [{ ...uint256Row(call, result), ...changes }]);
  return [...new Set(refusals)];
}

const MAX = (1n << 256n) - 1n;

test('a product modulo a number has one remainder', (t) => {
  t.deepEqual(product([5n, 7n, 3n], {}), []);
  // 35 = 10 · 3 + 5 = 12 · 3 - 1
  t.deepEqual(product([5n, 7n, 3n], { q: 10n, r: 5n }), ['range16 query']);
  t.deepEqual(product([5n, 7n, 3n], { q: 12n, r: MAX }), [...['limb[31]', 'align query', 'range16 query']]);
  // The remainder is the modulus, with no limb in which it is less, or with one all the same.
  t.deepEqual(product([5n, 7n, 35n], { q: 0n, r: 35n }), ['range16 query']);
  t.deepEqual(product([5n, 7n, 35n], { q: 0n, r: 35n }, { 'above[0]': 0, gap: 0 }), [
    ...['one highest limb', 'gap'],
  ]);
  // It is less in a limb that is not the highest one.
  const large = (1n << 128n) + 5n;
  t.deepEqual(product([large, 1n, 7n], { q: 0n, r: large }, { 'above[8]': 0, 'above[0]': 1, gap: 1 }), [
    'equal above[8]',
  ]);
  t.deepEqual(product([5n, 7n, 36n], {}, { 'above[0]': 2, 'above[1]': -1, gap: 1 }), [
    ...['above[0] is boolean', 'above[1] is boolean'],
  ]);
});

test('2^256 takes the place of a modulus that is 0, and of no other', (t) => {
  t.deepEqual(product([MAX, MAX, 0n], {}), []);
  t.deepEqual(product([5n, 7n, 3n], { q: 0n, r: 35n }, { isZero: 1, 'above[0]': 0, gap: 0 }), [
    'modulus is zero',
  ]);
  // What is congruent to the product, but no remainder of it.
  t.deepEqual(product([5n, 7n, 0n], { q: 0n, r: 36n }), ['limb[31]', 'align query']);
  t.deepEqual(product([5n, 7n, 0n], {}, { isZero: 0 }), ['one highest limb', 'equal above[0]', 'gap']);
  // Its quotient has 32 bytes.
  t.deepEqual(product([5n, 7n, 0n], { q: 1n << 256n }), ['no higher limbs']);
});

test('the product and what is taken from it are compared as integers', (t) => {
  // q m is too large by 2^519 and more, which no limb has.
  t.deepEqual(product([0n, 0n, 1n << 255n], { q: 1n << 264n }), ['no higher limbs']);
  const [x, y] = [MAX, MAX - 1n];
  const m = MAX - 2n;
  t.deepEqual(product([x, y, m], { q: (x * y) / m - 1n }), ['limb[31]', 'align query']);
  const row = { 'q[0]': 256, 'q[1]': 0 };
  t.deepEqual(product([256n, 1n, 1n], {}, row), ['bytes query']);
  // A carry that p makes possible.
  t.deepEqual(product([0n, 0n, 0n], {}, { 'carry[0]': 2 ** 13 }), ['limb[0]', 'limb[1]', 'align query']);
});
