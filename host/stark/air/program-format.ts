import { AirError } from './air-error.js';

/**
 * Constraint programs: what native code evaluates constraints by. A program is a Uint32Array:
 *
 *     0  magic 0x50435953 ("SYCP")        6  scalars: the public values
 *     1  version, 2                       7  registers
 *     2  p                                8  constraints
 *     3  main columns                     9  instructions
 *     4  preprocessed columns            10  first instruction, 3 words each, to the end
 *     5  permutation columns, 0
 *
 * An instruction is [opcode + 256 * destination, a, b]; see {@link Opcode}. Registers hold one field element
 * for each row in work. A destination may be one of the operands. Every register is written before it is
 * read, and every constraint is asserted once, though not always in the order of its number.
 */
export const Opcode = {
  /** destination := main column a of this row (b = 0) or the next (b = 1) */
  loadMain: 0,
  /** destination := preprocessed column a of this row (b = 0) or the next (b = 1) */
  loadPreprocessed: 1,
  /** destination := public value a */
  loadPublic: 2,
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
  /** register a is the value of constraint b: its coordinate 0, which is the destination */
  assertZero: 9,
} as const;
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

export const PROGRAM_MAGIC = 0x50435953;
export const PROGRAM_VERSION = 2;
const HEADER_WORDS = 10;
const INSTRUCTION_WORDS = 3;
const MAX_REGISTERS = 2 ** 24;

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
  readonly publicValueCount: number;
  readonly registerCount: number;
  readonly constraintCount: number;
  readonly instructions: readonly Instruction[];
}

/** The program as the array described above. */
export function encodeProgram(program: ConstraintProgram): Uint32Array {
  const { instructions } = program;
  const words = new Uint32Array(HEADER_WORDS + INSTRUCTION_WORDS * instructions.length);
  words.set([PROGRAM_MAGIC, PROGRAM_VERSION, program.p, program.width, program.preprocessedWidth]);
  words.set([program.publicValueCount, program.registerCount, program.constraintCount], 6);
  words[9] = instructions.length;
  instructions.forEach(({ opcode, destination, a, b }, i) => {
    words.set([opcode + 256 * destination, a, b], HEADER_WORDS + INSTRUCTION_WORDS * i);
  });
  return words;
}

/** Reads a program and checks all that the format promises. @throws AirError PROGRAM. */
export function decodeProgram(words: Uint32Array): ConstraintProgram {
  if (words.length < HEADER_WORDS) fail(`${words.length} words`);
  const [magic, version, p, width, preprocessedWidth, permutationWidth] = words;
  const [publicValueCount, registerCount, constraintCount] = words.subarray(6);
  if (magic !== PROGRAM_MAGIC || version !== PROGRAM_VERSION) fail(`magic ${magic}, version ${version}`);
  if (permutationWidth !== 0) fail(`${permutationWidth} permutation columns`);
  if (words.length !== HEADER_WORDS + INSTRUCTION_WORDS * words[9]) fail(`length ${words.length}`);
  if (registerCount > MAX_REGISTERS) fail(`${registerCount} registers`);
  const instructions: Instruction[] = [];
  for (let at = HEADER_WORDS; at < words.length; at += INSTRUCTION_WORDS) {
    const opcode = (words[at] & 0xff) as Opcode;
    instructions.push({ opcode, destination: words[at] >>> 8, a: words[at + 1], b: words[at + 2] });
  }
  const header = { p, width, preprocessedWidth, publicValueCount, registerCount, constraintCount };
  const program = { ...header, instructions };
  checkInstructions(program);
  return program;
}

function checkInstructions(program: ConstraintProgram): void {
  const written = new Set<number>();
  const asserted = new Set<number>();
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
      case Opcode.loadPublic:
        check(a < program.publicValueCount && b === 0);
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
        check(written.has(a) && destination === 0 && b < program.constraintCount && !asserted.has(b));
        asserted.add(b);
        return;
      default:
        check(false);
    }
    check(destination < program.registerCount);
    written.add(destination);
  });
  if (asserted.size !== program.constraintCount)
    fail(`${asserted.size} of ${program.constraintCount} asserted`);
}

function fail(what: string): never {
  throw new AirError('PROGRAM', `no constraint program: ${what}`);
}
