import { compileProgram, encodeProgram, type Chip } from '../air/index.js';

const programs = new WeakMap<Chip, Uint32Array>();

/** A chip's constraint program for devices, compiled once: for thousands of constraints that takes a tenth of a second. */
export function encodedProgram(chip: Chip): Uint32Array {
  let program = programs.get(chip);
  if (!program) {
    program = encodeProgram(compileProgram(chip));
    programs.set(chip, program);
  }
  return program;
}
