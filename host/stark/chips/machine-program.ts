/**
 * The machine of `machineChips`: cells of 16 bits, and instructions that combine two cells into a third. After
 * each instruction comes the one that it names; a program never ends by itself.
 */
export const OPERATIONS = ['add', 'sub', 'mul'] as const;

/** Add and sub are modulo 2^16; mul multiplies the low bytes, so that nothing is lost. */
export type MachineOperation = (typeof OPERATIONS)[number];

export interface MachineInstruction {
  readonly operation: MachineOperation;
  /** Addresses of the operands and of the result. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Number of the next instruction. */
  readonly next: number;
}

/** What one instruction does: c = a op b; the overflow is the carry or borrow. */
export function calculate(
  operation: MachineOperation,
  a: number,
  b: number,
): { c: number; overflow: number } {
  switch (operation) {
    case 'add':
      return { c: (a + b) & 0xffff, overflow: (a + b) >> 16 };
    case 'sub':
      return { c: (a - b) & 0xffff, overflow: a < b ? 1 : 0 };
    case 'mul':
      return { c: (a & 0xff) * (b & 0xff), overflow: 0 };
  }
}

/** What a run starts from. */
export interface MachineInput {
  readonly program: readonly MachineInstruction[];
  /** The value of each cell before the first instruction. */
  readonly cells: readonly number[];
}

const INSTRUCTIONS = 16;
const CELLS = 16;

/** A loop of random instructions on random cells, the same for the same seed. */
export function seededMachine(seed: number): MachineInput {
  let state = seed >>> 0;
  // The high half of a linear congruential generator; Numerical Recipes, "quick and dirty".
  const random = (bound: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % bound;
  };
  const program = Array.from({ length: INSTRUCTIONS }, (_, i): MachineInstruction => {
    const operation = OPERATIONS[random(OPERATIONS.length)];
    const [a, b, c] = [random(CELLS), random(CELLS), random(CELLS)];
    return { operation, a, b, c, next: (i + 1) % INSTRUCTIONS };
  });
  return { program, cells: Array.from({ length: CELLS }, () => random(2 ** 16)) };
}
