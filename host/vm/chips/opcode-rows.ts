import { OP } from './op.js';

/** How operands are decoded, docs/vm.md 6.2. */
export const DECODE_CLASS = {
  register: 1,
  immediate: 2,
  shift: 3,
  load: 4,
  store: 5,
  branch: 6,
  jal: 7,
  jalr: 8,
  lui: 9,
  auipc: 10,
  fence: 11,
  ecall: 12,
} as const;

/** What says that a word is an instruction. */
export interface OpcodeRow {
  readonly major: number;
  readonly usesF3: boolean;
  readonly usesF7: boolean;
  /** 0 where it is not used, likewise f7. */
  readonly f3: number;
  readonly f7: number;
  /** See `OP`. */
  readonly op: number;
  /** See `DECODE_CLASS`. */
  readonly decodeClass: number;
}

/** Bits 2 to 6 of instruction words. */
const MAJOR = {
  load: 0,
  fence: 3,
  immediate: 4,
  auipc: 5,
  store: 8,
  register: 12,
  lui: 13,
  branch: 24,
  jalr: 25,
  jal: 27,
  ecall: 28,
} as const;

/** funct7 of SUB, SRA and SRAI, and of RV32M. */
const F7_ALTERNATIVE = 32;
const F7_MULTIPLY = 1;

type ClassName = keyof typeof DECODE_CLASS & keyof typeof MAJOR;

function plain(name: ClassName, op: number): OpcodeRow {
  const [major, decodeClass] = [MAJOR[name], DECODE_CLASS[name]];
  return { major, usesF3: false, usesF7: false, f3: 0, f7: 0, op, decodeClass };
}

function byF3(name: ClassName, f3: number, op: number): OpcodeRow {
  return { ...plain(name, op), usesF3: true, f3 };
}

function byF7(name: ClassName, f3: number, f7: number, op: number): OpcodeRow {
  return { ...byF3(name, f3, op), usesF7: true, f7 };
}

function shift(f3: number, f7: number, op: number): OpcodeRow {
  return { ...byF7('immediate', f3, f7, op), decodeClass: DECODE_CLASS.shift };
}

/** All instructions, docs/vm.md 10.2: for a word, at most one row matches. */
export const OPCODE_ROWS: readonly OpcodeRow[] = [
  plain('lui', OP.immediate),
  plain('auipc', OP.immediate),
  plain('jal', OP.immediate),
  byF3('jalr', 0, OP.jumpRegister),
  byF3('branch', 0, OP.beq),
  byF3('branch', 1, OP.bne),
  byF3('branch', 4, OP.blt),
  byF3('branch', 5, OP.bge),
  byF3('branch', 6, OP.bltu),
  byF3('branch', 7, OP.bgeu),
  byF3('load', 0, OP.lb),
  byF3('load', 1, OP.lh),
  byF3('load', 2, OP.loadWord),
  byF3('load', 4, OP.lbu),
  byF3('load', 5, OP.lhu),
  byF3('store', 0, OP.sb),
  byF3('store', 1, OP.sh),
  byF3('store', 2, OP.storeWord),
  byF3('immediate', 0, OP.immediate),
  byF3('immediate', 2, OP.slti),
  byF3('immediate', 3, OP.sltiu),
  byF3('immediate', 4, OP.xori),
  byF3('immediate', 6, OP.ori),
  byF3('immediate', 7, OP.andi),
  shift(1, 0, OP.slli),
  shift(5, 0, OP.srli),
  shift(5, F7_ALTERNATIVE, OP.srai),
  byF7('register', 0, 0, OP.add),
  byF7('register', 0, F7_ALTERNATIVE, OP.sub),
  byF7('register', 1, 0, OP.sll),
  byF7('register', 2, 0, OP.slt),
  byF7('register', 3, 0, OP.sltu),
  byF7('register', 4, 0, OP.xor),
  byF7('register', 5, 0, OP.srl),
  byF7('register', 5, F7_ALTERNATIVE, OP.sra),
  byF7('register', 6, 0, OP.or),
  byF7('register', 7, 0, OP.and),
  byF7('register', 0, F7_MULTIPLY, OP.mul),
  byF7('register', 1, F7_MULTIPLY, OP.mulh),
  byF7('register', 2, F7_MULTIPLY, OP.mulhsu),
  byF7('register', 3, F7_MULTIPLY, OP.mulhu),
  byF7('register', 4, F7_MULTIPLY, OP.div),
  byF7('register', 5, F7_MULTIPLY, OP.divu),
  byF7('register', 6, F7_MULTIPLY, OP.rem),
  byF7('register', 7, F7_MULTIPLY, OP.remu),
  byF3('fence', 0, OP.immediate),
  byF7('ecall', 0, 0, OP.call),
];
