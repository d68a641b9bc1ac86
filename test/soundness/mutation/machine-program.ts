import { seededWords } from '../../field/random.js';
import {
  asm,
  branchInstructions,
  call,
  halt,
  immediateInstructions,
  li,
  loadInstructions,
  reg,
  registerInstructions,
  shiftInstructions,
  storeInstructions,
} from '../../vm/assembler.js';
import { CODE_ADDRESS, DATA_ADDRESS, program, wordsToBytes } from '../../vm/elf-builder.js';

/** A program that makes the machine do all that it can. */

const EDGES = [
  0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xffff0000, 0xffffffff,
];
const DATA_WORDS = 64;
const [WRITE, ENTER, EXIT, COMMIT, DEFERRED, HINT_LEN, HINT_READ] = [2, 3, 4, 0x10, 0x1a, 0xf0, 0xf1];
const { t1, t2, s2, s3 } = reg;

/** More steps than a register may rest without a refresh. */
const IDLE_TURNS = 2 ** 13 + 100;

/**
 * Every instruction on edges and random words, every call but HALT, a rest that is long enough for registers to be
 * refreshed, and HALT.
 *
 * @param rounds of every instruction
 */
export function machineProgram(seed: number, rounds: number): Uint8Array {
  const next = seededWords(seed);
  const operand = (): number => (next() % 2 === 0 ? EDGES[next() % EDGES.length] : next());
  const words: number[] = [];
  for (let round = 0; round < rounds; round++) words.push(...oneOfEach(operand, next, words.length));
  const calls = [
    ...call(WRITE, 1, DATA_ADDRESS, 2),
    ...call(ENTER),
    ...call(EXIT),
    ...Array.from({ length: 8 }, (_, i) => call(COMMIT, i, next())).flat(),
    ...call(DEFERRED, 0, 0),
    ...call(HINT_LEN),
    ...call(HINT_READ, DATA_ADDRESS, 10),
    ...call(HINT_READ, DATA_ADDRESS + 64, 8),
    ...call(HINT_READ, DATA_ADDRESS + 128, 0),
  ];
  const idle = [...li(s3, IDLE_TURNS), asm.addi(s3, s3, -1), asm.bne(s3, 0, -4)];
  // What has rested is read again.
  const woken = [1, 2, t1, t2, s2].map((register) => asm.add(s2, register, register));
  return program(
    [...words, ...calls, ...idle, ...woken, ...halt()],
    wordsToBytes(Array.from({ length: DATA_WORDS }, operand)),
  );
}

/** The hints that {@link machineProgram} reads. */
export const MACHINE_PROGRAM_INPUTS: readonly Uint8Array[] = [10, 8, 0].map((length) =>
  Uint8Array.from({ length }, (_, i) => 37 * i + 11),
);

function oneOfEach(operand: () => number, next: () => number, behind: number): number[] {
  const words: number[] = [];
  const operands = (): void =>
    void words.push(...li(t1, operand()), ...li(t2, next() % 4 === 0 ? 0 : operand()));
  const immediate = (): number => (next() % 4096) - 2048;
  for (const instruction of Object.values(registerInstructions)) {
    operands();
    words.push(instruction(s2, t1, t2));
  }
  for (const instruction of Object.values(immediateInstructions)) {
    operands();
    words.push(instruction(s2, t1, immediate()));
  }
  for (const instruction of Object.values(shiftInstructions)) {
    operands();
    words.push(instruction(s2, t1, next() % 32));
  }
  for (const branch of Object.values(branchInstructions)) {
    operands();
    if (next() % 3 === 0) words.push(asm.addi(t2, t1, 0));
    words.push(branch(t1, t2, 8), asm.addi(s2, s2, 1));
  }
  const size = (name: string): number => ({ b: 1, h: 2, w: 4 })[name[1]] as number;
  /** The base is near the data, on either side of a limb's end at times. */
  const place = (name: string): number => {
    const [offset, shift] = [next() % (4 * DATA_WORDS), immediate()];
    const address = DATA_ADDRESS + offset - (offset % size(name));
    words.push(...li(t1, address - shift));
    return shift;
  };
  for (const [name, load] of Object.entries(loadInstructions)) words.push(load(s2, place(name), t1));
  for (const [name, store] of Object.entries(storeInstructions)) {
    words.push(...li(t2, operand()));
    const at = place(name);
    words.push(store(t2, at, t1));
  }
  words.push(asm.lui(s2, next() % 2 ** 20), asm.auipc(s2, next() % 2 ** 20), asm.fence, asm.addi(0, t1, 1));
  words.push(asm.jal(1, 8), asm.addi(s2, s2, 1));
  const here = CODE_ADDRESS + 4 * (behind + words.length);
  words.push(...li(t1, here + 12 + (next() % 2)), asm.jalr(1, 0, t1));
  return words;
}
