import { AirError } from './air-error.js';

/**
 * Constraint programs: what native code evaluates constraints by. A program is a Uint32Array:
 *
 *     0  magic 0x50435953 ("SYCP")        6  scalars
 *     1  version, 2                       7  registers
 *     2  p                                8  constraints
 *     3  main columns                     9  instructions
 *     4  preprocessed columns            10  first instruction, 3 words each, to the end
 *     5  permutation columns
 *
 * Permutation columns are base columns: the coefficients of the extension columns, one after the other. Scalars
 * are the public values, then the challenge words: the same for all rows.
 *
 * An instruction is [opcode + 256 * destination, a, b]; see {@link Opcode}. Registers hold one field element
 * for each row in work. A destination may be one of the operands. Every register is written before it is
 * read. Constraints have coordinates, the coefficients of their values: of a constraint over the base field
 * coordinate 0 alone is asserted; of one over an extension one or more are, none twice, and those that are not
 * are zero. The order need not be that of the numbers.
 */
export const Opcode = {
  /** destination := main column a of this row (b = 0) or the next (b = 1) */
  loadMain: 0,
  /** destination := preprocessed column a of this row (b = 0) or the next (b = 1) */
  loadPreprocessed: 1,
  /** destination := scalar a */
  loadScalar: 2,
  /** destination := selector a: 0 first row, 1 last row, 2 transition */
  loadSelector: 3,
  /** destination := a, a Montgomery word */
  loadConstant: 4,
  /** destination := register a + register b; likewise below */
  add: 5,
  sub: 6,
  mul: 7,
  /** destination := -register a */
  neg: 8,
  /** register a is coordinate `destination` (0 to 4) of constraint b */
  assertZero: 9,
  /** destination := permutation column a of this row (b = 0) or the next (b = 1) */
  loadPermutation: 10,
} as const;
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

export const PROGRAM_MAGIC = 0x50435953;
export const PROGRAM_VERSION = 2;
const HEADER_WORDS = 10;
const INSTRUCTION_WORDS = 3;
const MAX_REGISTERS = 2 ** 24;
const MAX_COORDINATES = 5;

export interface Instruction {
  readonly opcode: Opcode;
  readonly destination: number;
  readonly a: number;
  readonly b: number;
}

export interface ConstraintProgram {
  readonly p: number;
  readonly width: number;
  readonly preprocessedWidth: number;
  readonly permutationWidth: number;
  readonly scalarCount: number;
  readonly registerCount: number;
  readonly constraintCount: number;
  readonly instructions: readonly Instruction[];
}

/** The program as the array described above. */
export function encodeProgram(program: ConstraintProgram): Uint32Array {
  const { instructions } = program;
  const words = new Uint32Array(HEADER_WORDS + INSTRUCTION_WORDS * instructions.length);
  words.set([PROGRAM_MAGIC, PROGRAM_VERSION, program.p, program.width, program.preprocessedWidth]);
  words.set([program.permutationWidth, program.scalarCount], 5);
  words.set([program.registerCount, program.constraintCount, instructions.length], 7);
  instructions.forEach(({ opcode, destination, a, b }, i) => {
    words.set([opcode + 256 * destination, a, b], HEADER_WORDS + INSTRUCTION_WORDS * i);
  });
  return words;
}

/** Reads a program and checks all that the format promises. @throws AirError PROGRAM. */
export function decodeProgram(words: Uint32Array): ConstraintProgram {
  if (words.length < HEADER_WORDS) fail(`${words.length} words`);
  const [magic, version, p, width, preprocessedWidth] = words;
  const [permutationWidth, scalarCount, registerCount, constraintCount, instructionCount] = words.subarray(5);
  if (magic !== PROGRAM_MAGIC || version !== PROGRAM_VERSION) fail(`magic ${magic}, version ${version}`);
  if (words.length !== HEADER_WORDS + INSTRUCTION_WORDS * instructionCount) fail(`length ${words.length}`);
  if (registerCount > MAX_REGISTERS) fail(`${registerCount} registers`);
  const instructions: Instruction[] = [];
  for (let at = HEADER_WORDS; at < words.length; at += INSTRUCTION_WORDS) {
    const opcode = (words[at] & 0xff) as Opcode;
    instructions.push({ opcode, destination: words[at] >>> 8, a: words[at + 1], b: words[at + 2] });
  }
  const inputs = { width, preprocessedWidth, permutationWidth, scalarCount };
  const program = { p, ...inputs, registerCount, constraintCount, instructions };
  checkInstructions(program);
  return program;
}

function checkInstructions(program: ConstraintProgram): void {
  const written = new Set<number>();
  const asserted = new Set<number>();
  const constraints = new Set<number>();
  program.instructions.forEach(({ opcode, destination, a, b }, i) => {
    const check = (ok: boolean): void => {
      if (!ok) fail(`instruction ${i}: opcode ${opcode}, destination ${destination}, a ${a}, b ${b}`);
    };
    switch (opcode) {
      case Opcode.loadMain:
        check(a < program.width && b < 2);
        break;
      case Opcode.loadPreprocessed:
        check(a < program.preprocessedWidth && b < 2);
        break;
      case Opcode.loadPermutation:
        check(a < program.permutationWidth && b < 2);
        break;
      case Opcode.loadScalar:
        check(a < program.scalarCount && b === 0);
        break;
      case Opcode.loadSelector:
        check(a < 3 && b === 0);
        break;
      case Opcode.loadConstant:
        check(a < program.p && b === 0);
        break;
      case Opcode.add:
      case Opcode.sub:
      case Opcode.mul:
        check(written.has(a) && written.has(b));
        break;
      case Opcode.neg:
        check(written.has(a) && b === 0);
        break;
      case Opcode.assertZero:
        check(written.has(a) && destination < MAX_COORDINATES && b < program.constraintCount);
        check(!asserted.has(MAX_COORDINATES * b + destination));
        asserted.add(MAX_COORDINATES * b + destination);
        constraints.add(b);
        return;
      default:
        check(false);
    }
    check(destination < program.registerCount);
    written.add(destination);
  });
  if (constraints.size !== program.constraintCount) {
    fail(`${constraints.size} of ${program.constraintCount} asserted`);
  }
}

function fail(what: string): never {
  throw new AirError('PROGRAM', `no constraint program: ${what}`);
}
