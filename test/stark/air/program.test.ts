import test from 'ava';
import { babyBear, koalaBear } from '../../../host/field/index.js';
import {
  AirError,
  baseArithmetic,
  compileProgram,
  decodeProgram,
  encodeProgram,
  interpretProgram,
  Opcode,
  type Chip,
  type Expression,
} from '../../../host/stark/air/index.js';
import { cubeChip, fibonacciChip, keccakFChip, poseidon2Chip } from '../../../host/stark/chips/index.js';
import { seededWords } from '../../field/random.js';
import { chipWith, randomPoint, sampleChip } from './sample-chip.js';

/** A chip of random expressions, which share parts and use every operation. */
function randomChip(seed: number): Chip {
  const word = seededWords(seed);
  return chipWith(
    ({ local, next, publicValues, when, constant, assertZero }) => {
      const pool: Expression[] = [local.a, local.b, ...local.list, next.a, next.list[2], publicValues.result];
      const pick = (): Expression => pool[word() % pool.length];
      for (let i = 0; i < 200; i++) {
        const [x, y] = [pick(), pick()];
        const c = constant(word() % 5, 1 + (word() % 3));
        const candidates = [x.add(y), x.sub(y), x.mul(y), x.neg(), x.mul(c), x.subFrom(c), x.add(c)];
        const made = candidates[word() % candidates.length];
        if (made.degree <= 4) pool.push(made);
      }
      const scopes = [{ assertZero }, when.firstRow, when.lastRow, when.transition, when(local.a)];
      // Adding a column keeps an expression that cancelled to a constant legal.
      for (let i = 0; i < 20; i++) scopes[i % 5].assertZero(`random[${i}]`, pick().add(local.list[i % 3]));
    },
    { field: seed % 2 ? koalaBear : babyBear, maxDegree: 5 },
  );
}

test('programs compute what the expressions say', (t) => {
  for (const chip of [sampleChip(koalaBear), sampleChip(babyBear), ...[1, 2, 3, 4, 5, 6].map(randomChip)]) {
    const { extension, at } = randomPoint(chip, chip.constraintCount);
    const inputs = {
      ...at,
      main: [at.local, at.next],
      preprocessed: [at.preprocessedLocal, at.preprocessedNext],
    } as const;
    const words = encodeProgram(compileProgram(chip));
    t.deepEqual(
      interpretProgram(words, chip.field, extension, inputs),
      chip.evaluateConstraints(extension, at),
    );
  }
});

test('programs run over the base field', (t) => {
  const words = encodeProgram(compileProgram(fibonacciChip(koalaBear)));
  const inputs = {
    main: [Uint32Array.of(5, 8), Uint32Array.of(8, 14)],
    preprocessed: [[], []],
    publicValues: [4, 8, 9],
    isFirstRow: 2,
    isLastRow: 3,
    isTransition: 5,
  } as const;
  const values = interpretProgram(words, koalaBear, baseArithmetic(koalaBear), inputs);
  t.deepEqual(values, [2, 0, 0, koalaBear.p - 5, koalaBear.p - 3]);
});

test('the encoding is the documented one', (t) => {
  const chip = chipWith(
    ({ local, next, when }) => when.lastRow.assertEqual('only', next.b.mul(local.a), local.a.neg().add(3)),
    { field: koalaBear },
  );
  const program = compileProgram(chip);
  const words = encodeProgram(program);
  const three = koalaBear.toMontgomery(3);
  t.deepEqual(
    [...words],
    [
      ...[0x50435953, 2, koalaBear.p, 5, 0, 0, 1, 3, 1, 10],
      ...[Opcode.loadMain, 1, 1], // r0 := next b
      ...[Opcode.loadMain + 256 * 1, 0, 0], // r1 := local a
      ...[Opcode.mul, 0, 1], // r0 := r0 r1
      ...[Opcode.neg + 256 * 1, 1, 0], // r1 := -r1
      ...[Opcode.loadConstant + 256 * 2, three, 0], // r2 := 3
      ...[Opcode.add + 256 * 2, 1, 2], // r2 := r1 + r2
      ...[Opcode.sub + 256 * 2, 0, 2], // r2 := r0 - r2
      ...[Opcode.loadSelector, 1, 0], // r0 := last row
      ...[Opcode.mul + 256 * 2, 0, 2], // r2 := r0 r2
      ...[Opcode.assertZero, 2, 0], // constraint 0 is r2
    ],
  );
  t.deepEqual(decodeProgram(words), program);
});

// Native interpreters keep the registers of a block of rows in the first-level cache.
const REGISTERS: readonly [Chip, number][] = [
  [fibonacciChip(koalaBear), 4],
  [cubeChip(koalaBear), 5],
  [poseidon2Chip('koalabear_w16'), 33],
  [poseidon2Chip('babybear_w16'), 34],
  [keccakFChip(koalaBear), 68],
];

for (const [chip, registers] of REGISTERS) {
  test(`${chip.name} needs no more than ${registers} registers`, (t) => {
    const { registerCount, instructions } = compileProgram(chip);
    t.true(registerCount <= registers, `${registerCount}`);
    t.log(`${registerCount} registers, ${instructions.length} instructions`);
  });
}

test('malformed programs are refused', (t) => {
  const good = encodeProgram(compileProgram(sampleChip(koalaBear)));
  t.notThrows(() => decodeProgram(good));
  const refuses = (words: Uint32Array): void => {
    t.is(t.throws(() => decodeProgram(words), { instanceOf: AirError }).code, 'PROGRAM');
  };
  const withWord = (at: number, value: number): Uint32Array => {
    const words = good.slice();
    words[at] = value;
    return words;
  };
  refuses(new Uint32Array(0));
  refuses(good.slice(0, 9));
  refuses(good.slice(0, -1));
  refuses(Uint32Array.of(...good, 0));
  for (const [at, value] of [
    [0, 0],
    [1, 1],
    [3, 1],
    [4, 0],
    [5, 1],
    [6, 0],
    [7, 1],
    [7, 2 ** 32 - 1],
    [8, 8],
    [8, 10],
    [9, 1],
  ]) {
    refuses(withWord(at, value));
  }
  for (let at = 10; at < good.length; at += 3) {
    refuses(withWord(at, 10));
    refuses(withWord(at, good[at] | 0xffffff00));
    if ((good[at] & 0xff) !== Opcode.loadConstant) refuses(withWord(at + 1, 2 ** 32 - 1));
    refuses(withWord(at + 2, 2 ** 32 - 1));
  }
  refuses(withWord(good.length - 1, 0));
});

test('a program runs over its own field alone', (t) => {
  const words = encodeProgram(compileProgram(fibonacciChip(koalaBear)));
  const inputs = {
    main: [[], []],
    preprocessed: [[], []],
    publicValues: [],
    isFirstRow: 0,
    isLastRow: 0,
    isTransition: 0,
  } as const;
  const run = (): unknown => interpretProgram(words, babyBear, baseArithmetic(babyBear), inputs);
  t.is(t.throws(run, { instanceOf: AirError }).code, 'FIELD');
});
