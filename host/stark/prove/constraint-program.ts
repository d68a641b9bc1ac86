import type { ExtensionField } from '../../field/index.js';
import {
  compilePermutationProgram,
  compileProgram,
  compileQuotientProgram,
  encodeProgram,
  type Chip,
  type ConstraintProgram,
} from '../air/index.js';

/** Encoded programs of one kind, compiled once for each chip: that takes longer than a small proof. */
class ProgramCache {
  private readonly programs = new WeakMap<Chip, Map<number, Uint32Array>>();

  get(chip: Chip, degree: number, compile: () => ConstraintProgram): Uint32Array {
    const ofChip = this.programs.get(chip) ?? new Map<number, Uint32Array>();
    this.programs.set(chip, ofChip);
    const known = ofChip.get(degree);
    if (known) return known;
    const program = encodeProgram(compile());
    ofChip.set(degree, program);
    return program;
  }
}

const constraints = new ProgramCache();
const permutations = new ProgramCache();

/** The chip's constraints, those of its lookups included, for devices. Without lookups no extension matters. */
export function constraintProgram(chip: Chip, extension: ExtensionField): Uint32Array {
  if (chip.lookups.length === 0) return constraints.get(chip, 1, () => compileProgram(chip));
  return constraints.get(chip, extension.degree, () => compileQuotientProgram(chip, extension));
}

/** The fractions of the chip's lookups, for devices. */
export function permutationProgram(chip: Chip, extension: ExtensionField): Uint32Array {
  return permutations.get(chip, extension.degree, () => compilePermutationProgram(chip, extension));
}
