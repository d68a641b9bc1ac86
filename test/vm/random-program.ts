import { seededWords } from '../field/random.js';
import {
  asm,
  branchInstructions,
  halt,
  immediateInstructions,
  li,
  loadInstructions,
  registerInstructions,
  shiftInstructions,
  storeInstructions,
} from './assembler.js';
import { DATA_ADDRESS } from './elf-builder.js';

export interface RandomProgram {
  readonly words: readonly number[];
  readonly data: Uint8Array;
}

export const RANDOM_DATA_BYTES = 256;

/** Points into the data, and is written by nothing else. */
const BASE = 31;
const REGISTERS = 10;
const EDGES = [0, 1, 2, 31, 32, 0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0xfffffffe, 0xffff, 0x10000];

/**
 * A program that a seed determines: registers filled with edge values, instructions of all kinds on a few registers
 * so that values meet, loads and stores within the data, branches and jumps near by, backwards too; then a halt. One
 * in sixteen programs has a word that may be anything, and accesses that may be misaligned.
 */
export function randomProgram(seed: number): RandomProgram {
  const next = seededWords(seed);
  const below = (bound: number) => next() % bound;
  const pick = <T>(items: readonly T[]): T => items[below(items.length)];
  const isWild = below(16) === 0;
  const register = () => below(REGISTERS);
  const destination = () => (below(8) === 0 ? 0 : 1 + below(REGISTERS - 1));
  const immediate = () => below(4096) - 2048;

  const length = 16 + below(48);
  const words: number[] = [];
  for (let i = 1; i < REGISTERS; i++) words.push(...li(i, below(2) === 0 ? pick(EDGES) : next()));
  words.push(...li(BASE, DATA_ADDRESS + RANDOM_DATA_BYTES / 2));
  const first = words.length;

  const offset = (size: number) => {
    const any = below(RANDOM_DATA_BYTES) - RANDOM_DATA_BYTES / 2;
    return isWild && below(16) === 0 ? any : Math.floor(any / size) * size;
  };
  /** To an instruction of the random part, or to the halt behind it. */
  const distance = (at: number) => {
    const target = Math.max(0, Math.min(length, at - first + below(24) - 3));
    return 4 * (first + target - at) + (isWild && below(16) === 0 ? 2 : 0);
  };
  const SIZES = { lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4, sb: 1, sh: 2, sw: 4 } as const;

  const kinds: ((at: number) => number)[] = [
    () => pick(Object.values(registerInstructions))(destination(), register(), register()),
    () => pick(Object.values(registerInstructions))(destination(), register(), register()),
    () => pick(Object.values(immediateInstructions))(destination(), register(), immediate()),
    () => pick(Object.values(shiftInstructions))(destination(), register(), below(32)),
    () => {
      const name = pick(Object.keys(loadInstructions) as (keyof typeof loadInstructions)[]);
      return loadInstructions[name](destination(), offset(SIZES[name]), BASE);
    },
    () => {
      const name = pick(Object.keys(storeInstructions) as (keyof typeof storeInstructions)[]);
      return storeInstructions[name](register(), offset(SIZES[name]), BASE);
    },
    (at) => pick(Object.values(branchInstructions))(register(), register(), distance(at)),
    () => pick([asm.lui, asm.auipc])(destination(), below(2 ** 20)),
    (at) => asm.jal(destination(), distance(at)),
    () => asm.fence,
  ];
  for (let i = 0; i < length; i++) {
    const at = words.length;
    if (i + 1 < length && below(24) === 0) {
      // An indirect jump: auipc and jalr over the same register.
      const link = 1 + below(REGISTERS - 1);
      words.push(asm.auipc(link, 0), asm.jalr(destination(), distance(at) | below(2), link));
      i += 1;
    } else {
      words.push(isWild && below(32) === 0 ? next() : pick(kinds)(at));
    }
  }
  words.push(...halt(seed & 0xff));
  return { words, data: Uint8Array.from({ length: RANDOM_DATA_BYTES }, () => below(256)) };
}
