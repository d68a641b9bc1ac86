/** What instructions do, written down once more for tests: RISC-V unprivileged ISA, chapters RV32I and M. */

/** The numbers of docs/vm.md 6.1, without ECALL. */
// prettier-ignore
export const INSTRUCTIONS = {
  immediate: 1, add: 2, sub: 3, slt: 4, sltu: 5, slti: 6, sltiu: 7, xor: 8, or: 9, and: 10, xori: 11, ori: 12,
  andi: 13, sll: 14, srl: 15, sra: 16, slli: 17, srli: 18, srai: 19, mul: 20, mulh: 21, mulhsu: 22, mulhu: 23,
  div: 24, divu: 25, rem: 26, remu: 27, beq: 28, bne: 29, blt: 30, bge: 31, bltu: 32, bgeu: 33, lw: 34, lb: 35,
  lbu: 36, lh: 37, lhu: 38, sw: 39, sb: 40, sh: 41, jalr: 42,
} as const;
export type Instruction = keyof typeof INSTRUCTIONS;

export interface Operands {
  /** Both unsigned words. */
  readonly a: number;
  readonly b: number;
}

const signed = (word: number): bigint => BigInt(word | 0);
const unsigned = (word: number): bigint => BigInt(word >>> 0);
const word = (value: bigint): number => Number(BigInt.asUintN(32, value));

/** Results of instructions that compute a word from two. */
const RESULTS: Partial<Record<Instruction, (a: number, b: number) => bigint>> = {
  immediate: (a, b) => unsigned(a) + unsigned(b),
  add: (a, b) => unsigned(a) + unsigned(b),
  sub: (a, b) => unsigned(a) - unsigned(b),
  slt: (a, b) => (signed(a) < signed(b) ? 1n : 0n),
  sltu: (a, b) => (unsigned(a) < unsigned(b) ? 1n : 0n),
  xor: (a, b) => signed(a) ^ signed(b),
  or: (a, b) => signed(a) | signed(b),
  and: (a, b) => signed(a) & signed(b),
  sll: (a, b) => unsigned(a) << (unsigned(b) & 31n),
  srl: (a, b) => unsigned(a) >> (unsigned(b) & 31n),
  sra: (a, b) => signed(a) >> (unsigned(b) & 31n),
  mul: (a, b) => unsigned(a) * unsigned(b),
  mulh: (a, b) => (signed(a) * signed(b)) >> 32n,
  mulhsu: (a, b) => (signed(a) * unsigned(b)) >> 32n,
  mulhu: (a, b) => (unsigned(a) * unsigned(b)) >> 32n,
  div: (a, b) => (b === 0 ? -1n : signed(a) / signed(b)),
  divu: (a, b) => (b === 0 ? -1n : unsigned(a) / unsigned(b)),
  rem: (a, b) => (b === 0 ? signed(a) : signed(a) % signed(b)),
  remu: (a, b) => (b === 0 ? signed(a) : unsigned(a) % unsigned(b)),
};

/** What an instruction writes to rd, an unsigned word. */
export function resultOf(instruction: Instruction, { a, b }: Operands): number {
  const registerForm = { slti: 'slt', sltiu: 'sltu', xori: 'xor', ori: 'or', andi: 'and' } as const;
  const shiftForm = { slli: 'sll', srli: 'srl', srai: 'sra' } as const;
  const forms: Partial<Record<Instruction, Instruction>> = { ...registerForm, ...shiftForm };
  const compute = RESULTS[forms[instruction] ?? instruction];
  if (!compute) throw new Error(`${instruction} computes no word of two`);
  return word(compute(a, b));
}

const CONDITIONS: Partial<Record<Instruction, (a: number, b: number) => boolean>> = {
  beq: (a, b) => a === b,
  bne: (a, b) => a !== b,
  blt: (a, b) => signed(a) < signed(b),
  bge: (a, b) => signed(a) >= signed(b),
  bltu: (a, b) => a < b,
  bgeu: (a, b) => a >= b,
};

/** Whether a branch is taken. */
export function isTaken(instruction: Instruction, { a, b }: Operands): boolean {
  const holds = CONDITIONS[instruction];
  if (!holds) throw new Error(`${instruction} is no branch`);
  return holds(a, b);
}

/** What a load makes of the word at its address. */
export function loadedWord(instruction: Instruction, held: number, offset: number): number {
  const bits = held >>> (8 * offset);
  switch (instruction) {
    case 'lw':
      return held;
    case 'lb':
      return ((bits << 24) >> 24) >>> 0;
    case 'lbu':
      return bits & 0xff;
    case 'lh':
      return ((bits << 16) >> 16) >>> 0;
    case 'lhu':
      return bits & 0xffff;
    default:
      throw new Error(`${instruction} is no load`);
  }
}

/** What a store makes of the word at its address. */
export function storedWord(instruction: Instruction, held: number, offset: number, value: number): number {
  const bytes = { sb: 1, sh: 2, sw: 4 }[instruction as 'sb' | 'sh' | 'sw'];
  const memory = Buffer.alloc(4);
  memory.writeUInt32LE(held);
  for (let i = 0; i < bytes; i++) memory[offset + i] = (value >>> (8 * i)) & 0xff;
  return memory.readUInt32LE();
}
