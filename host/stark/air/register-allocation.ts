import { Opcode, type Instruction } from './program-format.js';
import type { ScheduledInstruction } from './program-schedule.js';

/**
 * Gives each value of a schedule a register for as long as it is used (linear scan). Registers of operands
 * that die are free for the result, and the most recently freed is taken first, while it is in the cache. The
 * number of registers is the largest number of values alive at once, the least possible for the schedule.
 */
export function allocateRegisters(schedule: readonly ScheduledInstruction[]): {
  instructions: Instruction[];
  registerCount: number;
} {
  const lastUses = findLastUses(schedule);
  const registers = new Uint32Array(schedule.length);
  const free: number[] = [];
  let registerCount = 0;
  const instructions = schedule.map((instruction, i): Instruction => {
    const { opcode, a, b, coordinate = 0 } = instruction;
    const operands = operandsOf(instruction);
    for (const operand of new Set(operands)) if (lastUses[operand] === i) free.push(registers[operand]);
    const isAssertion = opcode === Opcode.assertZero;
    if (!isAssertion) registers[i] = free.pop() ?? registerCount++;
    return {
      opcode,
      destination: isAssertion ? coordinate : registers[i],
      a: operands.length > 0 ? registers[a] : a,
      b: operands.length > 1 ? registers[b] : b,
    };
  });
  return { instructions, registerCount };
}

/** The values that an instruction reads. */
function operandsOf({ opcode, a, b }: ScheduledInstruction): number[] {
  switch (opcode) {
    case Opcode.add:
    case Opcode.sub:
    case Opcode.mul:
      return [a, b];
    case Opcode.neg:
    case Opcode.assertZero:
      return [a];
    default:
      return [];
  }
}

function findLastUses(schedule: readonly ScheduledInstruction[]): Float64Array {
  const lastUses = new Float64Array(schedule.length);
  schedule.forEach((instruction, i) => {
    for (const operand of operandsOf(instruction)) lastUses[operand] = i;
  });
  return lastUses;
}
