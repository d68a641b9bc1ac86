/** Encodes RV32IM instructions, one function for each format (RISC-V unprivileged ISA, chapter 2.2). */

type Registers3 = (rd: number, rs1: number, rs2: number) => number;
type Immediate = (rd: number, rs1: number, immediate: number) => number;
type Upper = (rd: number, upper: number) => number;
/** As assembly is written: `sw rs2, offset(rs1)`. */
type Store = (rs2: number, offset: number, rs1: number) => number;
type Load = (rd: number, offset: number, rs1: number) => number;
type Branch = (rs1: number, rs2: number, distance: number) => number;

function registers3(funct7: number, funct3: number): Registers3 {
  return (rd, rs1, rs2) =>
    ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | 0x33) >>> 0;
}

function encodeI(opcode: number, funct3: number, rd: number, rs1: number, immediate: number): number {
  return ((immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
}

function immediate(funct3: number): Immediate {
  return (rd, rs1, value) => encodeI(0x13, funct3, rd, rs1, value);
}

function shift(funct7: number, funct3: number): Immediate {
  return (rd, rs1, amount) => encodeI(0x13, funct3, rd, rs1, (funct7 << 5) | (amount & 31));
}

function load(funct3: number): Load {
  return (rd, offset, rs1) => encodeI(0x03, funct3, rd, rs1, offset);
}

function store(funct3: number): Store {
  return (rs2, offset, rs1) =>
    (((offset >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | ((offset & 0x1f) << 7) | 0x23) >>>
    0;
}

function branch(funct3: number): Branch {
  return (rs1, rs2, distance) =>
    (((distance >> 12) << 31) |
      (((distance >> 5) & 0x3f) << 25) |
      (rs2 << 20) |
      (rs1 << 15) |
      (funct3 << 12) |
      (((distance >> 1) & 0xf) << 8) |
      (((distance >> 11) & 1) << 7) |
      0x63) >>>
    0;
}

export const registerInstructions = {
  add: registers3(0x00, 0),
  sub: registers3(0x20, 0),
  sll: registers3(0x00, 1),
  slt: registers3(0x00, 2),
  sltu: registers3(0x00, 3),
  xor: registers3(0x00, 4),
  srl: registers3(0x00, 5),
  sra: registers3(0x20, 5),
  or: registers3(0x00, 6),
  and: registers3(0x00, 7),
  mul: registers3(0x01, 0),
  mulh: registers3(0x01, 1),
  mulhsu: registers3(0x01, 2),
  mulhu: registers3(0x01, 3),
  div: registers3(0x01, 4),
  divu: registers3(0x01, 5),
  rem: registers3(0x01, 6),
  remu: registers3(0x01, 7),
};

export const immediateInstructions = {
  addi: immediate(0),
  slti: immediate(2),
  sltiu: immediate(3),
  xori: immediate(4),
  ori: immediate(6),
  andi: immediate(7),
};

export const shiftInstructions = {
  slli: shift(0x00, 1),
  srli: shift(0x00, 5),
  srai: shift(0x20, 5),
};

export const loadInstructions = { lb: load(0), lh: load(1), lw: load(2), lbu: load(4), lhu: load(5) };
export const storeInstructions = { sb: store(0), sh: store(1), sw: store(2) };

export const branchInstructions = {
  beq: branch(0),
  bne: branch(1),
  blt: branch(4),
  bge: branch(5),
  bltu: branch(6),
  bgeu: branch(7),
};

/** The upper 20 bits, as `lui rd, upper` takes them. */
const lui: Upper = (rd, upper) => ((upper << 12) | (rd << 7) | 0x37) >>> 0;
const auipc: Upper = (rd, upper) => ((upper << 12) | (rd << 7) | 0x17) >>> 0;

function jal(rd: number, distance: number): number {
  return (
    (((distance >> 20) << 31) |
      (((distance >> 1) & 0x3ff) << 21) |
      (((distance >> 11) & 1) << 20) |
      (((distance >> 12) & 0xff) << 12) |
      (rd << 7) |
      0x6f) >>>
    0
  );
}

const jalr: Load = (rd, offset, rs1) => encodeI(0x67, 0, rd, rs1, offset);

/** Every instruction by its mnemonic. */
export const asm = {
  ...registerInstructions,
  ...immediateInstructions,
  ...shiftInstructions,
  ...loadInstructions,
  ...storeInstructions,
  ...branchInstructions,
  lui,
  auipc,
  jal,
  jalr,
  ecall: 0x00000073,
  fence: 0x0ff0000f,
} as const;

/** Registers by their names in the calling convention. */
export const reg = { zero: 0, ra: 1, sp: 2, t0: 5, t1: 6, t2: 7, a0: 10, a1: 11, a2: 12, s2: 18, s3: 19 };

/** Loads any word, in two instructions always. */
export function li(rd: number, value: number): number[] {
  const upper = (value + 0x800) >>> 12;
  return [asm.lui(rd, upper), asm.addi(rd, rd, value - (upper << 12))];
}

/** A call with its arguments. */
export function call(number: number, ...args: number[]): number[] {
  return [...args.flatMap((value, i) => li(reg.a0 + i, value)), ...li(reg.t0, number), asm.ecall];
}

/** Ends the run. */
export function halt(exitCode = 0): number[] {
  return call(0, exitCode);
}
