import { quotient, limbs, type Cells } from './rows.js';
import { INSTRUCTIONS, type Instruction } from './instructions.js';

/** Decoding once more for tests, from the instruction formats: RISC-V unprivileged ISA, chapters RV32I and M. */

/** docs/vm.md 6.1, z as an element. */
export interface DecodedWord {
  readonly op: number;
  readonly rd: number;
  readonly rs1: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What is chosen for a row of `decode` beside the word. */
export interface DecodeChoices {
  /** Name of the flag that is set. */
  readonly flag: string;
  readonly usesF3: number;
  readonly usesF7: number;
  readonly op: number;
}

const SINK = 32;
const ECALL = 43;

const signed = (value: number, bits: number): number => (value << (32 - bits)) >> (32 - bits);
const bitsOf = (word: number, from: number, count: number): number => (word >>> from) & (2 ** count - 1);

const BRANCHES: readonly (Instruction | undefined)[] = [
  'beq',
  'bne',
  undefined,
  undefined,
  'blt',
  'bge',
  'bltu',
  'bgeu',
];
const LOADS: readonly (Instruction | undefined)[] = ['lb', 'lh', 'lw', undefined, 'lbu', 'lhu'];
const STORES: readonly (Instruction | undefined)[] = ['sb', 'sh', 'sw'];
const IMMEDIATES: readonly (Instruction | undefined)[] = [
  'immediate',
  undefined,
  'slti',
  'sltiu',
  'xori',
  undefined,
  'ori',
  'andi',
];
const REGISTERS: Readonly<Record<number, readonly (Instruction | undefined)[]>> = {
  0: ['add', 'sll', 'slt', 'sltu', 'xor', 'srl', 'or', 'and'],
  1: ['mul', 'mulh', 'mulhsu', 'mulhu', 'div', 'divu', 'rem', 'remu'],
  32: ['sub', undefined, undefined, undefined, undefined, 'sra'],
};
const SHIFTS: Readonly<Record<number, readonly (Instruction | undefined)[]>> = {
  0: [undefined, 'slli', undefined, undefined, undefined, 'srli'],
  32: [undefined, undefined, undefined, undefined, undefined, 'srai'],
};

/** An instruction word at a pc, decoded, with its flag and function fields; undefined where it is none. */
export function decodeWord(word: number, pc: number): (DecodedWord & DecodeChoices) | undefined {
  const [f3, f7] = [bitsOf(word, 12, 3), bitsOf(word, 25, 7)];
  const [rdField, rs1, rs2] = [bitsOf(word, 7, 5), bitsOf(word, 15, 5), bitsOf(word, 20, 5)];
  const rd = rdField === 0 ? SINK : rdField;
  const immediateI = signed(bitsOf(word, 20, 12), 12);
  const immediateS = signed((f7 << 5) | rdField, 12);
  const immediateB = signed(
    (bitsOf(word, 31, 1) << 12) |
      (bitsOf(word, 7, 1) << 11) |
      (bitsOf(word, 25, 6) << 5) |
      (bitsOf(word, 8, 4) << 1),
    13,
  );
  const immediateJ = signed(
    (bitsOf(word, 31, 1) << 20) |
      (bitsOf(word, 12, 8) << 12) |
      (bitsOf(word, 20, 1) << 11) |
      (bitsOf(word, 21, 10) << 1),
    21,
  );
  const upper = (word & 0xfffff000) >>> 0;
  const target = (distance: number): number => quotient(4 * pc + distance, 4);
  const pair = (value: number) => ({ x: value & 0xffff, y: (value >>> 16) & 0xffff });
  const constant = (flag: string, value: number, z = pc + 1) => ({
    ...{ flag, usesF3: 0, usesF7: 0, op: INSTRUCTIONS.immediate, rd, rs1: 0 },
    ...pair(value),
    z,
  });
  const make = (
    flag: string,
    instruction: Instruction | undefined,
    fields: Omit<DecodedWord, 'op'>,
    usesF7 = 0,
  ) => instruction && { flag, usesF3: 1, usesF7, op: INSTRUCTIONS[instruction], ...fields };

  switch (bitsOf(word, 0, 7)) {
    case 0x37:
      return constant('isLui', upper);
    case 0x17:
      return constant('isAuipc', 4 * pc + upper);
    case 0x6f:
      return constant('isJal', 4 * pc + 4, target(immediateJ));
    case 0x67:
      return make('isJalr', f3 === 0 ? 'jalr' : undefined, {
        ...{ rd, rs1, z: quotient(immediateI, 1) },
        ...pair(4 * pc + 4),
      });
    case 0x63:
      return make('isBranch', BRANCHES[f3], { rd: 0, rs1, x: rs2, y: 0, z: target(immediateB) });
    case 0x03:
      return make('isLoad', LOADS[f3], { rd, rs1, x: 0, y: 0, z: quotient(immediateI, 1) });
    case 0x23:
      return make('isStore', STORES[f3], { rd: 0, rs1, x: rs2, y: 0, z: quotient(immediateS, 1) });
    case 0x13:
      return f3 === 1 || f3 === 5
        ? make('isShift', SHIFTS[f7]?.[f3], { rd, rs1, x: rs2, y: 0, z: pc + 1 }, 1)
        : make('isImmediate', IMMEDIATES[f3], { rd, rs1, ...pair(immediateI), z: pc + 1 });
    case 0x33:
      return make('isRegister', REGISTERS[f7]?.[f3], { rd, rs1, x: rs2, y: 0, z: pc + 1 }, 1);
    case 0x0f:
      return make('isFence', f3 === 0 ? 'immediate' : undefined, {
        ...{ rd: SINK, rs1: 0, x: 0, y: 0 },
        z: pc + 1,
      });
    case 0x73:
      if (word !== 0x73) return undefined;
      return { flag: 'isEcall', usesF3: 1, usesF7: 1, op: ECALL, rd: 0, rs1: 0, x: 0, y: 0, z: pc + 1 };
    default:
      return undefined;
  }
}

/** A row of `decode`: what follows from the word and the choices, whether they fit or not. */
export function decodeRow(word: number, pc: number, count: number, choices: DecodeChoices): Cells {
  const { flag, usesF3, usesF7, op } = choices;
  const isLink = flag === 'isJal' || flag === 'isJalr';
  const isUpper = flag === 'isLui' || flag === 'isAuipc';
  const base = isLink || flag === 'isAuipc' ? 4 * pc : 0;
  const added = isLink ? 4 : isUpper ? (word & 0xfffff000) >>> 0 : 0;
  const lowCarry = ((base & 0xffff) + (added & 0xffff)) >>> 16;
  const rdField = bitsOf(word, 7, 5);
  return {
    [flag]: 1,
    pc,
    ...Object.fromEntries(Array.from({ length: 32 }, (_, i) => [`bit[${i}]`, bitsOf(word, i, 1)])),
    usesF3,
    usesF7,
    f3: usesF3 * bitsOf(word, 12, 3),
    f7: usesF7 * bitsOf(word, 25, 7),
    op,
    rdZero: rdField === 0 ? 1 : 0,
    rdInverse: quotient(1, rdField),
    pcLow: pc % 2 ** 14,
    ...limbs('v', (base + added) >>> 0),
    'carry[0]': lowCarry,
    'carry[1]': base + added >= 2 ** 32 ? 1 : 0,
    count,
  };
}
