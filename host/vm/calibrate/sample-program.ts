/**
 * A program to measure on: a loop over the kinds of instructions that programs have, on registers and on a few
 * kilobytes of memory. RISC-V unprivileged ISA, chapter 2, for the encodings.
 */

const CODE_ADDRESS = 0x00200800;
const DATA_ADDRESS = 0x00300000;
const ELF_HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;

const [ZERO, T0, A0, COUNT, BASE, AT, X, Y, Z] = [0, 5, 10, 6, 7, 28, 29, 30, 31];

const register = (funct7: number, funct3: number) => (rd: number, rs1: number, rs2: number) =>
  (funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | 0x33;
const immediate = (opcode: number, funct3: number) => (rd: number, rs1: number, value: number) =>
  (value << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
const lui = (rd: number, value: number) => (value << 12) | (rd << 7) | 0x37;
const [add, xor, sll, mul, sltu] = [
  register(0, 0),
  register(0, 4),
  register(0, 1),
  register(1, 0),
  register(0, 3),
];
const [addi, andi, lw] = [immediate(0x13, 0), immediate(0x13, 7), immediate(0x03, 2)];
const sw = (rs2: number, offset: number, rs1: number) =>
  ((offset >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (2 << 12) | ((offset & 31) << 7) | 0x23;
const bne = (rs1: number, rs2: number, distance: number) =>
  ((distance >> 12) << 31) |
  (((distance >> 5) & 63) << 25) |
  (rs2 << 20) |
  (rs1 << 15) |
  (1 << 12) |
  (((distance >> 1) & 15) << 8) |
  (((distance >> 11) & 1) << 7) |
  0x63;
const ECALL = 0x73;

const BODY = [
  addi(X, X, 17),
  andi(AT, X, 0x7fc),
  add(AT, AT, BASE),
  lw(Y, 0, AT),
  xor(Z, Z, X),
  sll(Z, Z, X),
  add(Y, Y, Z),
  sltu(T0, Y, Z),
  mul(Z, Z, X),
  addi(Z, Z, 1),
  add(Y, Y, T0),
  sw(Y, 0, AT),
  addi(COUNT, COUNT, -1),
];

/** Cycles of a turn of its loop. */
const TURN = BODY.length + 1;

/** An ELF file of a program that runs for about so many cycles, at most 2^24. */
export function sampleProgram(cycles: number): Uint8Array {
  const turns = Math.max(1, Math.round(cycles / TURN));
  const words = [
    // The lower part of a constant is signed.
    lui(COUNT, (turns + 0x800) >>> 12),
    addi(COUNT, COUNT, turns & 0xfff),
    lui(BASE, DATA_ADDRESS >>> 12),
    ...BODY,
    bne(COUNT, ZERO, -4 * BODY.length),
    addi(T0, ZERO, 0),
    addi(A0, ZERO, 0),
    ECALL,
  ];
  const bytes = new Uint8Array(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES + 4 * words.length);
  const view = new DataView(bytes.buffer);
  // ELF32, little-endian, version 1; an executable for RISC-V.
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  const half = (at: number, value: number) => view.setUint16(at, value, true);
  half(16, 2);
  half(18, 243);
  half(40, ELF_HEADER_BYTES);
  half(42, PROGRAM_HEADER_BYTES);
  half(44, 1);
  half(46, 40);
  const size = 4 * words.length;
  const start = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES;
  const fields: readonly (readonly [at: number, value: number])[] = [
    ...([
      [20, 1],
      [24, CODE_ADDRESS],
      [28, ELF_HEADER_BYTES],
    ] as const),
    // One segment to load, to be read and executed.
    ...[1, start, CODE_ADDRESS, CODE_ADDRESS, size, size, 5, 4].map(
      (value, i) => [ELF_HEADER_BYTES + 4 * i, value] as const,
    ),
    ...words.map((word, i) => [start + 4 * i, word >>> 0] as const),
  ];
  for (const [at, value] of fields) view.setUint32(at, value, true);
  return bytes;
}
