import { AirError } from './air-error.js';
import type { Chip } from './chip.js';
import type { ExpressionGraph } from './expression-graph.js';
import type { ConstraintProgram } from './program-format.js';
import { scheduleOutputs, type ProgramOutput } from './program-schedule.js';
import { allocateRegisters } from './register-allocation.js';

/**
 * The chip's constraints as a linear program for native code; see `encodeProgram` for its form in memory.
 *
 * @throws AirError LOOKUPS for a chip with lookups, whose constraints depend on the extension:
 *   `compileQuotientProgram` compiles those
 */
export function compileProgram(chip: Chip): ConstraintProgram {
  if (chip.lookups.length > 0) {
    throw new AirError('LOOKUPS', 'the constraints of lookups need an extension', { chip: chip.name });
  }
  const outputs = chip.constraints.map(({ node }, constraint) => ({ node, constraint, coordinate: 0 }));
  return assembleProgram(chip, chip.graph, outputs, { permutationWidth: 0, challengeCount: 0 });
}

/**
 * The program with these outputs.
 *
 * @param graph the chip's, or one with copies of its nodes
 */
export function assembleProgram(
  chip: Chip,
  graph: ExpressionGraph,
  outputs: readonly ProgramOutput[],
  inputs: { readonly permutationWidth: number; readonly challengeCount: number },
): ConstraintProgram {
  const { instructions, registerCount } = allocateRegisters(
    scheduleOutputs(graph, chip.publicValueCount, outputs),
  );
  return {
    p: chip.field.p,
    width: chip.width,
    preprocessedWidth: chip.preprocessedWidth,
    permutationWidth: inputs.permutationWidth,
    scalarCount: chip.publicValueCount + inputs.challengeCount,
    registerCount,
    constraintCount: outputs.reduce((count, { constraint }) => Math.max(count, constraint + 1), 0),
    instructions,
  };
}
