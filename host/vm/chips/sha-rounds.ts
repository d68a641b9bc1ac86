import { array, cell, fromBits, sum, type Expression } from '../../stark/air/index.js';
import { wordCells, type Word } from '../blocks.js';
import { roundsBus } from '../buses.js';
import { defineMachineChip } from '../machine-chip.js';
import { assertFlags, numberOf } from './flags.js';
import { heldCells, limbsOf, updateWords } from './precompile.js';
import { ROUND_CONSTANTS } from './sha-constants.js';
import { assertBits, bitwise, limbs, rotations, WORD_BITS, type WordBits } from './word-bits.js';

/** Rounds of a row, and rows of a call. */
const ROW_ROUNDS = 8;
export const ROUND_PARTS = 8;

/** A word of the state: by its bits, or by its limbs alone. */
interface StateWord {
  readonly bits?: WordBits;
  readonly limbs: Word<Expression>;
}

function byBits(bits: WordBits): StateWord {
  return { bits, limbs: limbs(bits) };
}

/** Eight rounds of SHA-256: docs/vm.md 8.5. */
export const shaRoundsChip = defineMachineChip({
  name: 'sha_rounds',
  description: 'Eight rounds of SHA-256.',
  columns: {
    part: array(ROUND_PARTS, 'whether these are the rounds 8 i to 8 i + 7'),
    time: cell('of the step'),
    address: cell("number of the row's first word of the schedule"),
    a: array(WORD_BITS),
    b: array(WORD_BITS),
    c: array(WORD_BITS),
    d: wordCells('d'),
    e: array(WORD_BITS),
    f: array(WORD_BITS),
    g: array(WORD_BITS),
    h: wordCells('h'),
    round: array(ROW_ROUNDS, {
      a: array(WORD_BITS, 'a after the round'),
      e: array(WORD_BITS, 'e after the round'),
      carryE: {
        lo: array(3, "bits of the carry out of e's lower limb"),
        hi: array(3, "bits of the carry out of e's upper limb"),
      },
      carryA: {
        lo: array(2, "bits of the carry out of a's lower limb, plus 1"),
        hi: array(2, "bits of the carry out of a's upper limb, plus 1"),
      },
      w: heldCells('word of the schedule'),
    }),
  },
  constraints(builder) {
    const { local, assertEqual, bus } = builder;
    const { part, time, address, a, b, c, d, e, f, g, h, round } = local;
    const real = assertFlags(
      builder,
      Object.fromEntries(part.map((flag, i) => [`part[${i}]`, flag] as const)),
    );
    Object.entries({ a, b, c, e, f, g }).forEach(([name, bits]) => assertBits(builder, name, bits));

    // Newest first: what a round computes becomes a, or e, and moves the others on.
    let as: readonly StateWord[] = [byBits(a), byBits(b), byBits(c), { limbs: d }];
    let es: readonly StateWord[] = [byBits(e), byBits(f), byBits(g), { limbs: h }];
    const before = [...as, ...es];
    round.forEach(({ a: newA, e: newE, carryE, carryA, w }, j) => {
      assertBits(builder, `round[${j}].a`, newA);
      assertBits(builder, `round[${j}].e`, newE);
      for (const limb of ['lo', 'hi'] as const) {
        assertBits(builder, `round[${j}].carryE.${limb}`, carryE[limb]);
        assertBits(builder, `round[${j}].carryA.${limb}`, carryA[limb]);
      }
      const [olderD, olderH] = [as[3].limbs, es[3].limbs];
      const [resultA, resultE] = [byBits(newA), byBits(newE)];
      const outE = fromBits(carryE.lo);
      const outA = fromBits(carryA.lo).sub(real);
      const constantOf = (limb: (constant: number) => number): Expression =>
        numberOf(part.map((flag, i) => [flag, limb(ROUND_CONSTANTS[ROW_ROUNDS * i + j])] as const));
      const t1 = [olderH, rotations(es[0].bits!, [6, 11, 25]), choice(es), w];
      const t2 = [rotations(as[0].bits!, [2, 13, 22]), majority(as)];

      assertEqual(
        `round[${j}] e.lo`,
        resultE.limbs.lo.add(outE.mul(2 ** 16)),
        sum([olderD.lo, ...t1.map(({ lo }) => lo), constantOf((constant) => constant % 2 ** 16)]),
      );
      assertEqual(
        `round[${j}] e.hi`,
        resultE.limbs.hi.add(fromBits(carryE.hi).mul(2 ** 16)),
        sum([olderD.hi, ...t1.map(({ hi }) => hi), constantOf((constant) => constant >>> 16), outE]),
      );
      // a is e - d + t2: the first temporary word need not be there.
      assertEqual(
        `round[${j}] a.lo`,
        resultA.limbs.lo.add(outA.mul(2 ** 16)),
        sum([resultE.limbs.lo, ...t2.map(({ lo }) => lo)]).sub(olderD.lo),
      );
      assertEqual(
        `round[${j}] a.hi`,
        resultA.limbs.hi.add(
          fromBits(carryA.hi)
            .sub(real)
            .mul(2 ** 16),
        ),
        sum([resultE.limbs.hi, ...t2.map(({ hi }) => hi), outA]).sub(olderD.hi),
      );
      as = [resultA, ...as.slice(0, 3)];
      es = [resultE, ...es.slice(0, 3)];
    });

    const index = numberOf(part.map((flag, i) => [flag, i] as const));
    const words = round.map(({ w }) => w);
    updateWords(builder, address, words, time, real);
    const stateOf = (state: readonly StateWord[]) => limbsOf(state.map((word) => word.limbs));
    bus.receive(roundsBus, [time, address, index, ...stateOf(before)], real);
    bus.send(roundsBus, [time, address.add(ROW_ROUNDS), index.add(1), ...stateOf([...as, ...es])], real);
  },
});

/** f where e has a 1, else g. */
function choice([e, f, g]: readonly StateWord[]): Word<Expression> {
  return bitwise((i) => g.bits![i].add(e.bits![i].mul(f.bits![i].sub(g.bits![i]))));
}

/** The bit that two or three of a, b and c have. */
function majority([a, b, c]: readonly StateWord[]): Word<Expression> {
  return bitwise((i) => {
    const [x, y, z] = [a.bits![i], b.bits![i], c.bits![i]];
    const both = y.mul(z);
    // x (y xor z) + y z
    return x.mul(y.add(z).sub(both.double())).add(both);
  });
}
