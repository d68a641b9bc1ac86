import { poseidon2Parameters, type Poseidon2Name, type Poseidon2Parameters } from '../../field/index.js';
import { array, cell, defineChip, type Assertions, type Cells, type Expression } from '../air/index.js';
import { externalLayer, internalLayer, type Ring } from './poseidon2-layers.js';

/** How many permutations Plonky3's benchmark puts in a row. */
const DEFAULT_PERMUTATIONS_PER_ROW = 8;

/**
 * Poseidon2 permutations of independent inputs, several a row: Plonky3's `VectorizedPoseidon2Air` with the
 * default round constants. x^3 is constrained directly. x^7 takes a register column that holds x^3, so that
 * every constraint has degree 3.
 */
export function poseidon2Chip(name: Poseidon2Name, permutationsPerRow = DEFAULT_PERMUTATIONS_PER_ROW) {
  const parameters = poseidon2Parameters(name);
  return defineChip(parameters.field, {
    name: `poseidon2_${name}_x${permutationsPerRow}`,
    description: `Independent permutations ${name}, ${permutationsPerRow} a row.`,
    columns: { permutations: array(permutationsPerRow, permutationColumns(parameters)) },
    constraints({ local, assertEqual }) {
      local.permutations.forEach((columns, i) => {
        constrainPermutation(
          (name, left, right) => assertEqual(`permutation[${i}] ${name}`, left, right),
          parameters,
          columns,
        );
      });
    },
  });
}

/** The columns of one permutation. Between the recorded elements, states are linear expressions in them. */
export function permutationColumns({
  width,
  sboxDegree,
  halfFullRounds,
  partialRounds,
}: Poseidon2Parameters) {
  const registers = sboxDegree === 7 ? 1 : 0;
  const fullRound = {
    registers: array(registers * width, 'cubes of the S-box inputs'),
    post: array(width, 'state after the round'),
  };
  return {
    input: array(width, 'state before the first linear layer'),
    beginningFullRounds: array(halfFullRounds, fullRound),
    partialRounds: array(partialRounds, {
      registers: array(registers, 'cube of the S-box input'),
      postSbox: cell('element 0 after the S-box'),
    }),
    endingFullRounds: array(halfFullRounds, fullRound),
  };
}

type PermutationColumns = Cells<ReturnType<typeof permutationColumns>, Expression>;
type FullRoundColumns = PermutationColumns['beginningFullRounds'][number];
type AssertEqual = Assertions['assertEqual'];

const EXPRESSIONS: Ring<Expression> = {
  add: (a, b) => a.add(b),
  mulConstant: (a, constant) => a.mul(constant),
};

/** States that the columns hold one permutation; returns what it makes of the input. */
export function constrainPermutation(
  assertEqual: AssertEqual,
  parameters: Poseidon2Parameters,
  columns: PermutationColumns,
): readonly Expression[] {
  let state: readonly Expression[] = externalLayer(EXPRESSIONS, columns.input);
  columns.beginningFullRounds.forEach((round, r) => {
    const constants = parameters.initialConstants[r];
    state = constrainFullRound(assertEqual, `beginning full round[${r}]`, state, constants, round);
  });
  columns.partialRounds.forEach(({ registers, postSbox }, r) => {
    const input = state[0].add(parameters.partialConstants[r]);
    const [output] = constrainSboxes(assertEqual, `partial round[${r}]`, [input], registers);
    assertEqual(`partial round[${r}] S-box`, output, postSbox);
    state = internalLayer(EXPRESSIONS, parameters, [postSbox, ...state.slice(1)]);
  });
  columns.endingFullRounds.forEach((round, r) => {
    const constants = parameters.finalConstants[r];
    state = constrainFullRound(assertEqual, `ending full round[${r}]`, state, constants, round);
  });
  return state;
}

function constrainFullRound(
  assertEqual: AssertEqual,
  name: string,
  state: readonly Expression[],
  constants: readonly number[],
  { registers, post }: FullRoundColumns,
): readonly Expression[] {
  const inputs = state.map((element, i) => element.add(constants[i]));
  const outputs = constrainSboxes(assertEqual, name, inputs, registers);
  externalLayer(EXPRESSIONS, outputs).forEach((element, i) => {
    assertEqual(`${name} post[${i}]`, element, post[i]);
  });
  return post;
}

/** x^3 of each input, or, where each has a register, x^7. */
function constrainSboxes(
  assertEqual: AssertEqual,
  name: string,
  inputs: readonly Expression[],
  registers: readonly Expression[],
): readonly Expression[] {
  if (registers.length === 0) return inputs.map((x) => x.cube());
  inputs.forEach((x, i) => assertEqual(`${name} register[${i}]`, registers[i], x.cube()));
  return inputs.map((x, i) => registers[i].square().mul(x));
}
