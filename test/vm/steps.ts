import { seededWords } from '../field/random.js';
import { INSTRUCTIONS, isTaken, loadedWord, resultOf, storedWord, type Instruction } from './instructions.js';

/** A step as the machine takes it: the fields of StepRecord in native/vm/records.h, in their order. */
export interface Step {
  readonly pc: number;
  readonly time: number;
  readonly op: number;
  readonly rd: number;
  readonly rs1: number;
  readonly x: number;
  readonly y: number;
  /** Signed. */
  readonly immediate: number;
  readonly target: number;
  readonly next: number;
  readonly a: number;
  readonly aTime: number;
  readonly b: number;
  readonly bTime: number;
  readonly result: number;
  readonly old: number;
  readonly oldTime: number;
  readonly address: number;
  readonly word: number;
  readonly wordTime: number;
  readonly newWord: number;
}

/** Words below this number have leaves, in data and in code: docs/vm.md section 4. */
export const OPEN_WORDS = 15 * 2 ** 25;

// prettier-ignore
const NO_STEP: Step = {
  pc: 0, time: 0, op: 0, rd: 0, rs1: 0, x: 0, y: 0, immediate: 0, target: 0, next: 0, a: 0, aTime: 0, b: 0, bTime: 0,
  result: 0, old: 0, oldTime: 0, address: 0, word: 0, wordTime: 0, newWord: 0,
};

// prettier-ignore
const EDGES = [
  0, 1, 2, 3, 7, 8, 31, 32, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x10001, 0x7fffffff, 0x80000000, 0x80000001,
  0xfffeffff, 0xffff0000, 0xffff8000, 0xfffffffe, 0xffffffff,
];

/** Steps of some instructions in turn, on random operands and on edges, the same for the same seed. */
export function randomSteps(instructions: readonly Instruction[], seed: number, count: number): Step[] {
  const source = new StepSource(seed);
  return Array.from({ length: count }, (_, i) => source.step(instructions[i % instructions.length]));
}

/** The family of an instruction, by what it does with registers and memory. */
export function familyOf(op: number): 'immediate' | 'register' | 'branch' | 'load' | 'store' | 'jump' {
  if (op === 42) return 'jump';
  if (op >= 39) return 'store';
  if (op >= 34) return 'load';
  if (op >= 28) return 'branch';
  const isImmediate = op === 1 || [6, 7, 11, 12, 13, 17, 18, 19].includes(op);
  return isImmediate ? 'immediate' : 'register';
}

class StepSource {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = seededWords(seed);
  }

  step(instruction: Instruction): Step {
    const op = INSTRUCTIONS[instruction];
    const time = 1 + 4 * this.below(2 ** 22);
    const base: Step = {
      ...NO_STEP,
      op,
      time,
      pc: this.below(OPEN_WORDS - 1),
      rs1: this.below(32),
      a: this.operand(),
      aTime: this.since(time),
    };
    const step = { ...base, next: base.pc + 1 };
    switch (familyOf(op)) {
      case 'immediate':
        return this.withResult(instruction, this.withImmediate(instruction, step));
      case 'register':
        return this.withResult(instruction, this.withRegister(step));
      case 'branch':
        return this.branch(instruction, this.withRegister(step));
      case 'load':
        return this.load(instruction, step);
      case 'store':
        return this.store(instruction, this.withRegister(step));
      case 'jump':
        return this.jump(step);
    }
  }

  private withRegister(step: Step): Step {
    const b = [step.a, 0][this.below(8)] ?? this.operand();
    return { ...step, x: this.below(32), b, bTime: this.since(step.time + 1) };
  }

  private withImmediate(instruction: Instruction, step: Step): Step {
    let b = (this.below(0x1000) << 20) >> 20;
    if (instruction === 'immediate') b = this.operand() | 0;
    if (['slli', 'srli', 'srai'].includes(instruction)) b = this.below(32);
    return { ...step, b: b >>> 0, x: b & 0xffff, y: (b >>> 16) & 0xffff };
  }

  private withResult(instruction: Instruction, step: Step): Step {
    const next = instruction === 'immediate' ? this.below(OPEN_WORDS) : step.next;
    return this.withDestination({ ...step, next }, resultOf(instruction, step));
  }

  private withDestination(step: Step, result: number): Step {
    const rd = 1 + this.below(32);
    return { ...step, rd, result, old: this.operand(), oldTime: this.since(step.time + 2) };
  }

  private branch(instruction: Instruction, step: Step): Step {
    const target = this.below(OPEN_WORDS);
    return { ...step, target, next: isTaken(instruction, step) ? target : step.next };
  }

  private load(instruction: Instruction, step: Step): Step {
    const { offset, ...accessed } = this.access(step, { lw: 4, lh: 2, lhu: 2 }[instruction as 'lw'] ?? 1);
    const loaded = { ...accessed, newWord: accessed.word };
    return this.withDestination(loaded, loadedWord(instruction, accessed.word, offset));
  }

  private store(instruction: Instruction, step: Step): Step {
    const { offset, ...accessed } = this.access(step, { sw: 4, sh: 2, sb: 1 }[instruction as 'sw']);
    return { ...accessed, newWord: storedWord(instruction, accessed.word, offset, step.b) };
  }

  /** With a base and an immediate that lead to a word in memory. */
  private access(step: Step, bytes: number): Step & { readonly offset: number } {
    const any = this.address();
    const address = any - (any % bytes);
    return {
      ...this.withBase(step, address),
      offset: address % 4,
      address: Math.floor(address / 4),
      word: this.operand(),
      wordTime: this.below(step.time),
    };
  }

  private jump(step: Step): Step {
    const target = this.address() & ~3;
    const link = 4 * (step.pc + 1);
    const based = this.withBase(step, target + this.below(2));
    const jumping = { ...based, next: target / 4, x: link & 0xffff, y: link >>> 16 };
    return this.withDestination(jumping, link);
  }

  /** An address in an open leaf; half of them at the ends of limbs, where carries are. */
  private address(): number {
    if (this.below(2) === 0) return this.below(4 * OPEN_WORDS);
    return ((this.below(0x7800) << 16) + (this.below(0x1000) - 0x800) + 4 * OPEN_WORDS) % (4 * OPEN_WORDS);
  }

  private withBase(step: Step, address: number): Step {
    const immediate = [-2048, -1, 0, 1, 2047, this.below(0x1000) - 0x800][this.below(6)];
    return { ...step, immediate, a: (address - immediate) >>> 0 };
  }

  private operand(): number {
    return this.below(2) === 0 ? EDGES[this.below(EDGES.length)] : this.next();
  }

  /** A time before an access that needs no refresh. */
  private since(at: number): number {
    return Math.max(0, at - 1 - [0, 0xffff, this.below(2 ** 16)][this.below(3)]);
  }

  private below(bound: number): number {
    return this.next() % bound;
  }
}
