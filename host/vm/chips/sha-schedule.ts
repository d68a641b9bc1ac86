import { array, cell, fromBits, sum, type Expression } from '../../stark/air/index.js';
import { wordCells, type Word } from '../blocks.js';
import { range16Bus, scheduleBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { heldCells, limbsOf, updateWords } from './precompile.js';
import { assertBits, limbs, rotationsAndShift, WORD_BITS, type WordBits } from './word-bits.js';

/** Words that a row computes, and rows of a call. */
const ROW_WORDS = 8;
export const SCHEDULE_ROWS = 6;

const CARRY_BITS = 2;

/** Eight words of the message schedule from the sixteen before them: docs/vm.md 8.4. */
export const shaScheduleChip = defineMachineChip({
  name: 'sha_schedule',
  description: 'Eight words of the message schedule of SHA-256.',
  columns: {
    real: cell('whether the row belongs to a call'),
    isLast: cell('whether it ends the schedule'),
    time: cell('of the step'),
    address: cell('number of the first word that is computed'),
    left: cell('rows of the call, from this one on'),
    w0: wordCells('the oldest word of the window'),
    early: array(8, array(WORD_BITS), 'bits of words 1 to 8'),
    middle: array(5, wordCells('words 9 to 13')),
    late: array(2, array(WORD_BITS), 'bits of words 14 and 15'),
    fresh: array(6, array(WORD_BITS), 'bits of the first six new words'),
    last: array(2, wordCells('the last two new words')),
    carry: array(ROW_WORDS, {
      lo: array(CARRY_BITS, 'bits of the carry out of the lower limb'),
      hi: array(CARRY_BITS, 'bits of the carry out of the upper limb'),
    }),
    held: array(ROW_WORDS, heldCells('what the word held')),
  },
  constraints(builder) {
    const { local, assertZero, assertEqual, assertBoolean, bus } = builder;
    const { real, isLast, time, address, left, w0, early, middle, late, fresh, last, carry, held } = local;
    assertBoolean('real is boolean', real);
    assertBoolean('isLast is boolean', isLast);
    const goesOn = real.sub(isLast);
    assertBoolean('goes on is boolean', goesOn);
    assertZero('last row', isLast.mul(left.sub(1)));
    early.forEach((bits, i) => assertBits(builder, `early[${i}]`, bits));
    late.forEach((bits, i) => assertBits(builder, `late[${i}]`, bits));
    fresh.forEach((bits, i) => assertBits(builder, `fresh[${i}]`, bits));

    // The window and what follows it, by their distance from w0.
    const bits = new Map<number, WordBits>([
      ...early.map((word, i) => [1 + i, word] as const),
      ...late.map((word, i) => [14 + i, word] as const),
      ...fresh.map((word, i) => [16 + i, word] as const),
    ]);
    const words: Word<Expression>[] = [
      w0,
      ...early.map(limbs),
      ...middle,
      ...late.map(limbs),
      ...fresh.map(limbs),
      ...last,
    ];
    carry.forEach(({ lo, hi }, j) => {
      assertBits(builder, `carry[${j}].lo`, lo);
      assertBits(builder, `carry[${j}].hi`, hi);
      const terms = [
        words[j],
        rotationsAndShift(bits.get(j + 1)!, [7, 18], 3),
        words[j + 9],
        rotationsAndShift(bits.get(j + 14)!, [17, 19], 10),
      ];
      const result = words[j + 16];
      const out = fromBits(lo);
      assertEqual(`word[${j}].lo`, sum(terms.map((term) => term.lo)), result.lo.add(out.mul(2 ** 16)));
      assertEqual(
        `word[${j}].hi`,
        sum([...terms.map((term) => term.hi), out]),
        result.hi.add(fromBits(hi).mul(2 ** 16)),
      );
    });

    const [older, newer, computed] = [0, 8, 16].map((from) => words.slice(from, from + ROW_WORDS));
    updateWords(builder, address, held, time, real, computed);
    for (const limb of limbsOf(last)) bus.send(range16Bus, [limb], real);
    bus.receive(scheduleBus, [0, time, address, left, ...limbsOf(older)], real);
    bus.receive(scheduleBus, [1, time, address, left, ...limbsOf(newer)], real);
    const [next, fewer] = [address.add(ROW_WORDS), left.sub(1)];
    bus.send(scheduleBus, [0, time, next, fewer, ...limbsOf(newer)], goesOn);
    bus.send(scheduleBus, [1, time, next, fewer, ...limbsOf(computed)], goesOn);
  },
});
