import { poseidon2Parameters, type Poseidon2Name, type Poseidon2Parameters } from '../../field/index.js';
import type { PrimeField } from '../../field/index.js';
import { externalLayer, internalLayer, type Ring } from './poseidon2-layers.js';

/**
 * The trace of `poseidon2Chip(name, permutationsPerRow)`, row-major: permutation j is in row
 * floor(j / permutationsPerRow). Plain and slow, for tests.
 *
 * @param inputs states of canonical elements, as many as permutationsPerRow times a power of two
 */
export function poseidon2Trace(name: Poseidon2Name, inputs: readonly (readonly number[])[]): Uint32Array {
  const parameters = poseidon2Parameters(name);
  return Uint32Array.from(inputs.flatMap((input) => permutationCells(parameters, input)));
}

/** The cells of one permutation in the order of `permutationColumns`. */
function permutationCells(parameters: Poseidon2Parameters, input: readonly number[]): number[] {
  const { field, sboxDegree, initialConstants, partialConstants, finalConstants } = parameters;
  const ring = elements(field);
  const cells = [...input];

  // Records the registers, if any.
  const sboxes = (inputs: readonly number[]): number[] => {
    const cubes = inputs.map((x) => field.mul(field.square(x), x));
    if (sboxDegree === 3) return cubes;
    cells.push(...cubes);
    return inputs.map((x, i) => field.mul(field.square(cubes[i]), x));
  };
  const fullRound = (state: readonly number[], constants: readonly number[]): number[] => {
    const post = externalLayer(ring, sboxes(state.map((element, i) => field.add(element, constants[i]))));
    cells.push(...post);
    return post;
  };

  let state = externalLayer(ring, input);
  for (const constants of initialConstants) state = fullRound(state, constants);
  for (const constant of partialConstants) {
    const [postSbox] = sboxes([field.add(state[0], constant)]);
    cells.push(postSbox);
    state = internalLayer(ring, parameters, [postSbox, ...state.slice(1)]);
  }
  for (const constants of finalConstants) state = fullRound(state, constants);
  return cells;
}

function elements(field: PrimeField): Ring<number> {
  return {
    add: (a, b) => field.add(a, b),
    mulConstant: (a, constant) => field.mul(a, constant),
  };
}
