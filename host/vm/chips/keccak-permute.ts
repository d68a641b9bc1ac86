import { array, cell } from '../../stark/air/index.js';
import { KECCAK_ROUNDS } from '../../stark/chips/index.js';
import { wordCells } from '../blocks.js';
import { keccakBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { CALL } from './call-number.js';
import {
  heldCells,
  limbsOf,
  pointedWord,
  precompileCells,
  precompileStep,
  queryPointers,
  readNoSecondArgument,
  updateWords,
} from './precompile.js';

const STATE_WORDS = 50;
/** Words of the five lanes that have one y. */
const PLANE_WORDS = 10;
const PLANES = [0, 1, 2, 3, 4] as const;

/** The step of KECCAK_PERMUTE: the state goes through the rounds of `keccak_round`. docs/vm.md 8.6. */
export const keccakPermuteChip = defineMachineChip({
  name: 'keccak_permute',
  description: 'KECCAK_PERMUTE: Keccak-f[1600].',
  columns: {
    ...precompileCells('where the state is'),
    a1Time: cell('since when a1 has held 0'),
    before: array(STATE_WORDS, heldCells('word of the state before')),
    after: array(STATE_WORDS, wordCells('word of the state after')),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, time, a0, before, after } = local;
    assertBoolean('real is boolean', real);
    precompileStep(builder, local, CALL.keccakPermute);
    readNoSecondArgument(builder, local);
    updateWords(builder, pointedWord(builder, a0), before, time, real, after);
    queryPointers(builder, [a0], real);
    for (const plane of PLANES) {
      const [from, to] = [PLANE_WORDS * plane, PLANE_WORDS * (plane + 1)];
      bus.send(keccakBus, [time, 0, plane, ...limbsOf(before.slice(from, to))], real);
      bus.receive(keccakBus, [time, KECCAK_ROUNDS, plane, ...limbsOf(after.slice(from, to))], real);
    }
  },
});
