import { array } from '../../stark/air/index.js';
import { accessCells, read, wordCells } from '../blocks.js';
import { range16Bus, roundsBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { CALL } from './call-number.js';
import { assertCarries } from './carries.js';
import {
  heldCells,
  limbsOf,
  pointedWord,
  precompileCells,
  precompileStep,
  queryPointers,
  updateWords,
} from './precompile.js';
import { REGISTER } from './register.js';
import { ROUND_PARTS } from './sha-rounds.js';

const STATE_WORDS = 8;
const SCHEDULE_WORDS = 64;

/** The step of SHA_COMPRESS: what the rounds of `sha_rounds` give is added to the state. docs/vm.md 8.5. */
export const shaCompressChip = defineMachineChip({
  name: 'sha_compress',
  description: 'SHA_COMPRESS: the compression of SHA-256.',
  columns: {
    ...precompileCells('where the schedule is'),
    a1: accessCells('where the state is'),
    before: array(STATE_WORDS, heldCells('word of the state before')),
    rounds: array(STATE_WORDS, wordCells('word of the state after the rounds')),
    after: array(STATE_WORDS, wordCells('the sum of both')),
  },
  constraints(builder) {
    const { local, assertBoolean, bus } = builder;
    const { real, time, a0, a1, before, rounds, after } = local;
    assertBoolean('real is boolean', real);
    before.forEach((word, i) => assertCarries(builder, word, rounds[i], after[i], `[${i}]`));
    const schedule = pointedWord(builder, a0);
    precompileStep(builder, local, CALL.shaCompress);
    read(builder, a1, REGISTER.a1, time, real);
    // After the schedule has been read: the state may lie in it.
    updateWords(builder, pointedWord(builder, a1), before, time.add(1), real, after);
    queryPointers(builder, [a0, a1], real);
    for (const limb of limbsOf(after)) bus.send(range16Bus, [limb], real);
    bus.send(roundsBus, [time, schedule, 0, ...limbsOf(before)], real);
    bus.receive(roundsBus, [time, schedule.add(SCHEDULE_WORDS), ROUND_PARTS, ...limbsOf(rounds)], real);
  },
});
