import type { Chip } from './chip.js';
import type { ConstraintProgram } from './program-format.js';
import { scheduleConstraints } from './program-schedule.js';
import { allocateRegisters } from './register-allocation.js';

/** The chip's constraints as a linear program for native code; see `encodeProgram` for its form in memory. */
export function compileProgram(chip: Chip): ConstraintProgram {
  const { instructions, registerCount } = allocateRegisters(scheduleConstraints(chip));
  return {
    p: chip.field.p,
    width: chip.width,
    preprocessedWidth: chip.preprocessedWidth,
    publicValueCount: chip.publicValueCount,
    registerCount,
    constraintCount: chip.constraintCount,
    instructions,
  };
}
