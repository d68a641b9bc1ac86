import * as chips from '../../../host/vm/chips/index.js';
import { limbs, quotient, type Cells } from '../rows.js';
import {
  accessesOf,
  merge,
  range,
  stepRow,
  type AccessedWord,
  type PrecompileCase,
  type PrecompileSpec,
} from './precompile.js';

/** UINT256_MUL and its row, from docs/vm.md 8.7. */

/** A number of words, lowest first. */
export function numberOf(words: readonly number[]): bigint {
  return words.reduceRight((high, word) => (high << 32n) | BigInt(word), 0n);
}

/** The words of a number below 2^256. */
export function wordsOf(number: bigint): number[] {
  return range(8).map((i) => Number((number >> BigInt(32 * i)) & 0xffffffffn));
}

/** Words in the order in which they are accessed: y and m, then x. */
function operandsOf(words: readonly number[]) {
  const [y, m, x] = [0, 8, 16].map((from) => numberOf(words.slice(from, from + 8)));
  const modulus = m === 0n ? 1n << 256n : m;
  return { x, y, m, q: (x * y) / modulus, r: (x * y) % modulus };
}

const digits = (number: bigint, count: number, bits: number): number[] =>
  range(count).map((i) => Number((number >> BigInt(bits * i)) & ((1n << BigInt(bits)) - 1n)));

const column = (name: string, values: readonly number[]): Cells =>
  Object.fromEntries(values.map((value, i) => [`${name}[${i}]`, value]));

/** The sums over i + j = k. */
function products(a: readonly number[], b: readonly number[]): number[] {
  const sums = new Array<number>(a.length + b.length).fill(0);
  a.forEach((x, i) => b.forEach((y, j) => (sums[i + j] += x * y)));
  return sums;
}

function numberRow(name: string, number: bigint, words: readonly AccessedWord[]): Cells {
  return merge(
    column(`${name}.byte`, digits(number, 32, 8)),
    ...words.map(({ found, at }, i) => ({
      [`${name}.word[${i}].time`]: found.time,
      [`${name}.word[${i}].low`]: (at - found.time - 1) % 2 ** 12,
    })),
  );
}

/** The row of a call, for any quotient and remainder. */
export function uint256Row(
  call: PrecompileCase,
  changes: { readonly q?: bigint; readonly r?: bigint } = {},
): Cells {
  const accesses = accessesOf(call);
  const honest = operandsOf(call.found.map(({ value }) => value));
  const { x, y, m, q, r } = { ...honest, ...changes };
  const product = products(digits(x, 32, 8), digits(y, 32, 8));
  const multiple = products(digits(q, 64, 8), digits(m, 32, 8));
  const shifted = m === 0n ? [...new Array<number>(16).fill(0), ...digits(q, 16, 16)] : [];
  const remainder = digits(r, 16, 16);
  let carry = 0;
  const carries = range(31).map((k) => {
    const sum = product[2 * k] + 256 * product[2 * k + 1] - multiple[2 * k] - 256 * multiple[2 * k + 1];
    // In the field, so that of numbers that are not equal as much as possible is consistent.
    carry = quotient(carry + sum - (shifted[k] ?? 0) - (remainder[k] ?? 0), 2 ** 16);
    return carry;
  });
  const modulus = digits(m, 16, 16);
  const highest =
    m === 0n
      ? -1
      : Math.max(
          0,
          modulus.findLastIndex((limb, k) => limb !== remainder[k]),
        );
  return merge(
    stepRow(call),
    numberRow('y', y, accesses.slice(0, 8)),
    numberRow('m', m, accesses.slice(8, 16)),
    numberRow('x', x, accesses.slice(16)),
    column('q', digits(q, 64, 8)),
    ...range(8).map((i) => limbs(`r[${i}]`, Number((r >> BigInt(32 * i)) & 0xffffffffn))),
    column('carry', carries),
    { isZero: m === 0n ? 1 : 0, gap: m === 0n ? 0 : modulus[highest] - remainder[highest] - 1 },
    m === 0n ? {} : { [`above[${highest}]`]: 1 },
  );
}

const MAX = (1n << 256n) - 1n;
/** Prime fields that guests compute in: those of secp256k1, ed25519 and bn254. */
const PRIMES = [
  (1n << 256n) - (1n << 32n) - 977n,
  (1n << 255n) - 19n,
  21888242871839275222246405745257275088696311157297823662689037894645226208583n,
];

/** Operands that are worth trying: x, y, m. */
export const UINT256_EDGES: readonly (readonly [x: bigint, y: bigint, m: bigint])[] = [
  [0n, 0n, 0n],
  [MAX, MAX, 0n],
  [1n << 255n, 2n, 0n],
  [MAX, MAX, 1n],
  [0n, MAX, 1n],
  [MAX, MAX, 2n],
  [MAX, MAX, MAX],
  [MAX, 1n, MAX],
  [MAX - 1n, MAX - 1n, MAX],
  [MAX, MAX, MAX - 1n],
  [MAX, MAX, 1n << 255n],
  [MAX, MAX, 1n << 32n],
  [MAX, MAX, (1n << 32n) - 1n],
  [MAX, MAX, (1n << 64n) - (1n << 32n) + 1n],
  [(1n << 255n) | 1n, MAX, (1n << 128n) | 0xffffffffn],
  // A remainder that differs from the modulus in the lowest limb alone.
  [MAX - 1n, 1n, MAX],
  [(1n << 255n) - 1n, 1n, 1n << 255n],
  [5n, 7n, 35n],
  [5n, 7n, 36n],
  ...PRIMES.flatMap((p): [bigint, bigint, bigint][] => [
    [p - 1n, p - 1n, p],
    [p, p + 1n, p],
    [MAX, MAX, p],
  ]),
];

export const UINT256_MUL: PrecompileSpec = {
  name: 'UINT256_MUL',
  number: 0x01011d,
  ranges: [
    { pointer: 'a1', words: 16, isWritten: false, slot: 0 },
    { pointer: 'a0', words: 8, isWritten: true, slot: 1 },
  ],
  compute: (words) => wordsOf(operandsOf(words).r),
  edges: UINT256_EDGES.map(([x, y, m]) => [...wordsOf(y), ...wordsOf(m), ...wordsOf(x)]),
  recordType: 'Uint256MulRecord',
  chips: [{ chip: chips.uint256MulChip, parts: 1, row: (call) => uint256Row(call) }],
};
