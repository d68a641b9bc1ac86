import { compileProgram, encodeProgram, type Chip } from '../air/index.js';

const compiled = new WeakMap<Chip, Uint32Array>();

/** The chip's constraint program for devices, compiled once: that takes longer than a small proof. */
export function constraintProgram(chip: Chip): Uint32Array {
  let program = compiled.get(chip);
  if (!program) {
    program = encodeProgram(compileProgram(chip));
    compiled.set(chip, program);
  }
  return program;
}
