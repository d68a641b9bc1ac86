import { array, cell } from '../../stark/air/index.js';
import { scheduleBus } from '../buses.js';
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
import { SCHEDULE_ROWS } from './sha-schedule.js';

/** Words of a block. */
const BLOCK_WORDS = 16;

/** The step of SHA_EXTEND: its sixteen words are read here, the others written by `sha_schedule`. docs/vm.md 8.4. */
export const shaExtendChip = defineMachineChip({
  name: 'sha_extend',
  description: 'SHA_EXTEND: the message schedule of SHA-256.',
  columns: {
    ...precompileCells('where the schedule is'),
    a1Time: cell('since when a1 has held 0'),
    w: array(BLOCK_WORDS, heldCells('word of the block')),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, time, a0, w } = local;
    assertBoolean('real is boolean', real);
    const first = pointedWord(builder, a0);
    precompileStep(builder, local, CALL.shaExtend);
    readNoSecondArgument(builder, local);
    updateWords(builder, first, w, time, real);
    queryPointers(builder, [a0], real);
    [w.slice(0, 8), w.slice(8)].forEach((half, part) => {
      bus.send(scheduleBus, [part, time, first.add(BLOCK_WORDS), SCHEDULE_ROWS, ...limbsOf(half)], real);
    });
  },
});
