import { seededWords } from '../../field/random.js';
import { asm, call, halt, li, reg } from '../../vm/assembler.js';
import { DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';
import { KECCAK_PERMUTE } from '../../vm/precompiles/keccak.js';
import { range, type PrecompileSpec } from '../../vm/precompiles/precompile.js';
import { SHA_COMPRESS, SHA_EXTEND } from '../../vm/precompiles/sha256.js';
import { UINT256_MUL, wordsOf } from '../../vm/precompiles/uint256.js';

/** A program that calls every precompile, some on edges. */

const MAX = (1n << 256n) - 1n;
const EDGE_NUMBERS: readonly (readonly [x: bigint, y: bigint, m: bigint])[] = [
  [0n, 0n, 0n],
  [MAX, MAX, 0n],
  [MAX, MAX, 1n],
  [MAX - 1n, 1n, MAX],
  [MAX, MAX, (1n << 255n) - 19n],
  [MAX, MAX, (1n << 32n) - 1n],
];

/** Turns of a loop after which the time since an access has an upper part: docs/vm.md 5.2. */
const IDLE_TURNS = 2 ** 9 + 20;
const { s3 } = reg;
const idle = [...li(s3, IDLE_TURNS), asm.addi(s3, s3, -1), asm.bne(s3, 0, -4)];

/** Words of data, and where each piece of them begins. */
class Data {
  readonly words: number[] = [];

  /** The address of these words behind all others. */
  add(words: readonly number[]): number {
    this.words.push(...words);
    return DATA_ADDRESS + 4 * (this.words.length - words.length);
  }
}

export function precompileProgram(seed: number): Uint8Array {
  const next = seededWords(seed);
  const data = new Data();
  const random = (count: number): number => data.add(range(count).map(next));
  const alike = (count: number, word: number): number => data.add(new Array<number>(count).fill(word));
  // Not at the beginning of a leaf.
  random(3);
  const [schedule, ones] = [random(64), alike(64, 0xffffffff)];
  const state = random(8);
  const lanes = [random(50), alike(50, 0), alike(50, 0xffffffff)];
  const numbers = EDGE_NUMBERS.map(([x, y, m]) => [
    data.add(wordsOf(x)),
    data.add([...wordsOf(y), ...wordsOf(m)]),
  ]);
  const [x, y] = [random(8), random(16)];
  const calls: readonly (readonly [PrecompileSpec, number, number])[] = [
    [SHA_EXTEND, schedule, 0],
    [SHA_EXTEND, ones, 0],
    [SHA_COMPRESS, schedule, state],
    [SHA_COMPRESS, ones, state],
    // The state is the first words of the schedule, or the last ones and some behind them.
    [SHA_COMPRESS, schedule, schedule],
    [SHA_COMPRESS, ones, ones + 4 * 60],
    [SHA_EXTEND, schedule, 0],
    ...lanes.map((address) => [KECCAK_PERMUTE, address, 0] as const),
    [KECCAK_PERMUTE, lanes[0], 0],
    ...numbers.map(([a0, a1]) => [UINT256_MUL, a0, a1] as const),
    [UINT256_MUL, x, y],
    // A square, its own modulus, and words of both.
    [UINT256_MUL, y, y],
    [UINT256_MUL, y + 32, y],
    [UINT256_MUL, y + 12, y],
  ];
  const code = calls.flatMap(([{ number }, a0, a1]) => [...idle, ...call(number, a0, a1)]);
  return program([...code, ...halt()], wordsToBytes(data.words));
}
