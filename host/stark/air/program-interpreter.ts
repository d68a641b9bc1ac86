import type { PrimeField } from '../../field/index.js';
import { AirError } from './air-error.js';
import type { Arithmetic, ConstraintInputs } from './evaluate.js';
import { decodeProgram, Opcode } from './program-format.js';

/** What programs are functions of, besides what constraints are. */
export interface ProgramInputs<T> extends ConstraintInputs<T> {
  /** Base columns of the permutation trace. */
  readonly permutation?: readonly [ArrayLike<T>, ArrayLike<T>];
  /** The scalars after the public values, canonical. */
  readonly challenges?: ArrayLike<number>;
}

/**
 * Runs an encoded program on one row or point: the reference for native interpreters.
 *
 * @param field of the program; the inputs may lie in an extension of it
 * @returns for each constraint its coordinates up to the last that is asserted
 * @throws AirError PROGRAM for a malformed program, FIELD for one over another field.
 */
export function interpretProgram<T>(
  words: Uint32Array,
  field: PrimeField,
  arithmetic: Arithmetic<T>,
  inputs: ProgramInputs<T>,
): T[][] {
  const program = decodeProgram(words);
  if (program.p !== field.p)
    throw new AirError('FIELD', `a program over p = ${program.p}, not ${field.name}`);
  const selectors = [inputs.isFirstRow, inputs.isLastRow, inputs.isTransition];
  const registers = new Array<T>(program.registerCount);
  const scalars = [...Array.from(inputs.publicValues), ...Array.from(inputs.challenges ?? [])];
  const permutation = inputs.permutation ?? [[], []];
  const constraints = Array.from({ length: program.constraintCount }, (): T[] => []);
  for (const { opcode, destination, a, b } of program.instructions) {
    switch (opcode) {
      case Opcode.loadMain:
        registers[destination] = inputs.main[b][a];
        break;
      case Opcode.loadPreprocessed:
        registers[destination] = inputs.preprocessed[b][a];
        break;
      case Opcode.loadPermutation:
        registers[destination] = permutation[b][a];
        break;
      case Opcode.loadScalar:
        registers[destination] = arithmetic.embed(scalars[a]);
        break;
      case Opcode.loadSelector:
        registers[destination] = selectors[a];
        break;
      case Opcode.loadConstant:
        registers[destination] = arithmetic.embed(field.fromMontgomery(a));
        break;
      case Opcode.add:
        registers[destination] = arithmetic.add(registers[a], registers[b]);
        break;
      case Opcode.sub:
        registers[destination] = arithmetic.sub(registers[a], registers[b]);
        break;
      case Opcode.mul:
        registers[destination] = arithmetic.mul(registers[a], registers[b]);
        break;
      case Opcode.neg:
        registers[destination] = arithmetic.neg(registers[a]);
        break;
      case Opcode.assertZero:
        while (constraints[b].length <= destination) constraints[b].push(arithmetic.embed(0));
        constraints[b][destination] = registers[a];
        break;
    }
  }
  return constraints;
}
